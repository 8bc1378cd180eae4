#include "upstream/dead_man_switch.hpp"

#include "base/log.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <utility>

namespace bridge {
namespace {

constexpr int kRenewParts = 4;            // renewed when a fourth of the countdown is over
constexpr int kRiskParts = 4;             // not ready when less than a fourth of it is left
constexpr int kRetryParts = 12;           // a call that failed is made again after a twelfth …
constexpr int kTriesMax = 9;              // … so often; then as a renewal, after a fourth
constexpr std::size_t kInFlight = 4;      // calls: those about orders are not to queue behind all symbols
constexpr std::int64_t kCallWeight = 10;  // fixspec/venue.md, 9.5
constexpr seconds kMinute{60};
constexpr seconds kStopWithin{3};
constexpr milliseconds kStopAgain{500};
constexpr milliseconds kAnswerWithinMin{1000};
constexpr milliseconds kAnswerWithinMax{10000};

constexpr const char* kReach =
    "all regular orders of the account for this symbol, whoever placed them; not conditional ones";

milliseconds in_ms(microseconds time) { return std::chrono::duration_cast<milliseconds>(time); }

std::string in_seconds(milliseconds time) {
  return std::to_string(std::chrono::duration_cast<seconds>(time).count()) + " s";
}

}  // namespace

std::size_t DeadManSwitch::symbols_max(std::int64_t weight_limit, int weight_share, milliseconds countdown) {
  const std::int64_t calls = weight_limit * weight_share / 100 / kCallWeight;
  const std::int64_t quarter_ms = countdown.count() / kRenewParts;
  return static_cast<std::size_t>(
      std::max<std::int64_t>(0, calls * quarter_ms / milliseconds{kMinute}.count()));
}

std::size_t DeadManSwitch::room() const {
  return symbols_max(around_.weight_limit(), around_.weight_share, around_.countdown);
}

std::size_t DeadManSwitch::calls_a_minute() const {
  return static_cast<std::size_t>(
      std::max<std::int64_t>(0, around_.weight_limit() * around_.weight_share / 100 / kCallWeight));
}

milliseconds DeadManSwitch::renew_after() const { return around_.countdown / kRenewParts; }

bool DeadManSwitch::to_count(const Symbol& symbol) const {
  return symbol.wanted && symbol.has_room && !stopping_;
}

// A call that was lost may arrive after a later one and undo it: one of the other kind waits until it cannot.
// At the end nothing is waited for.
bool DeadManSwitch::is_due(const Symbol& symbol) const {
  if (symbol.asked || (!to_count(symbol) && !symbol.counting)) return false;
  if (stopping_ && symbol.failures == 0) return true;
  const Timestamp at = around_.now();
  const bool undone = symbol.lost_an_end == to_count(symbol) && at < symbol.lost_until && !stopping_;
  return at >= symbol.due && !undone;
}

milliseconds DeadManSwitch::left(const Symbol& symbol) const {
  if (!symbol.counting) return milliseconds{0};
  return std::max(milliseconds{0}, in_ms(symbol.counting->earliest - around_.now()));
}

bool DeadManSwitch::is_at_risk(const Symbol& symbol) const {
  const milliseconds part = around_.countdown / kRiskParts;
  return to_count(symbol) && left(symbol) < part && around_.now() >= symbol.since + part;
}

// ---- which symbols ----

void DeadManSwitch::watch(const std::map<std::string, std::size_t>& on_book) {
  const Timestamp at = around_.now();
  for (auto& [name, symbol] : symbols_) {
    const bool wanted = on_book.contains(name);
    if (wanted && !symbol.wanted) symbol.since = at;
    symbol.wanted = wanted;
  }
  for (const auto& [name, orders] : on_book) {
    if (symbols_.contains(name)) continue;
    symbols_.emplace(name, Symbol{.name = name, .place = ++places_, .since = at, .due = at, .trouble = {}});
  }
}

// Whoever came first keeps its protection: if all were renewed in turn, more than the share is enough for,
// every countdown would run out.
void DeadManSwitch::share_out() {
  std::vector<Symbol*> row;
  row.reserve(symbols_.size());
  for (auto& [name, symbol] : symbols_) row.push_back(&symbol);
  std::ranges::sort(row, {}, &Symbol::place);
  const std::size_t room = this->room();
  for (std::size_t i = 0; i < row.size(); ++i) {
    Symbol& symbol = *row[i];
    symbol.has_room = i < room;
    const bool left_out = symbol.wanted && !symbol.has_room;
    if (!left_out) {
      symbol.told_no_room = false;
    } else if (!std::exchange(symbol.told_no_room, true)) {
      log::error("dead_man_switch_full",
                 {{"account", around_.account},
                  {"symbol", symbol.name},
                  {"symbols_max", room},
                  {"remedy",
                   "the orders of this symbol are not protected: raise dead_man_switch.weight_share or "
                   ".countdown, or trade fewer symbols at a time"}});
    }
  }
}

void DeadManSwitch::tick() {
  look_for_the_end();
  share_out();
  drop_what_is_over();
  go_on();
  show();
  if (stopping_) finish_stop();
}

// ---- calls ----

// Those first whose countdown ends first.
void DeadManSwitch::go_on() {
  if (stopping_ && !stopped_) return;  // it is over: nobody is asked any more
  const Timestamp at = around_.now();
  while (!calls_.empty() && calls_.front() + kMinute <= at) calls_.pop_front();
  std::vector<Symbol*> due;
  for (auto& [name, symbol] : symbols_) {
    if (is_due(symbol)) due.push_back(&symbol);
  }
  std::ranges::sort(due, {}, [](const Symbol* symbol) {
    return std::pair{symbol->counting ? symbol->counting->earliest : Timestamp{}, symbol->place};
  });
  for (Symbol* symbol : due) {
    const bool in_share = stopping_ || calls_.size() < calls_a_minute();
    if (asked_ >= kInFlight || !in_share || !call(*symbol)) return;
  }
}

// Returns false when the venue was not asked: then it would not be for the next symbol either.
bool DeadManSwitch::call(Symbol& symbol) {
  const Timestamp at = around_.now();
  const bool count = to_count(symbol);
  const milliseconds within =
      stopping_ ? milliseconds{kStopWithin} : std::clamp(renew_after(), kAnswerWithinMin, kAnswerWithinMax);
  const venue::Countdown countdown{symbol.name, count ? around_.countdown : milliseconds{0}};
  if (const auto unsent = venue_.set_countdown(countdown, within)) {
    around_.metrics.dead_man_switch_call("not_sent");
    failed(symbol, !count, unsent->reason, unsent->not_before);
    return false;
  }
  symbol.asked = true;
  ++asked_;
  calls_.push_back(at);
  return true;
}

void DeadManSwitch::answered(const venue::Countdown& asked, Timestamp sent,
                             const std::optional<Failure>& failure) {
  const auto entry = symbols_.find(asked.symbol);
  if (entry == symbols_.end() || !entry->second.asked) return;
  Symbol& symbol = entry->second;
  const bool of_an_end = asked.time.count() == 0;
  symbol.asked = false;
  --asked_;
  if (!failure) {
    of_an_end ? ended(symbol) : begun(symbol, sent);
  } else {
    around_.metrics.dead_man_switch_call(failure->may_be_set ? "unclear" : "refused");
    if (failure->may_be_set) {
      const Timestamp at = around_.now();
      symbol.lost_until = sent + around_.may_land_for;
      symbol.lost_an_end = of_an_end;
      if (!of_an_end) {
        const Timestamp latest = std::max(at, symbol.lost_until) + around_.countdown;
        if (!symbol.counting) symbol.counting = Counting{at, latest};
        symbol.counting->latest = std::max(symbol.counting->latest, latest);
      }
    }
    failed(symbol, of_an_end, failure->why, {});
  }
  drop_what_is_over();
  go_on();
  show();
  if (stopping_) finish_stop();
}

void DeadManSwitch::begun(Symbol& symbol, Timestamp sent) {
  const Timestamp at = around_.now();
  const bool is_new = left(symbol).count() == 0;
  symbol.counting = Counting{sent + around_.countdown, at + around_.countdown};
  symbol.due = sent + renew_after();
  symbol.failures = 0;
  symbol.trouble.clear();
  around_.metrics.dead_man_switch_call(is_new ? "begun" : "renewed");
  if (!is_new) return;
  log::info("dead_man_switch_armed", {{"account", around_.account},
                                      {"symbol", symbol.name},
                                      {"countdown_ms", around_.countdown.count()},
                                      {"reach", kReach}});
}

void DeadManSwitch::ended(Symbol& symbol) {
  symbol.counting.reset();
  symbol.due = around_.now();
  symbol.failures = 0;
  symbol.trouble.clear();
  around_.metrics.dead_man_switch_call("stopped");
  log::info("dead_man_switch_stopped",
            {{"account", around_.account},
             {"symbol", symbol.name},
             {"reason", stopping_ ? "the gateway stops" : "no order of this gateway is open there"},
             {"reach", kReach}});
}

void DeadManSwitch::failed(Symbol& symbol, bool of_an_end, const std::string& why, Timestamp not_before) {
  const Timestamp at = around_.now();
  ++symbol.failures;
  symbol.trouble = clean_text(why);
  const auto again = symbol.failures % kTriesMax == 0 ? renew_after() : around_.countdown / kRetryParts;
  symbol.due = stopping_ ? at + kStopAgain : std::max(at + again, not_before);
  log::warn(of_an_end ? "dead_man_switch_not_stopped" : "dead_man_switch_not_renewed",
            {{"account", around_.account},
             {"symbol", symbol.name},
             {"reason", symbol.trouble},
             {"failures", symbol.failures},
             {"left_ms", left(symbol).count()}});
}

// ---- ends ----

// What may have been renewed meanwhile has not surely run out.
void DeadManSwitch::look_for_the_end() {
  const Timestamp at = around_.now();
  for (auto& [name, symbol] : symbols_) {
    if (!symbol.counting || symbol.asked || at < symbol.counting->latest) continue;
    symbol.counting.reset();
    symbol.due = at;
    around_.metrics.dead_man_switch_ran_out();
    log::error("dead_man_switch_ran_out",
               {{"account", around_.account},
                {"symbol", name},
                {"reason", symbol.trouble},
                {"reach", kReach},
                {"remedy",
                 "the venue has canceled what was open there, and its stream tells of each order: see why "
                 "the countdown could not be renewed"}});
  }
}

void DeadManSwitch::drop_what_is_over() {
  std::erase_if(symbols_, [](const auto& entry) {
    const Symbol& symbol = entry.second;
    return !symbol.wanted && !symbol.counting && !symbol.asked;
  });
}

void DeadManSwitch::stop(std::function<void()> done) {
  stopping_ = true;
  stopped_ = std::move(done);
  stop_by_ = around_.now() + kStopWithin;
  for (auto& [name, symbol] : symbols_) symbol.failures = 0;
  go_on();
  finish_stop();
}

void DeadManSwitch::finish_stop() {
  if (!stopped_) return;
  const bool over = std::ranges::none_of(
      symbols_, [](const auto& entry) { return entry.second.counting || entry.second.asked; });
  if (!over && around_.now() < stop_by_) return;
  for (const auto& [name, symbol] : symbols_) {
    if (!symbol.counting) continue;
    log::error(
        "dead_man_switch_left_running",
        {{"account", around_.account},
         {"symbol", name},
         {"reason", symbol.trouble},
         {"ends_in_ms", left(symbol).count()},
         {"reach", kReach},
         {"remedy", "it cancels when it ends: start the gateway again before, or stop it at the venue"}});
  }
  std::exchange(stopped_, nullptr)();
}

// ---- what is told of it ----

std::string DeadManSwitch::not_ready() const {
  std::size_t left_out = 0;
  const Symbol* first = nullptr;
  for (const auto& [name, symbol] : symbols_) {
    if (is_at_risk(symbol)) {
      const std::string why = symbol.trouble.empty() ? "it waits for its turn" : symbol.trouble;
      return "dead man's switch: " + clean_text(name) +
             (left(symbol).count() == 0 ? " is not protected: "
                                        : " ends in " + in_seconds(left(symbol)) + ", not renewed: ") +
             why;
    }
    if (!symbol.wanted || symbol.has_room) continue;
    ++left_out;
    if (first == nullptr || symbol.place < first->place) first = &symbol;
  }
  if (first == nullptr) return "";
  return "dead man's switch: " + std::to_string(left_out) + " symbol(s) are not protected, " +
         clean_text(first->name) + " first: weight_share is enough for " + std::to_string(room());
}

void DeadManSwitch::show() const {
  ops::Metrics::DeadManSwitch figures;
  std::optional<milliseconds> nearest;
  for (const auto& [name, symbol] : symbols_) {
    const milliseconds time = left(symbol);
    if (symbol.wanted && time.count() == 0) ++figures.unprotected;
    if (time.count() == 0) continue;
    ++figures.armed;
    nearest = std::min(nearest.value_or(time), time);
  }
  figures.nearest_end = nearest.value_or(milliseconds{0});
  around_.metrics.dead_man_switch(figures);
}

}  // namespace bridge
