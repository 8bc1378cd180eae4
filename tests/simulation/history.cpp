#include "history.hpp"

#include "process.hpp"
#include "trader.hpp"

#include <memory>
#include <utility>

namespace bridge::simulation {
namespace {

constexpr const char* kSymbol = "BTCUSDT";
constexpr std::int64_t kFirstOrderId = 8'389'765'500'000'000'001;  // beyond what a double can tell apart

constexpr milliseconds kRepeatWithin{8000};

class History {
 public:
  History(Theme theme, std::uint64_t seed, bool keeps_diary)
      : world_(seed, keeps_diary),
        plan_(world_.random, theme),
        placed_(world_),
        judge_(world_, truth_, placed_, disk_, plan_.rules()),
        venue_(world_, plan_, truth_, placed_, judge_),
        process_(world_, plan_, venue_, judge_, disk_, trouble_),
        trader_(world_, judge_, clients_, requests_) {
    trouble_.through_text = plan_.through_text;
  }

  Outcome tell();

 private:
  // Some moment of the time in which faults come.
  [[nodiscard]] microseconds some_time() {
    return world_.random.between(microseconds{0}, microseconds{plan_.faults_for});
  }
  void often(int times, const std::function<void()>& what) {
    for (; times > 0; --times) world_.after(some_time(), what);
  }

  void place_orders();
  void plan_requests();
  void plan_faults();
  void plan_disk_trouble();
  [[nodiscard]] Request cancel();
  [[nodiscard]] Request question();
  [[nodiscard]] Request repeat(const Request& first);
  void submit(Request request, microseconds at);
  void plan_orders();
  void heal();
  [[nodiscard]] bool settled();
  void run_until(Timestamp end);
  [[nodiscard]] Oms& oms_of(const order::SessionKey& session);

  World world_;
  Plan plan_;
  Truth truth_;
  PlacedTruth placed_;
  Disk disk_;
  Trouble trouble_;
  Judge judge_;
  Venue venue_;
  Process process_;
  std::vector<std::unique_ptr<Oms>> clients_;
  int requests_ = 0;
  Trader trader_;
};

// ---- who asks for what ----

void History::place_orders() {
  const auto placed = [this](int i) {
    simulator::Order order;
    order.symbol = kSymbol;
    order.order_id = kFirstOrderId + i;
    order.client_order_id = "order" + std::to_string(i);
    order.price = "50000.0";
    order.orig_qty = "1.000";
    if (world_.random.chance(20)) {
      order.status = "PARTIALLY_FILLED";
      order.executed_qty = "0.250";
      order.avg_price = "50000.0";
    }
    venue_.place(order);
  };
  for (int i = 0; i < plan_.orders; ++i) {
    if (world_.random.chance(75)) {
      placed(i);
    } else {
      world_.after(world_.random.between(microseconds{0}, microseconds{plan_.busy_for}),
                   [placed, i] { placed(i); });
    }
  }
}

Request History::cancel() {
  Random& random = world_.random;
  order::CancelCommand command;
  command.session = random.pick(clients_)->session();
  command.cl_ord_id = order::ClOrdId{"cancel" + std::to_string(requests_ + 1)};
  command.symbol = kSymbol;
  command.transact_time = fix_text(world_.now());
  // One more than there are: an order that nobody knows.
  const auto order = random.between(0, plan_.orders);
  const auto named = random.between(0, 9);
  if (named <= 5) command.order_id = std::to_string(kFirstOrderId + order);
  if (named >= 4) command.orig_cl_ord_id = "order" + std::to_string(named == 9 ? (order + 1) % 3 : order);
  if (named == 9) command.order_id = std::to_string(kFirstOrderId + order);  // may disagree
  if (random.chance(2)) command.order_id = "no-order";
  command.poss_resend = random.chance(3);
  return {++requests_, std::move(command)};
}

Request History::question() {
  order::StatusCommand command;
  command.session = world_.random.pick(clients_)->session();
  command.symbol = kSymbol;
  command.order_id = std::to_string(kFirstOrderId + world_.random.between(0, plan_.orders));
  command.cl_ord_id = world_.random.chance(50) ? "cancel" + std::to_string(world_.random.between(1, 3)) : "q";
  return {++requests_, std::move(command)};
}

// The same ClOrdID once more: by mistake, or to be sure; or for another order, by an OMS that counts anew.
Request History::repeat(const Request& first) {
  Request again = first;
  again.number = ++requests_;
  auto& command = std::get<order::CancelCommand>(again.command);
  const auto how = world_.random.between(0, 2);
  command.poss_dup = how == 0;
  command.poss_resend = how == 1;
  if (plan_.orders > 1 && command.order_id != "no-order" && world_.random.chance(40)) {
    const auto other = [&](std::int64_t index) { return (index + 1) % plan_.orders; };
    if (!command.order_id.empty()) {
      const auto index = std::stoll(command.order_id) - kFirstOrderId;
      command.order_id = std::to_string(kFirstOrderId + other(index));
    }
    if (!command.orig_cl_ord_id.empty()) {
      const auto index = std::stoll(command.orig_cl_ord_id.substr(std::string("order").size()));
      command.orig_cl_ord_id = "order" + std::to_string(other(index));
    }
  }
  return again;
}

void History::submit(Request request, microseconds at) {
  world_.after(at, [this, request = std::move(request)] {
    if (const auto* asked = request.cancel(); asked != nullptr) {
      world_.note(asked->session.value(), "request ", request.number,
                  ": cancel 11=", asked->cl_ord_id.value(), " 37=", asked->order_id,
                  " 41=", asked->orig_cl_ord_id, asked->poss_dup ? " 43=Y" : "",
                  asked->poss_resend ? " 97=Y" : "");
    }
    oms_of(request.session()).submit(request);
  });
}

Oms& History::oms_of(const order::SessionKey& session) {
  for (const auto& client : clients_) {
    if (client->session() == session) return *client;
  }
  return *clients_.front();
}

void History::plan_requests() {
  Random& random = world_.random;
  const auto when = [&] { return random.between(microseconds{0}, microseconds{plan_.busy_for}); };
  for (int i = 0; i < plan_.cancels; ++i) {
    const Request first = cancel();
    const auto at = when();
    submit(first, at);
    if (random.chance(plan_.repeats)) {
      const microseconds within = random.chance(50) ? milliseconds{10} : kRepeatWithin;
      submit(repeat(first), at + random.between(microseconds{0}, within));
    }
  }
  for (int i = 0; i < plan_.questions; ++i) submit(question(), when());
}

void History::plan_orders() {
  if (!plan_.places_orders) return;
  constexpr seconds kStreamIsUp{1};  // mostly
  const auto while_busy = [&](int times, auto what) {
    for (; times > 0; --times) {
      world_.after(kStreamIsUp + world_.random.between(microseconds{0}, microseconds{plan_.busy_for}), what);
    }
  };
  while_busy(plan_.order_requests, [this] {
    if (auto request = trader_.act()) submit(std::move(*request), microseconds{0});
  });
  while_busy(plan_.trades, [this] { venue_.trade(); });
  while_busy(plan_.quotes, [this] { venue_.quote(); });
  while_busy(plan_.meddlings, [this] { venue_.meddle(); });
  while_busy(plan_.stream_cuts, [this] { venue_.cut_streams(); });
  while_busy(plan_.silent_streams, [this] { venue_.silence_streams(); });
  while_busy(plan_.key_expiries, [this] { venue_.expire_listen_key(); });
}

// ---- what goes wrong ----

void History::plan_faults() {
  Random& random = world_.random;
  often(plan_.changes, [this] { venue_.change(kFirstOrderId + world_.random.between(0, plan_.orders - 1)); });
  often(plan_.outages, [this] { venue_.cut_all(milliseconds{world_.random.between(0, 4000)}); });
  often(plan_.half_open, [this] { venue_.strangle_one(); });
  often(plan_.shutdowns, [this] { venue_.announce_shutdown(); });
  often(plan_.crashes, [this] { world_.die_at(static_cast<std::uint64_t>(world_.random.between(1, 60))); });
  often(plan_.disconnects, [this] { world_.random.pick(clients_)->disconnect(); });
  often(plan_.resets, [this] { world_.random.pick(clients_)->reset(); });
  often(plan_.disk_troubles, [this] { plan_disk_trouble(); });
  for (const auto step : plan_.our_steps) {
    world_.after(some_time(), [this, step] {
      world_.note("clock", "ours is set by ", step.count(), " us");
      world_.step_our_clock(step);
    });
  }
  if (plan_.stops) world_.after(some_time(), [this] { process_.stop(); });
  if (random.chance(5)) world_.after(some_time(), [this] { world_.die_at(1); });
}

void History::plan_disk_trouble() {
  Random& random = world_.random;
  switch (random.between(0, 3)) {
    case 0:
      trouble_.append_fails = 1;
      // Without a number of its own: the seeds' stories stay what they were.
      trouble_.unknown = to_us(world_.now()) % 2 == 0;
      trouble_.written = to_us(world_.now()) % 4 == 0;
      if (trouble_.unknown) trouble_.append_fails = 0;
      break;
    case 1:
      trouble_.until_restart = true;
      break;
    default:
      trouble_.writes_until = world_.now() + random.between(microseconds{1000}, microseconds{5'000'000});
      trouble_.reads_fail = random.chance(20);
      trouble_.reserve_fails = random.chance(20);
      break;
  }
  world_.note("disk", "fails");
}

void History::heal() {
  world_.note("world", "all faults end");
  venue_.heal();
  process_.heal();
  world_.die_at(0);
  const bool through_text = trouble_.through_text;
  const bool until_restart = trouble_.until_restart;
  trouble_ = {};
  trouble_.through_text = through_text;
  // The operator restarts what can write no more.
  if (until_restart) process_.stop();
}

// ---- the story ----

void History::run_until(Timestamp end) {
  while (world_.violation() == nullptr && world_.step(end)) {
  }
}

bool History::settled() {
  if (!process_.quiet() || !judge_.settled()) return false;
  for (const auto& client : clients_) {
    if (!client->in_step(disk_.sessions[client->session()].numbers)) return false;
  }
  return true;
}

Outcome History::tell() {
  for (const auto& account : Process::accounts(plan_)) {
    for (const auto& session : account.sessions) {
      clients_.push_back(std::make_unique<Oms>(
          world_, judge_, session.key(), [this](Oms& client) { return process_.accept(client.session()); }));
    }
  }
  const Timestamp began = world_.now();
  place_orders();
  process_.start();
  for (const auto& client : clients_) client->connect();
  // Most have a link by then; who is early is refused.
  world_.after(milliseconds{world_.random.between(0, 300)}, [this] {
    plan_requests();
    plan_faults();
    plan_orders();
  });
  run_until(began + std::max(plan_.busy_for + kRepeatWithin, plan_.faults_for) + seconds{1});
  heal();
  constexpr std::chrono::minutes kPatience{15};
  constexpr milliseconds kLook{1700};  // not in step with the process's ticks
  bool in_step = false;
  const auto settle = [&] {
    const Timestamp enough = world_.now() + kPatience;
    while (world_.violation() == nullptr && world_.now() < enough && !(in_step = settled())) {
      run_until(world_.now() + kLook);
    }
  };
  settle();
  if (in_step && plan_.places_orders) {
    venue_.cancel_placed();
    run_until(world_.now() + kLook);
    settle();
  }
  // What is late may come now, and must change nothing.
  run_until(world_.now() + seconds{7});
  if (world_.violation() == nullptr) {
    judge_.history_ended();
    if (!in_step)
      world_.violated("I14", process_.quiet() ? "clients and bridge do not get into step"
                                              : "the bridge does not come to rest");
  }
  Outcome outcome{std::nullopt, world_.diary(), world_.steps(), judge_.recorded()};
  if (const auto* violation = world_.violation()) outcome.violation = *violation;
  return outcome;
}

}  // namespace

Outcome run(Theme theme, std::uint64_t seed, bool keeps_diary) {
  return History(theme, seed, keeps_diary).tell();
}

}  // namespace bridge::simulation
