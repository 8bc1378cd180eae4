#include "upstream/keys.hpp"

#include "upstream/account_settings.hpp"
#include "upstream/upstream.hpp"
#include "venue/binance/signing/signer.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace bridge {
namespace {

using venue::SignerPlace;
using venue::binance::Signer;
using venue::binance::SignerProcess;
using SignerPtr = std::shared_ptr<const Signer>;

std::string with_account(const std::string& what, const std::string& account) {
  const std::string text = named(what, account);
  return text.starts_with("accounts.") ? text : "accounts." + account + ": " + text;
}

// True when nothing was read of the key: it came in the environment, which was wiped at the start.
bool is_forgotten(const std::string& variable, const Secret& value) {
  return !variable.empty() && value.empty();
}

}  // namespace

std::unique_ptr<SignerProcess> start_signer(const config::Config& config) {
  const auto count = std::ranges::count(config.accounts, SignerPlace::Process,
                                        [](const auto& account) { return account.credentials.signer; });
  return count == 0 ? nullptr : std::make_unique<SignerProcess>(static_cast<std::size_t>(count));
}

Keys::Keys(std::unique_ptr<SignerProcess> signer) : process_(std::move(signer)) {}

Result<SignerPtr, Keys::Refused> Keys::signer_of(config::Account& account, std::size_t number) {
  try {
    auto credentials = std::exchange(account.credentials, {});
    if (credentials.signer == SignerPlace::Inline) return SignerPtr(venue::binance::make_signer(credentials));
    auto signer = process_->load(number, std::move(credentials));
    if (signer) return std::move(*signer);
    return Refused{with_account(signer.error().why, account.name)};
  } catch (const std::runtime_error& error) {
    return Refused{with_account(error.what(), account.name)};
  }
}

Keys::DialectPtr Keys::dialect_of(const Entry& entry, const Key& key, const std::string& account) {
  try {
    return venue::binance::make_dialect({key.api_key, entry.session_logon}, key.signer, entry.settings);
  } catch (const std::runtime_error& error) {
    throw std::runtime_error(with_account(error.what(), account));
  }
}

Keys::DialectPtr Keys::take(config::Account& account) {
  const auto& credentials = account.credentials;
  const bool at_process = credentials.signer == SignerPlace::Process;
  if (at_process && process_ == nullptr) {
    throw std::runtime_error("accounts." + account.name + ".signer: process is for fixbridge run");
  }
  Entry entry{.type = credentials.type,
              .session_logon = credentials.session_logon,
              .place = credentials.signer,
              .secret_variable = account.secret_variable,
              .passphrase_variable = account.passphrase_variable,
              .settings = account.dialect,
              .number = at_process ? at_process_++ : 0,
              .in_use = {credentials.api_key, nullptr}};
  auto signer = signer_of(account, entry.number);
  if (!signer) throw std::runtime_error(signer.error().why);
  entry.in_use.signer = std::move(*signer);
  auto dialect = dialect_of(entry, entry.in_use, account.name);
  entries_.emplace(account.name, std::move(entry));
  return dialect;
}

std::string Keys::not_renewable(const config::Account& account, const Entry& entry) const {
  const auto& now = account.credentials;
  const std::string name = "accounts." + account.name;
  if (now.type != entry.type || now.session_logon != entry.session_logon || now.signer != entry.place) {
    return name + ": another key_type, session_logon or signer needs a restart; nothing was taken";
  }
  if ((is_forgotten(account.secret_variable, now.secret) &&
       account.secret_variable != entry.secret_variable) ||
      (is_forgotten(account.passphrase_variable, now.passphrase) &&
       account.passphrase_variable != entry.passphrase_variable)) {
    return name + ": the environment was read at the start and wiped; use file:PATH, or restart";
  }
  return "";
}

Result<Keys::Renewal, Keys::Refused> Keys::renew(config::Account& account) {
  Entry& entry = entries_.at(account.name);
  if (auto why = not_renewable(account, entry); !why.empty()) return Refused{std::move(why)};
  Key key{account.credentials.api_key, entry.in_use.signer};
  const bool same_by_name = is_forgotten(account.secret_variable, account.credentials.secret) ||
                            is_forgotten(account.passphrase_variable, account.credentials.passphrase);
  if (!same_by_name) {
    auto signer = signer_of(account, entry.number);
    if (!signer) return std::move(signer.error());
    if ((*signer)->mark() != key.signer->mark()) key.signer = std::move(*signer);
  }
  const bool same = key.api_key == entry.in_use.api_key && key.signer == entry.in_use.signer;
  if (same && entry.on_their_way == 0) return Renewal{};
  try {
    auto dialect = dialect_of(entry, key, account.name);
    ++entry.on_their_way;
    return Renewal{std::move(dialect), std::move(key)};
  } catch (const std::runtime_error& error) {
    return Refused{error.what()};
  }
}

void Keys::settled(const std::string& account, Key key, bool taken) {
  Entry& entry = entries_.at(account);
  --entry.on_their_way;
  if (taken) std::swap(entry.in_use, key);
  entry.replaced.emplace_back(std::move(key.signer));
}

bool Keys::wipe_unused() {
  bool some_left = false;
  for (auto& [name, entry] : entries_) {
    std::erase_if(entry.replaced, [&](const auto& signer) {
      const auto alive = signer.lock();
      return alive == nullptr || alive == entry.in_use.signer;
    });
    some_left = some_left || !entry.replaced.empty();
  }
  if (process_ != nullptr) process_->wipe_unused();
  return some_left;
}

}  // namespace bridge
