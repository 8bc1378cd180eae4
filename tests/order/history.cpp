// Time, the gateway and the roads. The clients are in history_clients.cpp.
#include "history.hpp"

#include <algorithm>
#include <utility>

namespace bridge::order::testing {
namespace {

using namespace std::chrono_literals;

constexpr std::int64_t kStart = 1'795'359'600'000;
constexpr auto kTick = 500ms;

std::string words_of(const Outcome& outcome) {
  const auto order = [](const OrderFacts& facts) {
    return facts->client_order_id + " " + facts->status_text + " " + facts->executed_qty + "/" +
           facts->orig_qty + "@" + facts->price + " at " + std::to_string(facts->update_time_ms - kStart);
  };
  if (const auto* one = std::get_if<Canceled>(&outcome)) return "canceled " + order(one->order);
  if (const auto* one = std::get_if<Found>(&outcome)) return "found " + order(one->order);
  if (const auto* one = std::get_if<Rejected>(&outcome)) return "rejected " + std::to_string(one->error.code);
  if (const auto* one = std::get_if<Missing>(&outcome)) return "missing " + std::to_string(one->error.code);
  if (std::holds_alternative<Unclear>(outcome)) return "unclear";
  if (const auto* one = std::get_if<TradesFound>(&outcome)) {
    std::string words = "trades";
    for (const auto& trade : one->trades) words += " " + std::to_string(trade.trade_id);
    return words;
  }
  std::string words = "orders";
  for (const auto& facts : std::get<OrdersFound>(outcome).orders) words += " " + order(facts) + ";";
  return words;
}

const char* word(ExecutionType type) {
  static constexpr const char* kWords[] = {"NEW",     "TRADE",      "AMENDMENT", "CANCELED",
                                           "EXPIRED", "CALCULATED", "REJECTED",  "?"};
  return kWords[static_cast<std::size_t>(type)];
}

}  // namespace

History::History(std::uint64_t seed, bool aloud)
    : dice_(seed),
      plan_(dice_),
      aloud_(aloud),
      now_(from_ms(kStart)),
      quiet_from_(now_ + seconds{plan_.span}),
      venue_(plan_, dice_, [this](const OrderUpdate& update) { told(update); }),
      judge_(venue_) {
  if (dice_.chance(30)) settings_.trades_after = milliseconds{dice_.between(0, 3000)};
  for (int session = 0; session < plan_.sessions; ++session) {
    OrderEntryTerms& entry = entries_[session];
    entry.enabled = true;
    entry.pending_new = dice_.chance(70);
    entry.pending_replace = dice_.chance(50);
    entry.same_terms_replaced = dice_.chance(50);
    entry.killed_is_canceled = dice_.chance(30);
    entry.trade_while_syncing = dice_.chance(30);
    entry.client_id_as_sent = dice_.chance(20);
    entry.cancel_late_order = dice_.chance(80);
    entry.queue_replace = session % 2 == 1;
    notices_[session] = static_cast<PendingCancelNotice>(dice_.between(0, 2));
    rules_[session] = {.enabled = dice_.chance(50), .grace = milliseconds{dice_.between(0, 4000)}};
  }
}

// ---- time ----

void History::after(microseconds delay, std::function<void()> then) {
  agenda_.emplace(now_ + delay, std::move(then));
}

bool History::step(Timestamp end) {
  const auto due = blotter_ ? blotter_->next_deadline() : std::nullopt;
  const bool agenda_first = !agenda_.empty() && (!due || agenda_.begin()->first <= due->at);
  const Timestamp next = agenda_first ? agenda_.begin()->first : due ? due->at : Timestamp::max();
  if (next > end) return false;
  now_ = std::max(now_, next);
  if (agenda_first) {
    const auto then = std::move(agenda_.begin()->second);
    agenda_.erase(agenda_.begin());
    then();
  } else {
    decide(DeadlinePassed{due->ticket});
  }
  return true;
}

void History::play_until(Timestamp end) {
  constexpr int kStepsMax = 200'000;
  int steps = 0;
  while (!judge_.violation() && step(end)) {
    if (++steps > kStepsMax) return judge_.broken("there is no end of it");
  }
  now_ = std::max(now_, end);
}

std::optional<std::string> History::run() {
  start();
  const auto within = [&] { return microseconds{dice_.between(0, plan_.span * 1'000'000)}; };
  for (int n = 0; n < plan_.requests; ++n) after(within(), [this] { act(); });
  for (int n = 0; n < plan_.gaps; ++n) after(within(), [this] { stream_down(); });
  for (int n = 0; n < plan_.silent_gaps; ++n) {
    after(within(), [this] {
      stream_is_silent_ = true;  // nobody has noticed yet
      after(microseconds{dice_.between(100'000, 20'000'000)}, [this] { stream_down(); });
    });
  }
  for (int n = 0; n < plan_.link_falls; ++n) after(within(), [this] { link_down(); });
  for (int n = 0; n < plan_.restarts; ++n) after(within(), [this] { crash(); });
  for (auto at = 0ms; at < seconds{plan_.span}; at += kTick) {
    after(at + microseconds{dice_.between(0, 400'000)}, [this] { venue_.tick(now_); });
  }
  play_until(quiet_from_);
  play_until(quiet_from_ + 10min);
  if (!judge_.violation()) judge_.at_rest();
  if (!judge_.violation()) venue_.cancel_all(now_);
  play_until(now_ + 3min);
  if (!judge_.violation()) judge_.at_rest();
  play_until(now_ + 24h * 8);
  if (judge_.violation()) return judge_.violation();
  replay_life();
  if (blotter_->open() != 0 || blotter_->open_status_queries() != 0 || blotter_->next_deadline()) {
    judge_.broken("something is still open");
  }
  for (std::uint64_t ticket = 1; ticket <= tickets_; ++ticket) {
    if (blotter_->has(TicketId{ticket})) judge_.broken("ticket " + std::to_string(ticket) + " is remembered");
    if (open_.contains(ticket)) judge_.broken("ticket " + std::to_string(ticket) + " stays in the journal");
  }
  return judge_.violation();
}

// ---- the gateway ----

void History::decide(What what) {
  if (!blotter_) return;
  const Event event{now_, std::move(what)};
  journal_.push_back(event);
  life_.push_back(event);
  if (const auto* asked = std::get_if<Requested>(&event.what); asked != nullptr && opens_ticket(*asked)) {
    open_.insert(asked->ticket.value());
  }
  const std::vector<Effect> effects = blotter_->decide(event);
  std::size_t on_book = 0;
  for (const auto& [symbol, orders] : blotter_->orders().on_book()) on_book += orders;
  if (on_book != blotter_->orders().live()) {
    judge_.broken("the book counts " + std::to_string(on_book) + " orders of " +
                  std::to_string(blotter_->orders().live()));
  }
  std::string words;
  for (const auto& effect : effects) words += testing::words_of(effect) + "\n";
  if (twin_) {
    std::string other;
    for (const auto& effect : twin_->decide(event)) other += testing::words_of(effect) + "\n";
    if (other != words) {
      judge_.broken("a restart has changed what is decided:\n" + words + "instead of\n" + other);
    }
  }
  decided_.push_back(words);
  for (const auto& effect : effects) {
    tell_story("  " + testing::words_of(effect));
    note(effect);
    judge_.effect(effect);
  }
  for (const auto& effect : effects) {
    if (const auto* request = std::get_if<Request>(&effect)) carry(*request);
    if (std::holds_alternative<DoubtStream>(effect)) after(1ms, [this] { stream_down(); });
    if (const auto* own = std::get_if<CancelOurselves>(&effect)) {
      const TicketId ticket{++tickets_};
      judge_.canceled_by_us(ticket, own->command);
      decide(Requested{ticket, own->command, {}, {}, venue_.time_ms(now_)});
    }
  }
}

// What the journal makes of it.
void History::note(const Effect& effect) {
  if (const auto* tell = std::get_if<Tell>(&effect)) {
    const Report& report = tell->report;
    if (!report.final || report.poss_resend) return;
    final_reports_[report.ticket.value()] = report;
    if (!report.kept && !report.watched) open_.erase(report.ticket.value());
  } else if (const auto* forget = std::get_if<Forget>(&effect)) {
    open_.erase(forget->ticket.value());
    if (forget->final_report) final_reports_[forget->ticket.value()] = *forget->final_report;
  }
}

void History::start() {
  blotter_ = std::make_unique<Blotter>(settings_);
  life_ = open_events();
  decided_.clear();
  for (const auto& event : life_) {
    std::string words;
    for (const auto& effect : blotter_->decide(event)) words += testing::words_of(effect) + "\n";
    decided_.push_back(words);
  }
  ++life_number_;
  tell_story("the gateway starts");
  decide(Restarted{{}, settings_});
  for (int session = 0; session < plan_.sessions; ++session) {
    if (life_number_ == 1) {
      log_on(session);
    } else {
      go_away(session);
    }
  }
  link_up();
  after(microseconds{dice_.between(0, 3'000'000)}, [this, life = life_number_] {
    if (life == life_number_ && !stream_is_up_) stream_up();
  });
}

// Whatever was on its way back is lost; what had not left yet may never leave.
void History::crash() {
  if (!blotter_) return;
  tell_story("the gateway dies");
  if (!twin_) twin_ = std::move(blotter_);
  blotter_.reset();
  away_.clear();
  stream_is_up_ = stream_is_silent_ = link_is_up_ = false;
  ++stream_;
  ++link_;
  for (auto& [id, flight] : flights_) {
    if (!flight.arrived && dice_.chance(50)) flight.arrived = true;  // it never leaves
    flight.dropped = true;
  }
  after(microseconds{dice_.chance(50) ? dice_.between(0, 1'000'000) : dice_.between(0, 60'000'000)},
        [this] { start(); });
}

// As the journal gives them: the events of open tickets, and those of no ticket since the start before.
std::vector<Event> History::open_events() const {
  std::vector<Event> events;
  const auto of_open = [&](const Event& event) {
    const auto ticket = ticket_of(event);
    return ticket && open_.contains(ticket->value());
  };
  const auto first = std::ranges::find_if(journal_, of_open);
  if (first == journal_.end()) return events;
  auto since = first;
  while (since != journal_.begin() && !std::holds_alternative<Restarted>(since->what)) --since;
  while (since != journal_.begin() && (ticket_of(*since) || std::holds_alternative<Restarted>(since->what))) {
    --since;
  }
  for (auto event = journal_.begin(); event != journal_.end(); ++event) {
    if (of_open(*event) || (event >= since && !ticket_of(*event))) events.push_back(*event);
  }
  return events;
}

// The same events give the same effects.
void History::replay_life() {
  Blotter again{settings_};
  for (std::size_t n = 0; n < life_.size(); ++n) {
    std::string words;
    for (const auto& effect : again.decide(life_[n])) words += testing::words_of(effect) + "\n";
    if (words != decided_[n]) return judge_.broken("a replay decides otherwise:\n" + words + decided_[n]);
  }
}

std::optional<Prior> History::prior_of(const Command& command) const {
  const auto ticket = tickets_by_id_.find({session_of(command).value(), cl_ord_id_of(command)});
  if (ticket == tickets_by_id_.end()) return std::nullopt;
  Prior prior{TicketId{ticket->second}, {}};
  if (const auto told = final_reports_.find(ticket->second); told != final_reports_.end()) {
    prior.final_report = told->second;
  }
  return prior;
}

// ---- the roads ----

void History::carry(const Request& request) {
  const FlightId id = ++flight_ids_;
  Flight& flight = flights_[id];
  flight = {request, life_number_, link_, false, false};
  const bool faults = now_ < quiet_from_;
  if (!link_is_up_ || (faults && dice_.chance(plan_.never_left))) {
    flight.arrived = true;
    flight.dropped = true;
    after(microseconds{dice_.between(0, 1000)}, [this, id, life = life_number_] {
      if (life != life_number_) return;
      tell_story("never left");
      decide(RequestLost{id_of(flights_.at(id).request), true, "The link is busy", {}});
    });
    return;
  }
  const bool place = std::holds_alternative<SendPlace>(request);
  microseconds delay{dice_.between(200, faults ? 60'000 : 20'000)};
  if (faults && dice_.chance(plan_.slow)) delay = microseconds{dice_.between(60'000, 1'900'000)};
  if (faults && place && dice_.chance(plan_.slow)) delay = microseconds{dice_.between(60'000, 11'500'000)};
  if (faults && place && dice_.chance(plan_.late_places)) {
    delay = microseconds{dice_.between(60'000'000, 300'000'000)};
    flight.dropped = true;
  }
  if (faults && dice_.chance(plan_.never_arrives)) return;
  after(delay, [this, id] { arrive(id); });
}

void History::arrive(FlightId id) {
  Flight& flight = flights_.at(id);
  if (flight.arrived) return;
  flight.arrived = true;
  const bool faults = now_ < quiet_from_;
  const bool changes =
      flight.request.index() == 0 || flight.request.index() == 2 || flight.request.index() == 3;
  Outcome outcome;
  if (faults && dice_.chance(plan_.refused)) {
    VenueError error = ModelVenue::error(-1008);
    error.retry = Retry::Soon;
    outcome = Rejected{error};
  } else if (changes) {
    outcome = venue_.execute(flight.request, now_);
  } else {
    outcome = venue_.look(flight.request,
                          now_ - milliseconds{plan_.lag_ms > 0 ? dice_.between(0, plan_.lag_ms) : 0});
  }
  if (faults && dice_.chance(plan_.unclear)) outcome = Unclear{ModelVenue::error(-1007)};
  if (faults && dice_.chance(plan_.reply_lost)) return;
  microseconds delay{dice_.between(200, faults ? 60'000 : 20'000)};
  if (faults && dice_.chance(plan_.slow)) delay = microseconds{dice_.between(60'000, 9'000'000)};
  after(delay, [this, id, outcome] { answer(id, outcome); });
  if (faults && dice_.chance(plan_.twice)) {
    after(delay + microseconds{dice_.between(0, 5'000'000)}, [this, id, outcome] { answer(id, outcome); });
  }
}

void History::answer(FlightId id, const Outcome& outcome) {
  const Flight& flight = flights_.at(id);
  if (flight.dropped || flight.life != life_number_) return;
  tell_story(testing::words_of(Effect{flight.request}) + " < " + words_of(outcome));
  decide(VenueAnswered{id_of(flight.request), outcome});
}

void History::lose(FlightId id) {
  Flight& flight = flights_.at(id);
  flight.dropped = true;
  tell_story("lost: " + testing::words_of(Effect{flight.request}));
  decide(RequestLost{id_of(flight.request), false, "The link fell", {}});
}

void History::link_down() {
  if (!blotter_ || !link_is_up_) return;
  tell_story("the link falls");
  const bool at_once = dice_.chance(30);  // another link has taken its place already
  link_is_up_ = at_once;
  const int fallen = link_++;
  std::vector<FlightId> lost;
  for (auto& [id, flight] : flights_) {
    if (flight.dropped || flight.life != life_number_ || flight.link != fallen) continue;
    if (flight.request.index() >= 4) continue;  // over REST
    lost.push_back(id);
    if (!flight.arrived && dice_.chance(50)) flight.arrived = true;  // it never gets there
  }
  const bool losses_first = dice_.chance(50);
  if (!losses_first && !at_once) decide(LinkDown{"reset", {}});
  for (const FlightId id : lost) lose(id);
  if (losses_first && !at_once) decide(LinkDown{"reset", {}});
  if (!at_once) {
    after(microseconds{dice_.between(0, 8'000'000)}, [this, life = life_number_] {
      if (life == life_number_ && !link_is_up_) link_up();
    });
  }
}

void History::link_up() {
  tell_story("the link is up");
  link_is_up_ = true;
  decide(LinkUp{});
}

void History::stream_down() {
  if (!blotter_ || !stream_is_up_) return;
  tell_story("the stream is down");
  stream_is_up_ = stream_is_silent_ = false;
  ++stream_;
  decide(StreamDown{"reset", {}});
  after(microseconds{dice_.between(0, 15'000'000)}, [this, life = life_number_] {
    if (life == life_number_ && !stream_is_up_) stream_up();
  });
}

void History::stream_up() {
  if (!blotter_) return;
  tell_story("the stream is up");
  stream_is_up_ = true;
  stream_is_silent_ = false;
  ++stream_;
  decide(StreamUp{});
}

// Events of one order keep their order, unless this is a history in which fills do not.
void History::told(const OrderUpdate& update) {
  const Order& order = *update.order;
  tell_story("venue: " + order.client_order_id + " " + word(update.execution_type) + " " + order.status_text +
             " " + order.executed_qty + "/" + order.orig_qty + "@" + order.price +
             (update.execution ? " trade " + std::to_string(update.execution->trade_id) : "") +
             (stream_is_up_ && !stream_is_silent_ ? "" : " (unheard)"));
  if (!stream_is_up_ || stream_is_silent_) return;
  const bool faults = now_ < quiet_from_;
  Timestamp at = now_ + microseconds{dice_.between(200, faults ? plan_.stream_delay_ms * 1000 : 20'000)};
  if (!plan_.swaps_fills) {
    Timestamp& free = stream_free_[order.client_order_id + "/" + std::to_string(stream_)];
    at = std::max(at, free);
    free = at + 1us;
  }
  agenda_.emplace(at, [this, update, stream = stream_] { deliver(update, stream); });
  if (faults && dice_.chance(plan_.stream_twice)) {
    after(microseconds{dice_.between(0, 20'000'000)},
          [this, update, stream = stream_] { deliver(update, stream); });
  }
}

void History::deliver(const OrderUpdate& update, int stream) {
  if (!blotter_ || stream != stream_ || !stream_is_up_) return;
  const auto ticket = blotter_->orders().ticket_of(*update.order);
  if (!ticket) return;
  tell_story("stream: " + update.order->client_order_id + " " + word(update.execution_type) + " " +
             update.order->status_text + " " + update.order->executed_qty);
  decide(StreamTold{*ticket, update});
}

void History::tell_story(const std::string& line) {
  if (!aloud_) return;
  story_ += std::to_string((to_us(now_) - kStart * 1000) / 1000) + "ms " + line + "\n";
}

}  // namespace bridge::order::testing
