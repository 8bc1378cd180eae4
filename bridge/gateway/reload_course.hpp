// Follows a reload: what was taken, what was refused, and which accounts' new keys are not in use yet. It is
// told at its end (gateway/reload_outcome.hpp). There is one at a time. The gateway's thread.
#pragma once

#include "config/config.hpp"
#include "gateway/reload_outcome.hpp"
#include "lane/lane.hpp"
#include "upstream/keys.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <set>
#include <string>

namespace bridge {

class ReloadCourse {
 public:
  // `lane_of` finds the lane of an account by its name; none when there is no such account here.
  ReloadCourse(boost::asio::io_context& io, std::filesystem::path journal_dir, Keys& keys,
               std::function<Lane*(const std::string&)> lane_of);

  // Begins a reload. One that is not over yet is told as it stands.
  void begin();
  // Notes that something in the file has changed that needs a restart.
  void leave_out(const std::string& key);
  void refuse(const std::string& why);
  [[nodiscard]] bool refused() const { return !outcome_.taken; }
  // Notes that something was taken at once.
  void take(const std::string& what);
  // Takes all new keys or none: nothing is handed to a lane before every one was found fit to sign.
  void renew_keys(config::Config& fresh);
  // Says that all is begun: the reload is told once every account has come to an end, or after a while.
  void end();

 private:
  void renew(const std::string& account, Keys::Renewal renewal);
  void renewed(std::uint64_t number, const std::string& account, bool taken, const std::string& text);
  void tell(const std::string& unfinished);
  void wipe_unused_keys();

  boost::asio::io_context& io_;
  std::filesystem::path journal_dir_;
  Keys& keys_;
  std::function<Lane*(const std::string&)> lane_of_;
  std::uint64_t number_ = 0;
  bool over_ = true;
  ReloadOutcome outcome_;
  std::set<std::string> waiting_;  // accounts whose new key is not in use yet
  boost::asio::steady_timer deadline_;
  boost::asio::steady_timer wipe_timer_;
};

}  // namespace bridge
