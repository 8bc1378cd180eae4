// One account with its sessions, blotter, journal and link, and the thread that owns them. The lane
// records, the blotter decides, the lane acts: every event is journaled, decided and acted out into
// buffers; at the end of the turn the journal commits, and only then do bytes leave (output commit).
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
#include "venue/clock.hpp"
#include "venue/dialect.hpp"
#include "venue/link.hpp"

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

class Lane : private fix::Engine::Client, private venue::Link::Listener {
 public:
  // `fatal` is called, on the lane's thread, when the lane cannot go on: neither journal nor reserve take a
  // write. Throws what the rooms throw for settings they cannot use.
  Lane(config::Account account, const config::Config& config, ops::Metrics& metrics,
       std::function<void()> fatal);
  ~Lane() override;
  Lane(const Lane&) = delete;
  Lane& operator=(const Lane&) = delete;

  // --- any thread ---
  void start();
  void adopt(fix::Arrival arrival);
  // Begins to stop: lets what is in flight be answered (up to 3 s), logs the clients out (up to 2 s), closes
  // the link with a close frame (up to 2 s) and commits. join() waits for it.
  void stop();
  void join();
  // Why this lane is not ready; empty when it is.
  [[nodiscard]] std::string not_ready() const;

 private:
  using SteadyTime = std::chrono::steady_clock::time_point;
  // A request on the wire.
  struct InFlight {
    SteadyTime received;  // what caused it: the client's message or an earlier reply
    SteadyTime sent;
  };

  // fix::Engine::Client
  void on_cancel(order::CancelCommand command, std::string_view message) override;
  void on_status(order::StatusCommand, std::string_view) override {}
  void on_logon(const order::SessionKey& session) override;
  void on_logout(const order::SessionKey& session) override;
  void on_refused(const std::string& reason) override { all_metrics_.connection_refused(reason); }
  // venue::Link::Listener
  void on_link_open() override;
  void on_link_lost(const std::string& reason, const std::vector<order::RequestId>& never_left) override;
  void on_frame(std::string_view frame) override;

  void run();
  void take_in();
  void restore();
  void tick();
  void ask_time();
  void time_answered(const venue::SessionReply& answer);
  void stray(const venue::Stray& frame);

  // record, decide, act
  void submit(order::Event event, std::string_view evidence = {});
  void act(const order::SendCancel& effect);
  void act(const order::AskStatus& effect);
  void act(const order::Tell& effect);
  template <class Request>
  void send_upstream(const Request& effect, const char* what);
  void answer_unrecorded(order::CancelCommand command);

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

  void publish();

  config::Account account_;
  ops::Metrics& all_metrics_;
  std::function<void()> fatal_;
  std::map<order::SessionKey, order::Terms> terms_;
  boost::asio::io_context io_;
  std::unique_ptr<journal::Journal> journal_;
  journal::Reserve reserve_;
  JournalLedger ledger_;
  order::BlotterSettings blotter_settings_;
  order::Blotter blotter_;
  std::unique_ptr<venue::Dialect> dialect_;
  venue::Clock clock_;
  std::unique_ptr<ops::Metrics::Lane> metrics_;
  std::unique_ptr<venue::Link> link_;
  std::unique_ptr<fix::Engine> engine_;
  boost::asio::steady_timer tick_timer_;
  boost::asio::steady_timer deadline_timer_;
  boost::asio::steady_timer stop_timer_;

  std::deque<std::pair<order::Event, std::string>> events_;  // waiting their turn in submit()
  bool submitting_ = false;
  bool recorded_ = false;  // this turn has events
  std::map<order::RequestId, InFlight> in_flight_;
  std::vector<order::RequestId> leaving_;    // this turn's requests
  Timestamp armed_for_;                      // what deadline_timer_ waits for
  SteadyTime cause_{};                       // when this turn's current cause came in
  std::vector<SteadyTime> reported_causes_;  // of this turn's reports to venue replies
  bool in_reply_ = false;
  bool venue_ready_ = false;  // link open and clock known
  std::string time_request_;  // id of the session.status in flight, empty: none
  Timestamp time_asked_;
  std::uint64_t time_requests_ = 0;
  std::string turn_broken_;   // why this turn cannot be committed
  std::string journal_down_;  // why the journal is down; empty: it is up
  std::string link_reason_ = "not connected yet";
  bool running_ = false;
  bool stopped_ = false;

  mutable std::mutex published_mutex_;  // guards the one thing other threads read
  std::string published_not_ready_ = "starting";
  std::thread thread_;
};

}  // namespace bridge
