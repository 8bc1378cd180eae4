// One or more accounts that share FIX sessions, and the thread that owns them: their journal, the sessions,
// and for each account a blotter and a way to the venue. The lane records, a blotter decides, the lane acts:
// every event is journaled, decided and acted out into buffers; at the end of the turn the journal commits,
// and only then do bytes leave (output commit).
//
// When a commit fails the turn is undone and taken once more with the journal down: cancels are refused
// with a reason, nothing goes to the venue, and the lane is not ready. When the journal can write again the
// lane recovers as after a restart: open tickets come back from the journal and are asked about.
#pragma once

#include "config/config.hpp"
#include "fix/engine.hpp"
#include "journal/journal.hpp"
#include "journal/reserve.hpp"
#include "ledger.hpp"
#include "ops/metrics.hpp"
#include "order/blotter.hpp"
#include "upstream.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace bridge {

class Lane : private fix::Engine::Client, private Upstream::Owner {
 public:
  // The accounts and all their sessions; the journal is <dir>/<name>.db. `fatal` is called, on the lane's
  // thread, when the lane cannot go on: neither journal nor reserve take a write. Throws what the rooms throw
  // for settings they cannot use.
  Lane(std::string name, std::vector<config::Account> accounts, const config::Config& config,
       ops::Metrics& metrics, std::function<void()> fatal);
  ~Lane() override;
  Lane(const Lane&) = delete;
  Lane& operator=(const Lane&) = delete;

  // --- any thread ---
  void start();
  void adopt(fix::Arrival arrival);
  // Begins to stop: lets what is in flight be answered (up to 3 s), logs the clients out (up to 2 s), closes
  // the links with a close frame (up to 2 s) and commits. join() waits for it.
  void stop();
  void join();
  // Why this lane is not ready; empty when it is.
  [[nodiscard]] std::string not_ready() const;

 private:
  using SteadyTime = std::chrono::steady_clock::time_point;

  // An account: who decides about its cancels, and its way to the venue.
  struct Desk {
    Desk(boost::asio::io_context& io, config::Account own, ops::Metrics& metrics, Lane& lane);
    std::string account;
    order::BlotterSettings settings;
    order::Blotter blotter;
    std::unique_ptr<ops::Metrics::Lane> metrics;
    Upstream upstream;
  };
  // An event waiting its turn in submit().
  struct Waiting {
    Desk* desk;
    order::Event event;
    std::string evidence;
  };

  // fix::Engine::Client
  void on_cancel(order::CancelCommand command, std::string_view message) override;
  void on_status(order::StatusCommand command, std::string_view message) override;
  void on_logon(const order::SessionKey& session) override;
  void on_logout(const order::SessionKey& session) override;
  void on_refused(const std::string& reason) override { all_metrics_.connection_refused(reason); }
  // Upstream::Owner
  void on_ready(Upstream& upstream) override;
  void on_lost(Upstream& upstream, const std::string& reason,
               const std::vector<Upstream::Lost>& lost) override;
  void on_reply(Upstream& upstream, const venue::Reply& reply, std::string_view frame) override;

  void run();
  void take_in();
  void restore();
  void tick();
  [[nodiscard]] Desk& desk_of(const order::AccountName& account);
  // The lane's own figures go to its first account's.
  [[nodiscard]] ops::Metrics::Lane& lane_metrics() { return *desks_.front()->metrics; }

  // record, decide, act
  void submit(Desk& desk, order::Event event, std::string_view evidence = {});
  void act(Desk& desk, const order::SendCancel& effect) { send_upstream(desk, effect); }
  void act(Desk& desk, const order::AskStatus& effect) { send_upstream(desk, effect); }
  void act(Desk& desk, const order::Tell& effect);
  template <class Request>
  void send_upstream(Desk& desk, const Request& effect);
  void answer_unrecorded(order::CancelCommand command, const std::optional<order::Refusal>& refused);
  void answer_unrecorded(const order::StatusCommand& command);

  // the turn
  void pass_deadlines();
  void end_turn();
  void flush();
  void journal_failed();
  void journal_returned();
  void arm_deadline();

  // stopping
  void begin_stop();
  void continue_stop(int step, SteadyTime deadline);
  [[nodiscard]] bool drained() const;
  void close_links();

  void publish();

  std::string name_;
  ops::Metrics& all_metrics_;
  std::function<void()> fatal_;
  std::map<order::SessionKey, order::Terms> terms_;
  boost::asio::io_context io_;
  std::unique_ptr<journal::Journal> journal_;
  journal::Reserve reserve_;
  JournalLedger ledger_;
  std::vector<std::unique_ptr<Desk>> desks_;
  std::map<order::AccountName, Desk*> desk_of_;
  std::unique_ptr<fix::Engine> engine_;
  boost::asio::steady_timer tick_timer_;
  boost::asio::steady_timer deadline_timer_;
  boost::asio::steady_timer stop_timer_;

  std::deque<Waiting> events_;
  bool submitting_ = false;
  bool recorded_ = false;                    // this turn has events
  Timestamp armed_for_;                      // what deadline_timer_ waits for
  SteadyTime cause_{};                       // when this turn's current cause came in
  std::vector<SteadyTime> reported_causes_;  // of this turn's reports to venue replies
  bool in_reply_ = false;
  std::string turn_broken_;   // why this turn cannot be committed
  std::string journal_down_;  // why the journal is down; empty: it is up
  std::size_t links_closing_ = 0;
  bool running_ = false;
  bool stopped_ = false;

  mutable std::mutex published_mutex_;  // guards the one thing other threads read
  std::string published_not_ready_ = "starting";
  std::thread thread_;
};

}  // namespace bridge
