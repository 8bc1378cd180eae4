#include "process.hpp"

#include "link.hpp"
#include "rest.hpp"

#include <algorithm>
#include <utility>

namespace bridge::simulation {
namespace {

constexpr int kHandlersPerTurn = 256;  // as lane/lane.cpp
constexpr seconds kTick{1};
constexpr seconds kDrainFor{3};
constexpr seconds kLogoutFor{2};
constexpr milliseconds kStopPoll{20};

// Counted, never looked at: what is measured there is real time.
ops::Metrics& metrics() {
  static ops::Metrics all;
  return all;
}

}  // namespace

struct Process::Life {
  Life(World& world, Disk& disk, Trouble& trouble, Judge& judge)
      : journal(world, disk, trouble, judge), emergency_numbers(world, disk, trouble, judge) {}
  ~Life() { *here = false; }

  std::shared_ptr<bool> here = std::make_shared<bool>(true);
  MemoryJournal journal;
  MemoryEmergencyNumbers emergency_numbers;
  SharedWeightLimiter weight_limiter;
  std::unique_ptr<OrderRouter> router;
  std::unique_ptr<Engine> engine;
  std::deque<std::function<void()>> inbox;
  bool turn_planned = false;
  Timestamp armed_for{};
  std::uint64_t armed = 0;  // timers set so far
  bool over = false;        // stopped in good order
};

Process::Process(World& world, const Plan& plan, Venue& venue, Judge& judge, Disk& disk, Trouble& trouble)
    : world_(world), plan_(plan), venue_(venue), judge_(judge), disk_(disk), trouble_(trouble) {}

Process::~Process() = default;

std::vector<config::Account> Process::accounts(const Plan& plan) {
  std::vector<config::Account> accounts;
  for (int i = 0; i < plan.accounts; ++i) {
    config::Account account;
    account.name = "account" + std::to_string(i + 1);
    account.lane = "lane";
    account.credentials.api_key = kApiKey;
    account.credentials.secret = Secret{kSecret};
    account.link.host = "venue";
    account.links = plan.links;
    account.rotate_after = plan.rotate_after;
    account.dialect.recv_window = plan.recv_window;
    account.answer_within = plan.answer_within;
    account.order_entry = plan.places_orders;
    account.stream.host = account.rest.host = account.link.host;
    account.stream.path = "/private/ws/";
    accounts.push_back(std::move(account));
  }
  for (int i = 0; i < plan.sessions; ++i) {
    fix::SessionSettings session;
    session.sender_comp_id = "BRIDGE";
    session.target_comp_id = "OMS" + std::to_string(i + 1);
    auto& account = accounts[static_cast<std::size_t>(i) % accounts.size()];
    session.terms.account = order::AccountName{account.name};
    session.terms.pending_cancel = plan.pending_cancel;
    session.terms.entry = plan.entry;
    account.sessions.push_back(std::move(session));
  }
  return accounts;
}

// ---- a life begins ----

OrderRouter::Dependencies Process::surroundings(Life& life) {
  return {
      .journal = life.journal,
      .emergency_numbers = life.emergency_numbers,
      .metrics = metrics(),
      .weight_limiter = [&life](const config::Account&) -> SharedWeightLimiter& {
        return life.weight_limiter;
      },
      .make_link =
          [this, here = life.here](const venue::LinkSettings& settings, venue::Link::Handler& listener) {
            return std::make_unique<Link>(
                world_, plan_, venue_, judge_, healed_,
                [this, here](std::function<void()> what) { into(here, std::move(what)); }, settings,
                listener);
          },
      .make_rest =
          [this, here = life.here](const venue::RestSettings& settings, venue::RestClient::Handler& handler) {
            return std::make_unique<Rest>(
                world_, venue_, judge_,
                [this, here](std::function<void()> what) { into(here, std::move(what)); }, settings, handler);
          },
      .clock = [this] { return world_.our_clock(); },
      .seed = static_cast<std::uint32_t>(world_.random.next())};
}

void Process::start() {
  if (life_) return;
  const auto again = [this](const std::string& why) {
    world_.note("process", "does not start: ", why);
    die(why, world_.random.between(microseconds{200'000}, microseconds{2'000'000}));
  };
  world_.note("process", "starts");
  world_.read_our_clock();
  try {
    judge_.began();
    life_ = std::make_unique<Life>(world_, disk_, trouble_, judge_);
    Life& life = *life_;
    auto all = accounts(plan_);
    std::vector<order::SessionKey> sessions;
    for (const auto& account : all) {
      for (const auto& session : account.sessions) sessions.push_back(session.key());
    }
    life.router = std::make_unique<OrderRouter>("lane", std::move(all), surroundings(life));
    life.engine = std::make_unique<Engine>(
        world_, judge_, disk_, sessions, life.router->session_store(), *life.router,
        [this, here = life.here](std::function<void()> what) { into(here, std::move(what)); });
    life.router->begin(*life.engine);
    life.router->open_links();
    life.router->tick();
    if (!life.router->end_turn()) return again("neither journal nor reserve");
  } catch (const Crash& crash) {
    return die(std::string("dies at ") + crash.point,
               world_.random.between(microseconds{1000}, microseconds{3'000'000}));
  } catch (const std::exception& error) {
    return again(error.what());
  }
  tick();
  arm();
}

void Process::die(const std::string& why, microseconds away) {
  world_.note("process", why);
  world_.die_at(0);
  life_.reset();
  judge_.ended();
  world_.after(away, [this] { start(); });
}

std::shared_ptr<Line> Process::accept(const order::SessionKey& session) {
  return life_ ? life_->engine->accept(session) : nullptr;
}

bool Process::quiet() const { return life_ && life_->router->open() == 0 && life_->inbox.empty(); }

// ---- its turns ----

void Process::into(const std::shared_ptr<bool>& here, std::function<void()> what) {
  if (!*here || !life_) return;
  life_->inbox.push_back(std::move(what));
  plan_turn(world_.random.between(microseconds{0}, microseconds{plan_.turn_spread}));
}

void Process::plan_turn(microseconds wait) {
  if (std::exchange(life_->turn_planned, true)) return;
  world_.after(wait, [this, here = life_->here] {
    if (*here) turn();
  });
}

void Process::turn() {
  Life& life = *life_;
  life.turn_planned = false;
  try {
    take_in();
    if (!life.router->end_turn()) {
      return die("ends: nothing takes a write, or nobody knows whether one was taken",
                 world_.random.between(microseconds{200'000}, microseconds{2'000'000}));
    }
  } catch (const Crash& crash) {
    return die(std::string("dies at ") + crash.point,
               world_.random.between(microseconds{1000}, microseconds{3'000'000}));
  } catch (const std::exception& error) {
    return die(std::string("ends: ") + error.what(),
               world_.random.between(microseconds{200'000}, microseconds{2'000'000}));
  }
  judge_.turn_ended();
  if (life.over) return die("has stopped in good order", microseconds{500'000});
  if (!life.inbox.empty()) plan_turn(microseconds{0});
  arm();
}

// As lane/lane.cpp: a handler that fails half-way breaks the turn.
void Process::take_in() {
  Life& life = *life_;
  try {
    for (int handlers = 0; handlers < kHandlersPerTurn && !life.inbox.empty(); ++handlers) {
      const auto what = std::move(life.inbox.front());
      life.inbox.pop_front();
      what();
    }
    life.router->pass_deadlines();
  } catch (const std::exception& error) {
    life.router->break_turn(std::string("internal error: ") + error.what());
  }
}

// A timer runs by time that passes, not by the clock on the wall.
void Process::arm() {
  Life& life = *life_;
  const auto next = life.router->next_deadline();
  if (!next || *next == life.armed_for) return;
  life.armed_for = *next;
  world_.after(*next - world_.our_clock(), [this, here = life.here, number = ++life.armed] {
    if (*here && life_->armed == number) plan_turn(microseconds{0});
  });
}

void Process::tick() {
  world_.after(kTick, [this, here = life_->here] {
    if (!*here) return;
    into(here, [this] { life_->router->tick(); });
    tick();
  });
}

// ---- an end in good order ----

void Process::stop() {
  if (!life_) return;
  world_.note("process", "is told to stop");
  poll_stop(0, world_.now() + kDrainFor);
}

void Process::poll_stop(int step, Timestamp deadline) {
  world_.after(kStopPoll, [this, here = life_->here, step, deadline] {
    into(here, [this, step, deadline] {
      const bool late = world_.now() >= deadline;
      if (step == 0 && (late || life_->router->drained())) {
        life_->engine->log_out("The bridge is closing");
        return poll_stop(1, world_.now() + kLogoutFor);
      }
      if (step == 1 && (late || life_->engine->logged_on() == 0)) {
        return life_->router->close_links([this] { life_->over = true; });
      }
      poll_stop(step, deadline);
    });
  });
}

}  // namespace bridge::simulation
