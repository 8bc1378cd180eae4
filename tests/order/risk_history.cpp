#include "risk_history.hpp"

#include "floor.hpp"

#include <algorithm>
#include <array>
#include <random>

namespace bridge::order::testing {
namespace {

using namespace std::chrono_literals;

const std::array<std::string, 2> kSessions = {Floor::kSession, "FIX.4.4:BRIDGE->OTHER"};
const std::array<std::string, 2> kSymbols = {"BTCUSDT", "ETHUSDT"};

// Limits in whole numbers; 0: none.
struct Figures {
  int qty = 0, notional = 0, buy_percent = 0, sell_percent = 0, open = 0, position = 0, rate = 0, rate_ms = 0;
  int ratio = 0, ratio_free = 0, duplicate_ms = 0;
};

RiskLimits limits_of(const Figures& figures) {
  const auto text = [](int number) { return number == 0 ? std::string() : std::to_string(number); };
  RiskLimits limits;
  if (figures.qty > 0) limits.max_order_qty = {{"*", text(figures.qty)}};
  limits.max_notional = text(figures.notional);
  limits.collar_buy_percent = text(figures.buy_percent);
  limits.collar_sell_percent = text(figures.sell_percent);
  limits.max_open_orders = static_cast<std::uint32_t>(figures.open);
  if (figures.position > 0) limits.max_position = {{"*", text(figures.position)}};
  limits.order_rate = static_cast<std::uint32_t>(figures.rate);
  if (figures.rate_ms > 0) limits.order_rate_per = milliseconds{figures.rate_ms};
  limits.amend_ratio = static_cast<std::uint32_t>(figures.ratio);
  limits.amend_ratio_free = static_cast<std::uint32_t>(figures.ratio_free);
  limits.duplicate_within = milliseconds{figures.duplicate_ms};
  return limits;
}

// An order as the clerk has it.
struct Line {
  std::uint64_t ticket = 0;
  std::size_t session = 0, symbol = 0;
  bool buys = true;
  bool market = false;
  int placed_qty = 0, placed_price = 0;  // as asked for
  int qty = 0, price = 0;                // as they stand
  int wanted_qty = 0, wanted_price = 0;  // by a replace that is not decided; 0: none
  int filled = 0;
  bool open = true;
  bool acknowledged = false;
  Timestamp at;
  std::vector<Timestamp> amends;
  std::string cl_ord_id;
  std::string wanted_id;
  std::uint64_t amendment = 0;
  RequestId place, modify;
  int trades = 0;
};

struct Ask {
  std::size_t session = 0, symbol = 0;
  bool buys = true;
  bool market = false;
  int qty = 0, price = 0;
  bool names_price = true;
  const Line* replaced = nullptr;
};

// The second calculation.
class Clerk {
 public:
  std::array<Figures, 2> sessions;
  Figures account;
  std::vector<Line> lines;
  int mark = 100;
  bool mark_known = true;

  // The name of the limit that forbids it; empty: none.
  [[nodiscard]] std::string forbids(const Ask& ask, Timestamp at) const {
    for (const bool whole : {false, true}) {
      if (const auto name = alone(whole ? account : sessions[ask.session], ask); !name.empty())
        return (whole ? "account." : "") + name;
    }
    for (const bool whole : {false, true}) {
      if (const auto name = together(whole ? account : sessions[ask.session], whole, ask, at); !name.empty())
        return (whole ? "account." : "") + name;
    }
    return "";
  }
  // What the position could be, at worst, on one side.
  [[nodiscard]] int worst(bool whole, std::size_t session, std::size_t symbol, bool buys,
                          const Line* without = nullptr) const {
    int net = 0;
    int open = 0;
    for (const auto& line : lines) {
      if ((!whole && line.session != session) || line.symbol != symbol) continue;
      net += line.buys == buys ? line.filled : -line.filled;
      if (line.open && line.buys == buys && &line != without)
        open += std::max(line.qty, line.wanted_qty) - line.filled;
    }
    return net + open;
  }

 private:
  [[nodiscard]] std::string alone(const Figures& limit, const Ask& ask) const {
    const Line* old = ask.replaced;
    const int most = old == nullptr ? 0 : std::max(old->qty, old->wanted_qty);
    if (limit.qty > 0 && ask.qty > limit.qty && ask.qty > most) return "max_order_qty";
    if (limit.notional > 0) {
      if (ask.market && !mark_known) return "max_notional";
      const int value = ask.qty * (ask.market ? mark : ask.price);
      const int before = old == nullptr ? 0 : most * std::max(old->price, old->wanted_price);
      if (value > limit.notional && value > before) return "max_notional";
    }
    const int percent = ask.buys ? limit.buy_percent : limit.sell_percent;
    if (percent > 0 && !ask.market && ask.names_price) {
      if (!mark_known) return "price_collar";
      if (ask.buys && ask.price * 100 > mark * (100 + percent)) return "price_collar";
      if (!ask.buys && ask.price * 100 < mark * (100 - percent)) return "price_collar";
    }
    return "";
  }
  [[nodiscard]] std::string together(const Figures& limit, bool whole, const Ask& ask, Timestamp at) const {
    int taken = 0;
    int places = 0;
    int amends = 0;
    int open = 0;
    bool twice = false;
    for (const auto& line : lines) {
      if (!whole && line.session != ask.session) continue;
      const auto within = [&](Timestamp then, milliseconds span) { return at - then < span; };
      if (limit.rate > 0) {
        taken += within(line.at, milliseconds{limit.rate_ms}) ? 1 : 0;
        for (const auto then : line.amends) taken += within(then, milliseconds{limit.rate_ms}) ? 1 : 0;
      }
      places += within(line.at, 60s) ? 1 : 0;
      for (const auto then : line.amends) amends += within(then, 60s) ? 1 : 0;
      open += line.open ? 1 : 0;
      twice = twice || (line.symbol == ask.symbol && line.buys == ask.buys && line.placed_qty == ask.qty &&
                        line.market == ask.market && line.placed_price == ask.price &&
                        within(line.at, milliseconds{limit.duplicate_ms}));
    }
    if (limit.rate > 0 && taken >= limit.rate) return "order_rate";
    const bool replaces = ask.replaced != nullptr;
    if (replaces && limit.ratio > 0 && amends + 1 > limit.ratio_free && amends + 1 > limit.ratio * places)
      return "amend_ratio";
    if (!replaces && limit.duplicate_ms > 0 && twice) return "duplicate_within";
    if (!replaces && limit.open > 0 && open >= limit.open) return "max_open_orders";
    if (limit.position == 0) return "";
    if (replaces && ask.qty <= std::max(ask.replaced->qty, ask.replaced->wanted_qty)) return "";
    const int own = ask.qty - (replaces ? ask.replaced->filled : 0);
    const bool too_much =
        worst(whole, ask.session, ask.symbol, ask.buys, ask.replaced) + own > limit.position;
    return too_much ? "max_position" : "";
  }
};

class RiskHistory {
 public:
  explicit RiskHistory(std::uint64_t seed) : random_(seed) {
    floor_.entry.trade_while_syncing = true;
    set_limits();
    tell_mark();
  }

  // Returns false at the first difference.
  bool step() {
    const int dice = roll(0, 99);
    if (dice < 40)
      place();
    else if (dice < 55)
      replace();
    else if (dice < 65)
      answer_place();
    else if (dice < 75)
      answer_modify();
    else if (dice < 87)
      fill();
    else if (dice < 90)
      end();
    else if (dice < 95)
      wait(milliseconds{roll(1, 900)});
    else if (dice < 97)
      wait(milliseconds{roll(1000, 130000)});
    else if (dice < 98)
      restart();
    else if (dice < 99)
      tell_mark();
    else
      set_limits();
    return !broken;
  }

  std::optional<std::string> broken;
  std::map<std::string, int> by_limit;

 private:
  int roll(int least, int most) { return std::uniform_int_distribution<int>(least, most)(random_); }
  void breaks(const std::string& what) {
    if (!broken) broken = "request " + std::to_string(ids_) + ": " + what;
  }

  Figures some_figures(bool whole) {
    const int more = whole ? 2 : 1;
    const auto maybe = [&](int least, int most) { return roll(0, 2) == 0 ? 0 : roll(least, most) * more; };
    Figures figures;
    figures.qty = maybe(4, 8);
    figures.notional = maybe(300, 900);
    figures.buy_percent = maybe(3, 8);
    figures.sell_percent = maybe(3, 8);
    figures.open = maybe(3, 8);
    figures.position = maybe(8, 25);
    figures.rate = maybe(2, 6);
    figures.rate_ms = figures.rate > 0 ? roll(500, 3000) : 0;
    figures.ratio = maybe(1, 3);
    figures.ratio_free = figures.ratio > 0 ? roll(0, 2) : 0;
    figures.duplicate_ms = maybe(100, 2000);
    return figures;
  }

  void set_limits() {
    const int which = clerk_.lines.empty() ? 3 : roll(0, 2);
    for (int scope = 0; scope < 3; ++scope) {
      if (which != 3 && which != scope) continue;
      const bool whole = scope == 2;
      Figures next = some_figures(whole);
      Figures& now = whole ? clerk_.account : clerk_.sessions[static_cast<std::size_t>(scope)];
      // Positions are counted from when a limit of them was set, so it stays.
      next.position = now.position > 0 || clerk_.lines.empty() ? std::max(next.position, 8) : 0;
      now = next;
      static_cast<void>(
          floor_.set_limits(limits_of(now), whole ? "" : kSessions[static_cast<std::size_t>(scope)]));
    }
  }

  void tell_mark() {
    clerk_.mark = roll(90, 110);
    clerk_.mark_known = roll(0, 9) != 0;
    const milliseconds age = clerk_.mark_known ? 10000ms : 10001ms;
    floor_.mark = MarkPrice{std::to_string(clerk_.mark), 1, age};
  }

  // What was let through may never come to more than a limit allows.
  void check_worst(const Line& line) {
    for (const bool whole : {false, true}) {
      const Figures& limit = whole ? clerk_.account : clerk_.sessions[line.session];
      if (limit.position == 0) continue;
      const int worst = clerk_.worst(whole, line.session, line.symbol, line.buys);
      if (worst > limit.position) breaks("a position of " + std::to_string(worst) + " may come of it");
    }
  }

  void place() {
    Ask ask;
    ask.session = static_cast<std::size_t>(roll(0, 1));
    ask.symbol = static_cast<std::size_t>(roll(0, 1));
    ask.buys = roll(0, 1) == 0;
    ask.market = roll(0, 4) == 0;
    ask.qty = roll(1, 9);
    ask.price = ask.market ? 0 : roll(92, 108);
    PlaceCommand command = Floor::limit("c" + std::to_string(++ids_), std::to_string(ask.qty),
                                        ask.market ? "" : std::to_string(ask.price));
    command.session = SessionKey{kSessions[ask.session]};
    command.venue_symbol = kSymbols[ask.symbol];
    command.side = ask.buys ? '1' : '2';
    if (ask.market) command.terms.type = OrdType::Market;
    const std::string expected = clerk_.forbids(ask, floor_.at());
    const auto lines = floor_.place(command);
    note(expected);
    if (lines.empty() || lines.front() != "> place fb-" + std::to_string(floor_.order())) {
      if (expected.empty()) breaks("it was not sent: " + (lines.empty() ? "" : lines.front()));
      return;
    }
    Line line;
    line.ticket = floor_.order();
    line.session = ask.session;
    line.symbol = ask.symbol;
    line.buys = ask.buys;
    line.market = ask.market;
    line.placed_qty = line.qty = ask.qty;
    line.placed_price = line.price = ask.price;
    line.at = floor_.at();
    line.cl_ord_id = command.cl_ord_id.value();
    line.place = floor_.last(RequestKind::Place);
    clerk_.lines.push_back(line);
    check_worst(clerk_.lines.back());
  }

  void note(const std::string& expected) {
    if (!expected.empty()) ++by_limit[expected];
    if (floor_.limit_passed == expected) return;
    breaks("refused by '" + floor_.limit_passed + "', and '" + expected + "' forbids it");
  }

  Line* some_line(auto fits) {
    std::vector<Line*> fitting;
    for (auto& line : clerk_.lines) {
      if (line.open && fits(line)) fitting.push_back(&line);
    }
    return fitting.empty() ? nullptr
                           : fitting[static_cast<std::size_t>(roll(0, static_cast<int>(fitting.size()) - 1))];
  }

  void replace() {
    Line* line =
        some_line([](const Line& one) { return one.acknowledged && !one.market && one.wanted_qty == 0; });
    if (line == nullptr) return;
    Ask ask;
    ask.session = line->session;
    ask.symbol = line->symbol;
    ask.buys = line->buys;
    ask.replaced = line;
    ask.names_price = roll(0, 1) == 0;
    ask.qty = roll(0, 2) == 0 ? line->qty : line->filled + roll(1, 9);
    ask.price = ask.names_price ? roll(92, 108) : line->price;
    ReplaceCommand command;
    command.session = SessionKey{kSessions[ask.session]};
    command.cl_ord_id = ClOrdId{"c" + std::to_string(++ids_)};
    command.orig_cl_ord_id = line->cl_ord_id;
    command.venue_symbol = kSymbols[ask.symbol];
    command.side = ask.buys ? '1' : '2';
    command.terms.type = OrdType::Limit;
    command.terms.order_qty = std::to_string(ask.qty);
    if (ask.names_price) command.terms.price = std::to_string(ask.price);
    const std::string expected = clerk_.forbids(ask, floor_.at());
    const auto lines = floor_.replace(command);
    note(expected);
    if (!lines.front().starts_with("> modify")) {
      if (expected.empty()) breaks("it was not sent: " + (lines.empty() ? "" : lines.front()));
      return;
    }
    const bool grows = ask.qty > line->qty;
    line->wanted_qty = ask.qty;
    line->wanted_price = ask.price;
    line->wanted_id = command.cl_ord_id.value();
    line->amendment = floor_.amendment();
    line->modify = floor_.last(RequestKind::Modify);
    line->amends.push_back(floor_.at());
    if (grows) check_worst(*line);
  }

  // The venue's words are about this order.
  void use(const Line& line) {
    floor_.use(line.ticket);
    floor_.qty = std::to_string(line.qty);
    floor_.price = line.market ? "0" : std::to_string(line.price);
  }
  Order shown(const Line& line, OrderStatus status) {
    use(line);
    Order order = floor_.shown(status, std::to_string(line.filled));
    order.symbol = kSymbols[line.symbol];
    return order;
  }

  void answer_place() {
    Line* line = some_line([](const Line& one) { return !one.acknowledged; });
    if (line == nullptr) return;
    const int dice = roll(0, 9);
    if (dice < 2) {
      use(*line);
      static_cast<void>(floor_.answer(line->place, Rejected{Floor::error(-2019)}));
      line->open = false;
      return;
    }
    if (dice < 4) {
      static_cast<void>(floor_.decide(RequestLost{line->place, false, ""}));  // in doubt: it stays open
      return;
    }
    static_cast<void>(floor_.answer(line->place, Found{shown(*line, OrderStatus::New)}));
    line->acknowledged = true;
  }

  void answer_modify() {
    Line* line = some_line([](const Line& one) { return one.wanted_qty > 0; });
    if (line == nullptr) return;
    const int dice = roll(0, 9);
    if (dice < 2) {
      static_cast<void>(floor_.answer(line->modify, Unclear{Floor::error(-1007)}));
      return;
    }
    // Of one in doubt only the stream tells, so that the order of words does not matter.
    Line as_wanted = *line;
    as_wanted.qty = line->wanted_qty;
    as_wanted.price = line->wanted_price;
    OrderUpdate update;
    update.order = shown(as_wanted, as_wanted.filled > 0 ? OrderStatus::PartiallyFilled : OrderStatus::New);
    update.execution_type = ExecutionType::Amendment;
    update.modify_id = static_cast<std::int64_t>(line->amendment);
    static_cast<void>(floor_.stream(update));
    line->qty = std::exchange(line->wanted_qty, 0);
    line->price = std::exchange(line->wanted_price, 0);
    line->cl_ord_id = line->wanted_id;
  }

  void fill() {
    Line* line = some_line([](const Line& one) { return one.wanted_qty == 0 && one.filled < one.qty; });
    if (line == nullptr) return;
    const int last = roll(1, line->qty - line->filled);
    line->filled += last;
    line->acknowledged = true;
    const bool whole = line->filled == line->qty;
    OrderUpdate update;
    update.order = shown(*line, whole ? OrderStatus::Filled : OrderStatus::PartiallyFilled);
    update.execution_type = ExecutionType::Trade;
    update.execution = floor_.execution(static_cast<std::int64_t>(line->ticket) * 1000 + ++line->trades,
                                        std::to_string(last));
    update.execution->symbol = kSymbols[line->symbol];
    static_cast<void>(floor_.stream(update));
    line->open = !whole;
  }

  void end() {
    Line* line = some_line([](const Line& one) { return one.acknowledged && one.wanted_qty == 0; });
    if (line == nullptr) return;
    OrderUpdate update;
    update.order = shown(*line, OrderStatus::Canceled);
    update.execution_type = ExecutionType::Canceled;
    static_cast<void>(floor_.stream(update));
    line->open = false;
  }

  void wait(milliseconds span) { static_cast<void>(floor_.wait(span)); }

  void restart() {
    floor_.replay_open();
    static_cast<void>(floor_.restart());
    answer_questions();
  }

  // Answers what was asked about the living orders.
  void answer_questions() {
    const auto requests = floor_.requests;
    for (const auto& request : requests) {
      if (id_of(request).kind != RequestKind::Status) continue;
      for (auto& line : clerk_.lines) {
        if (TicketId{line.ticket} != id_of(request).ticket || !line.open) continue;
        const bool partly = line.filled > 0;
        line.acknowledged = true;
        static_cast<void>(floor_.answer(
            id_of(request), Found{shown(line, partly ? OrderStatus::PartiallyFilled : OrderStatus::New)}));
      }
    }
  }

  std::mt19937_64 random_;
  Floor floor_;
  Clerk clerk_;
  int ids_ = 0;
};

}  // namespace

RiskOutcome play_risk_history(std::uint64_t seed) {
  constexpr int kSteps = 250;
  RiskHistory history(seed);
  for (int step = 0; step < kSteps && history.step(); ++step) {
  }
  return {std::move(history.broken), std::move(history.by_limit)};
}

}  // namespace bridge::order::testing
