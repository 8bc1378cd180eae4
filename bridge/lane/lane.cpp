#include "lane/lane.hpp"

#include "base/log.hpp"
#include "base/text.hpp"
#include "base/thread.hpp"
#include "base/wall.hpp"
#include "journal/sqlite/sqlite_journal.hpp"

#include <boost/asio/post.hpp>

#include <algorithm>
#include <random>
#include <unistd.h>
#include <utility>

namespace bridge {
namespace {

using SteadyClock = std::chrono::steady_clock;

// A turn ends after so many handlers, and after so long, however busy the sockets are: what it decided waits
// for its end. Of two that are full the longer one costs less a cancel (decisions/0024).
constexpr int kHandlersPerTurn = 256;
constexpr milliseconds kTurn{3};
constexpr seconds kTick{1};
// The thread stays awake for so long after each turn: what comes next meets it with its caches warm.
constexpr microseconds kStayAwake{100};
constexpr microseconds kAlways = std::chrono::hours{1};  // the next tick comes sooner
constexpr seconds kDrainFor{3};
constexpr seconds kLogoutFor{2};
constexpr milliseconds kStopPoll{20};

microseconds stay_awake(const std::vector<config::Account>& accounts, bool may_poll) {
  if (!may_poll) return microseconds{0};
  return std::ranges::any_of(accounts, &config::Account::busy_poll) ? kAlways : kStayAwake;
}

}  // namespace

Lane::Lane(std::string name, std::vector<config::Account> accounts, const config::Config& config,
           Services around)
    : name_(std::move(name)),
      stay_awake_(stay_awake(accounts, around.may_poll)),
      fatal_(std::move(around.fatal)),
      io_(1),
      journal_(journal::open_sqlite({config.journal_dir / (name_ + ".db"), config.durability,
                                     config::retention_of(config, config::sessions_of(accounts))})),
      emergency_numbers_(journal::open_emergency_numbers(config.journal_dir / (name_ + ".reserve"))),
      sessions_(config::sessions_of(accounts)),
      router_(name_, std::move(accounts),
              {.journal = *journal_,
               .emergency_numbers = *emergency_numbers_,
               .metrics = around.metrics,
               .weight_limiter = std::move(around.weight_limiter),
               .make_link =
                   [this](venue::LinkSettings settings, venue::Link::Handler& listener) {
                     return venue::make_link(io_, std::move(settings), listener);
                   },
               .make_rest =
                   [this](venue::RestSettings settings, venue::RestClient::Handler& listener) {
                     return venue::make_rest_client(io_, std::move(settings), listener);
                   },
               .clock = now,
               .seed = std::random_device{}(),
               .dialect = std::move(around.dialect)}),
      inbox_(inbox_of(config.journal_dir), name_),
      engine_(fix::make_engine(io_, sessions_, router_.session_store(), router_)),
      tick_timer_(io_),
      deadline_timer_(io_),
      stop_timer_(io_) {
  router_.begin(*engine_);
  publish();
}

Lane::~Lane() {
  stop();
  join();
}

void Lane::start() {
  running_ = true;
  thread_ = std::thread([this] { run(); });
}

void Lane::adopt(fix::Arrival arrival) {
  boost::asio::post(io_, [this, arrival = std::move(arrival)]() mutable {
    if (stopped_) {
      ::close(arrival.socket);
      return;
    }
    engine_->adopt(std::move(arrival));
  });
}

void Lane::renew(order::AccountName account, std::shared_ptr<const venue::Dialect> dialect,
                 Upstream::Renewed done) {
  boost::asio::post(io_, [this, account = std::move(account), dialect = std::move(dialect),
                          done = std::move(done)]() mutable {
    router_.renew(account, std::move(dialect), std::move(done));
  });
}

void Lane::set_limits(config::Limits limits) {
  boost::asio::post(io_, [this, limits = std::move(limits)] { router_.set_limits(limits); });
}

void Lane::stop() {
  if (!running_) return;
  running_ = false;
  boost::asio::post(io_, [this] { begin_stop(); });
}

void Lane::join() {
  if (thread_.joinable()) thread_.join();
}

std::string Lane::not_ready() const {
  const std::lock_guard lock(published_mutex_);
  return published_not_ready_;
}

// ---- the lane's thread ----

void Lane::run() {
  name_thread(name_.c_str());
  const log::Hold lines;
  try {
    router_.open_links();
    tick();
    end_turn();
    while (!stopped_) {
      log::let_go();  // of the turn that has left
      take_in();
      end_turn();
    }
    engine_->disconnect();
    engine_->flush();
    io_.poll();
  } catch (const std::exception& error) {
    // Even undoing the turn failed. What is durable is right; the next start goes on from it.
    log::error("lane_failed", {{"lane", name_}, {"cause", clean_text(error.what())}});
    fatal_();
  }
}

// Stays awake for a moment, then sleeps. It sleeps at once when others want the processor: what is spent
// awake would be missing when there is work.
void Lane::wait() {
  const long before = std::exchange(preemptions_, preemptions());
  const bool stays = preemptions_ == before || stay_awake_ == kAlways;
  const auto asleep_at = SteadyClock::now() + (stays ? stay_awake_ : microseconds{0});
  while (SteadyClock::now() < asleep_at) {
    if (io_.poll_one() != 0) return;
  }
  io_.run_one();
}

// Waits for something to happen and takes in all that is ready, up to a limit.
void Lane::take_in() {
  try {
    wait();
    const auto end = SteadyClock::now() + kTurn;
    for (int handlers = 1; handlers < kHandlersPerTurn && !stopped_ && SteadyClock::now() < end; ++handlers) {
      if (io_.poll_one() == 0) break;
    }
    router_.pass_deadlines();
  } catch (const std::exception& error) {
    // A handler of ours failed half-way, so the turn cannot be trusted, and is undone.
    router_.break_turn(std::string("internal error: ") + error.what());
  }
}

void Lane::end_turn() {
  if (!router_.end_turn()) {
    engine_->disconnect();
    stopped_ = true;
    fatal_();
  }
  for (const auto& path : std::exchange(taken_, {})) {
    if (router_.recording()) inbox_.done(path);
  }
  if (router_.readiness_changed()) publish();
  arm_deadline();
}

void Lane::tick() {
  tick_timer_.expires_after(kTick);
  tick_timer_.async_wait([this](boost::system::error_code error) {
    if (!error) tick();
  });
  router_.tick();
  take_requests();
  follow_system_clock();
}

// A step of the system's clock moves no deadline. What clients are told follows, once the venue agrees
// (decisions/0028).
void Lane::follow_system_clock() {
  const microseconds step = clock_step();
  const auto by_ms = std::chrono::duration_cast<milliseconds>(step).count();
  switch (clock_watch_.look(step, wall_offset(), router_.venue_offset())) {
    case ClockWatch::Finding::Nothing:
      return;
    case ClockWatch::Finding::Stepped:
      log::warn("system_clock_stepped", {{"lane", name_},
                                         {"by_ms", by_ms},
                                         {"remedy",
                                          "none needed: the bridge goes on with the time it had, and takes "
                                          "the new one over when the venue's clock "
                                          "agrees better with it"}});
      break;
    case ClockWatch::Finding::TakeOver:
      set_wall_offset(step);
      log::warn("system_clock_taken_over", {{"lane", name_}, {"by_ms", by_ms}});
      break;
  }
  router_.measure_clocks();
}

// Takes what operators have asked for. Their files go when the turn is durable; one that is taken twice finds
// its ticket settled.
void Lane::take_requests() {
  if (!router_.recording()) return;
  for (const auto& request : inbox_.look()) {
    const auto refused = router_.resolve(request.ticket, request.as, request.who, request.why);
    if (!refused.empty()) {
      log::warn(
          "resolve_refused",
          {{"lane", name_}, {"ticket", request.ticket.value()}, {"who", request.who}, {"cause", refused}});
    }
    taken_.push_back(request.path);
  }
}

void Lane::arm_deadline() {
  const auto next = router_.next_deadline();
  if (!next || *next == armed_for_) return;
  armed_for_ = *next;
  deadline_timer_.expires_after(std::max(*next - now(), microseconds{0}));
  deadline_timer_.async_wait([](boost::system::error_code) {});  // ends the wait; end_turn does the work
}

// ---- stopping ----

void Lane::begin_stop() {
  log::info("lane_stopping", {{"lane", name_}, {"open", router_.open()}});
  continue_stop(0, SteadyClock::now() + kDrainFor);
}

void Lane::continue_stop(int step, SteadyTime deadline) {
  const bool late = SteadyClock::now() >= deadline;
  if (step == 0 && (late || router_.drained())) {
    engine_->log_out("The bridge is closing");
    step = 1;
    deadline = SteadyClock::now() + kLogoutFor;
  } else if (step == 1 && (late || engine_->logged_on() == 0)) {
    return router_.close_links([this] { stopped_ = true; });
  }
  stop_timer_.expires_after(kStopPoll);
  stop_timer_.async_wait(
      [this, step, deadline](boost::system::error_code) { continue_stop(step, deadline); });
}

void Lane::publish() {
  std::string reasons = router_.not_ready();
  const std::lock_guard lock(published_mutex_);
  published_not_ready_ = std::move(reasons);
}

}  // namespace bridge
