// A lane: one or more accounts that share FIX sessions, and the thread that owns them, their journal, their
// sockets and their timers. What happens on them is the router's.
#pragma once

#include "base/wall.hpp"
#include "config/config.hpp"
#include "fix/session/engine.hpp"
#include "journal/journal.hpp"
#include "journal/log/emergency_numbers.hpp"
#include "lane/inbox.hpp"
#include "lane/order_router.hpp"
#include "ops/metrics.hpp"
#include "upstream/shared_weight_limiter.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace bridge {

class Lane {
 public:
  struct Services {
    ops::Metrics& metrics;
    std::function<SharedWeightLimiter&(const config::Account&)>
        weight_limiter;  // of an account's address and venue
    std::function<std::shared_ptr<const venue::Dialect>(config::Account&)> dialect;
    // Called on the lane's thread when the lane cannot go on: neither journal nor emergency numbers take a
    // write.
    std::function<void()> fatal;
    // Whether there is a processor to spare: a lane may then stay awake for a moment, or with busy_poll for
    // good.
    bool may_poll = false;
  };
  // Takes the accounts and all their sessions; the journal is <dir>/<name>.db. It throws what the rooms throw
  // for settings that they cannot use.
  Lane(std::string name, std::vector<config::Account> accounts, const config::Config& config,
       Services around);
  ~Lane();
  Lane(const Lane&) = delete;
  Lane& operator=(const Lane&) = delete;

  // --- any thread ---
  void start();
  void adopt(fix::Arrival arrival);
  // Takes a new key for an account; `done` runs on the lane's thread.
  void renew(order::AccountName account, std::shared_ptr<const venue::Dialect> dialect,
             Upstream::Renewed done);
  // Takes the risk limits of a configuration that was read again.
  void set_limits(config::Limits limits);
  // Begins to stop: lets what is in flight be answered (up to 3 s), logs the clients out (up to 2 s), closes
  // the links with a close frame (up to 2 s) and commits. join() waits for it.
  void stop();
  void join();
  // Tells why this lane is not ready; empty when it is.
  [[nodiscard]] std::string not_ready() const;

 private:
  using SteadyTime = std::chrono::steady_clock::time_point;

  void run();
  void wait();
  void take_in();
  void end_turn();
  void tick();
  void follow_system_clock();
  void take_requests();
  void arm_deadline();
  void begin_stop();
  void continue_stop(int step, SteadyTime deadline);
  void publish();

  std::string name_;
  std::chrono::microseconds stay_awake_;
  std::function<void()> fatal_;
  boost::asio::io_context io_;
  std::unique_ptr<journal::Journal> journal_;
  std::unique_ptr<journal::EmergencyNumbers> emergency_numbers_;
  std::vector<fix::SessionSettings> sessions_;  // of all accounts
  OrderRouter router_;
  Inbox inbox_;
  std::vector<std::filesystem::path> taken_;  // of the inbox, this turn
  std::unique_ptr<fix::Engine> engine_;
  boost::asio::steady_timer tick_timer_;
  boost::asio::steady_timer deadline_timer_;
  boost::asio::steady_timer stop_timer_;
  Timestamp armed_for_;  // what deadline_timer_ waits for
  ClockWatch clock_watch_;
  long preemptions_ = 0;  // as last counted
  bool running_ = false;
  bool stopped_ = false;

  mutable std::mutex published_mutex_;  // guards the one thing other threads read
  std::string published_not_ready_ = "starting";
  std::thread thread_;
};

}  // namespace bridge
