// This part of the order book says what its orders take up of the risk limits, and holds requests against
// them. All is counted anew from the orders each time, so that there is nothing to give back and nothing to
// lose: an order in doubt, and one whose replace is not answered, count with the most that they may be.
#include "base/decimal.hpp"
#include "order/order_book.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <utility>

namespace bridge::order {
namespace {

const SessionKey kWholeAccount{""};

void raise_to(std::string& greatest, const std::string& other) {
  if (compare(greatest, other) < 0) greatest = other;
}

// The most that one of its terms may be: by itself, by the replace under way, by the one that waits. An empty
// quantity or price is none.
std::string greatest(const PlacedOrder& order, std::string OrderTerms::*term) {
  std::string greatest = order.terms.*term;
  if (order.amendment) raise_to(greatest, order.amendment->wanted.*term);
  if (order.queued) raise_to(greatest, order.queued->command.terms.*term);
  return greatest;
}

OrderTerms greatest_terms(const PlacedOrder& order) {
  OrderTerms terms = order.terms;
  terms.order_qty = greatest(order, &OrderTerms::order_qty);
  terms.price = greatest(order, &OrderTerms::price);
  return terms;
}

bool is_same_order(const PlaceCommand& one, const RiskRequest& other) {
  const auto same = [](const std::string& left, const std::string& right) {
    return left == right || compare(left, right) == 0;
  };
  return one.venue_symbol == other.symbol && one.side == other.side && one.terms.type == other.terms.type &&
         one.terms.position_side == other.terms.position_side &&
         same(one.terms.order_qty, other.terms.order_qty) && same(one.terms.price, other.terms.price) &&
         same(one.terms.stop_px, other.terms.stop_px);
}

RiskRequest request_of(const PlaceCommand& command) {
  return {.symbol = command.venue_symbol,
          .side = command.side,
          .terms = command.terms,
          .before = {},
          .names_price = true,
          .mark = command.mark_price};
}

RiskRequest request_of(const ReplaceCommand& command, const PlacedOrder& order) {
  const OrderTerms greatest = greatest_terms(order);
  OrderTerms wanted = greatest;
  if (!command.terms.order_qty.empty()) wanted.order_qty = command.terms.order_qty;
  if (!command.terms.price.empty()) wanted.price = command.terms.price;
  return {.symbol = order.command.venue_symbol,
          .side = order.command.side,
          .terms = std::move(wanted),
          .before = greatest,
          .names_price = !command.terms.price.empty(),
          .mark = command.mark_price};
}

void add_to(std::string& sum, const std::string& more) { sum = add(sum, more).value_or(sum); }

// A sum of many quantities. Those of the venue have a few digits each, and are added as whole numbers of
// 10^-8; what does not fit is added as text.
class Sum {
 public:
  void add(std::string_view quantity) {
    const auto units = units_of(quantity);
    if (units && units_ <= kMost - *units) {
      units_ += *units;
    } else {
      add_to(rest_, std::string(quantity));
    }
  }
  [[nodiscard]] std::string text() const {
    std::string fraction = std::to_string(units_ % kOne);
    fraction.insert(0, kPlaces - fraction.size(), '0');
    fraction.erase(fraction.find_last_not_of('0') + 1);
    const std::string whole = std::to_string(units_ / kOne) + (fraction.empty() ? "" : "." + fraction);
    return bridge::add(whole, rest_).value_or(rest_);
  }

 private:
  static constexpr std::size_t kPlaces = 8;
  static constexpr std::uint64_t kOne = 100'000'000;
  static constexpr std::uint64_t kMost = std::numeric_limits<std::uint64_t>::max();

  // Nothing for what has more digits than are sure to fit, or is no decimal.
  static std::optional<std::uint64_t> units_of(std::string_view text) {
    constexpr std::size_t kDigitsMax = 10;
    const auto point = std::min(text.find('.'), text.size());
    if (point == 0 || point > kDigitsMax || text.size() > point + 1 + kPlaces) return std::nullopt;
    std::uint64_t units = 0;
    for (std::size_t i = 0; i < point + 1 + kPlaces; ++i) {
      if (i == point) continue;
      const char digit = i < text.size() ? text[i] : '0';
      if (digit < '0' || digit > '9') return std::nullopt;
      units = 10 * units + static_cast<std::uint64_t>(digit - '0');
    }
    return units;
  }

  std::uint64_t units_ = 0;
  std::string rest_ = "0";
};

// What the two have in common cancels out.
void cancel_out(std::string& bought, std::string& sold) {
  const std::string both = compare(bought, sold) < 0 ? bought : sold;
  bought = subtract(bought, both).value_or("0");
  sold = subtract(sold, both).value_or("0");
}

}  // namespace

const RiskLimits* OrderBook::limits(const SessionKey& session) const {
  const auto entry = limits_.find(session);
  return entry == limits_.end() ? nullptr : &entry->second.limits;
}

bool OrderBook::wants_mark_price(const SessionKey& session) const {
  if (limits_.empty()) return false;
  for (const SessionKey& scope : {session, kWholeAccount}) {
    const RiskLimits* own = limits(scope);
    if (own != nullptr && needs_mark_price(*own)) return true;
  }
  return false;
}

std::vector<SessionKey> OrderBook::limited() const {
  std::vector<SessionKey> scopes;
  scopes.reserve(limits_.size());
  for (const auto& [scope, kept] : limits_) scopes.push_back(scope);
  return scopes;
}

std::optional<OrderRefusal> OrderBook::beyond_limits(const PlaceCommand& command, Timestamp at) const {
  if (limits_.empty()) return std::nullopt;
  return check(command.session, request_of(command), nullptr, at);
}

std::optional<OrderRefusal> OrderBook::beyond_limits(const ReplaceCommand& command, Timestamp at) const {
  if (limits_.empty()) return std::nullopt;
  const PlacedOrder* order =
      find(command.session, command.venue_symbol, command.orig_cl_ord_id, command.order_id);
  if (order == nullptr) return std::nullopt;  // it is refused as unknown
  return check(command.session, request_of(command, *order), order, at);
}

// What costs least first: for both scopes what the request says by itself, then what all orders come to.
std::optional<OrderRefusal> OrderBook::check(const SessionKey& session, const RiskRequest& request,
                                             const PlacedOrder* replaced, Timestamp at) const {
  const std::pair<const SessionKey*, RiskScope> scopes[] = {{&session, RiskScope::Session},
                                                            {&kWholeAccount, RiskScope::Account}};
  for (const auto& [key, scope] : scopes) {
    const RiskLimits* own = limits(*key);
    if (own == nullptr) continue;
    if (auto refused = check_alone(*own, scope, request)) return refused;
  }
  for (const auto& [key, scope] : scopes) {
    const RiskLimits* own = limits(*key);
    if (own == nullptr) continue;
    const RiskUsage used = usage(*key, *own, request, replaced, at);
    if (auto refused = check_usage(*own, scope, request, used)) return refused;
  }
  return std::nullopt;
}

RiskUsage OrderBook::usage(const SessionKey& scope, const RiskLimits& limits, const RiskRequest& request,
                           const PlacedOrder* replaced, Timestamp at) const {
  RiskUsage used;
  for (const auto& [ticket, order] : orders_) {
    if (scope != kWholeAccount && order.command.session != scope) continue;
    used.open_orders += is_live(order) ? 1 : 0;
    count_requests(used, limits, order, at);
    if (limits.duplicate_within > milliseconds{0} && at - order.sent < limits.duplicate_within &&
        is_same_order(order.command, request)) {
      const auto ago = std::max(std::chrono::duration_cast<milliseconds>(at - order.sent), milliseconds{0});
      used.same_order_since = std::min(used.same_order_since.value_or(ago), ago);
    }
  }
  if (!qty_for(limits.max_position, request.symbol).empty()) add_position(used, scope, request, replaced);
  return used;
}

// A time that lies ahead, because the clock went back, counts as now.
void OrderBook::count_requests(RiskUsage& used, const RiskLimits& limits, const PlacedOrder& order,
                               Timestamp at) {
  const auto count = [&](Timestamp taken, std::uint32_t& of_ratio) {
    if (at - taken < limits.order_rate_per) ++used.requests;
    if (at - taken < limits.amend_ratio_per) ++of_ratio;
  };
  count(order.sent, used.places);
  for (const Timestamp taken : order.amends_taken) count(taken, used.amends);
}

void OrderBook::add_position(RiskUsage& used, const SessionKey& scope, const RiskRequest& request,
                             const PlacedOrder* replaced) const {
  Sum bought;
  Sum sold;
  Sum open;
  const auto is_in = [&](const SessionKey& session, const std::string& symbol, PositionSide side) {
    return (scope == kWholeAccount || session == scope) && symbol == request.symbol &&
           side == request.terms.position_side;
  };
  for (const auto& [ticket, order] : orders_) {
    if (!is_in(order.command.session, order.command.venue_symbol, order.terms.position_side)) continue;
    const std::string& filled = order.fills.cum_qty();
    (order.command.side == '1' ? bought : sold).add(filled);
    if (&order == replaced) used.own_filled = filled;
    if (&order == replaced || !is_live(order) || order.command.side != request.side) continue;
    const std::string most = greatest(order, &OrderTerms::order_qty);
    open.add(is_zero(filled) ? most : subtract(most, filled).value_or("0"));
  }
  for (const auto& [key, kept] : positions_) {
    if (!is_in(key.session, key.symbol, key.position_side)) continue;
    bought.add(kept.bought);
    sold.add(kept.sold);
  }
  used.bought = bought.text();
  used.sold = sold.text();
  used.open = open.text();
}

// ---- what is set, and what is kept ----

void OrderBook::set_limits(const Moment& moment, const LimitsSet& event) {
  const auto before = limits_.find(event.session);
  const bool kept_positions = before != limits_.end() && !before->second.limits.max_position.empty();
  if (before != limits_.end()) moment.effects.emplace_back(Forget{before->second.ticket, {}});
  if (is_any(event.limits)) {
    limits_[event.session] = {event.ticket, event.limits};
  } else {
    limits_.erase(event.session);
    moment.effects.emplace_back(Forget{event.ticket, {}});
  }
  if (!kept_positions) return;
  // Nobody asks for them any more: should somebody do so later, they are counted from then on.
  for (auto entry = positions_.begin(); entry != positions_.end();) {
    if (keeps_positions(entry->first.session)) {
      ++entry;
      continue;
    }
    moment.effects.emplace_back(Forget{entry->second.ticket, {}});
    entry = positions_.erase(entry);
  }
}

bool OrderBook::keeps_positions(const SessionKey& session) const {
  for (const SessionKey& scope : {session, kWholeAccount}) {
    const RiskLimits* own = limits(scope);
    if (own != nullptr && !own->max_position.empty()) return true;
  }
  return false;
}

// The order is about to be forgotten.
void OrderBook::keep_position(const Moment& moment, const PlacedOrder& order) {
  const SessionKey& session = order.command.session;
  if (is_zero(order.fills.cum_qty()) || !keeps_positions(session)) return;
  const PositionKey key{session, order.command.venue_symbol, order.terms.position_side};
  KeptPosition& kept = positions_[key];
  add_to(order.command.side == '1' ? kept.bought : kept.sold, order.fills.cum_qty());
  cancel_out(kept.bought, kept.sold);
  moment.effects.emplace_back(KeepPosition{session, key.symbol, key.position_side, kept.bought, kept.sold});
}

void OrderBook::take_kept(const Moment& moment, const PositionKept& event) {
  KeptPosition& kept = positions_[{event.session, event.symbol, event.position_side}];
  if (kept.ticket != TicketId{0}) moment.effects.emplace_back(Forget{kept.ticket, {}});
  kept = {event.ticket, event.bought, event.sold};
}

}  // namespace bridge::order
