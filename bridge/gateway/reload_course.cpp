#include "gateway/reload_course.hpp"

#include "base/log.hpp"

#include <boost/asio/post.hpp>

#include <map>
#include <unistd.h>
#include <utility>

namespace bridge {
namespace {

constexpr seconds kRenewWithin{30};  // then whoever asked is told what is still missing
constexpr seconds kWipeEvery{1};

}  // namespace

ReloadCourse::ReloadCourse(boost::asio::io_context& io, std::filesystem::path journal_dir, Keys& keys,
                           std::function<Lane*(const std::string&)> lane_of)
    : io_(io),
      journal_dir_(std::move(journal_dir)),
      keys_(keys),
      lane_of_(std::move(lane_of)),
      deadline_(io),
      wipe_timer_(io) {}

void ReloadCourse::begin() {
  if (!over_) tell("another reload came before its new key was in use");
  outcome_ = {.id = std::to_string(::getpid()) + "." + std::to_string(++number_), .taken = true};
  waiting_.clear();
  over_ = false;
}

void ReloadCourse::leave_out(const std::string& key) {
  log::warn("reload_left_out", {{"key", key}, {"remedy", "restart to apply"}});
  outcome_.lines.push_back(key + ": changed; restart to apply");
}

void ReloadCourse::refuse(const std::string& why) {
  log::error("reload_refused", {{"text", why}});
  outcome_.taken = false;
  outcome_.lines.push_back(why);
}

void ReloadCourse::take(const std::string& what) {
  log::info("reloaded", {{"text", what}});
  outcome_.lines.push_back(what);
}

void ReloadCourse::renew_keys(config::Config& fresh) {
  std::map<std::string, Keys::Renewal> renewals;
  for (auto& account : fresh.accounts) {
    if (lane_of_(account.name) == nullptr) continue;
    auto renewal = keys_.renew(account);
    if (!renewal) {
      refuse(renewal.error().why);
    } else if (renewal->dialect != nullptr) {
      renewals.emplace(account.name, std::move(*renewal));
    } else {
      outcome_.lines.push_back("account " + account.name + ": its key has not changed");
    }
  }
  for (auto& [account, renewal] : renewals) {
    if (outcome_.taken) {
      renew(account, std::move(renewal));
    } else {
      keys_.settled(account, std::move(renewal.key), false);
    }
  }
}

void ReloadCourse::renew(const std::string& account, Keys::Renewal renewal) {
  waiting_.insert(account);
  const auto done = [this, account, number = number_, key = std::move(renewal.key)](bool taken,
                                                                                    const std::string& text) {
    boost::asio::post(io_, [this, number, account, key, taken, text] {
      keys_.settled(account, key, taken);
      renewed(number, account, taken, text);
    });
  };
  lane_of_(account)->renew(order::AccountName{account}, std::move(renewal.dialect), done);
}

void ReloadCourse::renewed(std::uint64_t number, const std::string& account, bool taken,
                           const std::string& text) {
  log::write(taken ? log::Level::Info : log::Level::Error, "reloaded",
             {{"account", account}, {"taken", taken ? "yes" : "no"}, {"text", text}});
  wipe_unused_keys();
  if (over_ || number != number_) return;
  waiting_.erase(account);
  outcome_.taken = outcome_.taken && taken;
  outcome_.lines.push_back("account " + account + ": " + text);
  end();
}

void ReloadCourse::end() {
  if (waiting_.empty()) return tell("");
  deadline_.expires_after(kRenewWithin);
  deadline_.async_wait([this, number = number_](boost::system::error_code error) {
    if (!error && !over_ && number == number_)
      tell("no link is ready with the new key yet; it goes on trying");
  });
}

void ReloadCourse::tell(const std::string& unfinished) {
  deadline_.cancel();
  for (const auto& account : waiting_) {
    outcome_.taken = false;
    outcome_.lines.push_back("account " + account + ": " + unfinished);
  }
  over_ = true;
  tell_outcome(journal_dir_, outcome_);
  wipe_unused_keys();
}

// Links on their way out sign with the old key for some seconds more.
void ReloadCourse::wipe_unused_keys() {
  if (!keys_.wipe_unused()) return;
  wipe_timer_.expires_after(kWipeEvery);
  wipe_timer_.async_wait([this](boost::system::error_code error) {
    if (!error) wipe_unused_keys();
  });
}

}  // namespace bridge
