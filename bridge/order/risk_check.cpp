#include "order/risk_check.hpp"

#include "base/decimal.hpp"

#include <algorithm>
#include <utility>

namespace bridge::order {
namespace {

OrderRefusal refuse(RiskScope scope, std::string_view limit, OrdRejReason reason, const std::string& rest) {
  const std::string name = (scope == RiskScope::Account ? "account." : "") + std::string(limit);
  return {reason, "risk: " + name + rest, name};
}

std::string ms_text(milliseconds span) { return std::to_string(span.count()) + " ms"; }

std::string sum(std::string_view left, std::string_view right) { return add(left, right).value_or("0"); }

std::string greater_of(const std::string& left, const std::string& right) {
  return compare(left, right) < 0 ? right : left;
}

// Why there is no mark price to decide by; empty when there is one.
std::string no_mark_price(const RiskLimits& limits, const RiskRequest& request) {
  if (!request.mark) return ": the mark price of " + request.symbol + " is not known; try again";
  if (request.mark->age <= limits.mark_price_max_age) return "";
  return ": the mark price of " + request.symbol + " is " + ms_text(request.mark->age) + " old; it may be " +
         ms_text(limits.mark_price_max_age) + "; try again";
}

// What an order is worth by: its own price, else the mark price, or where it is triggered if that is more.
std::string price_of(const OrderTerms& terms, const RiskRequest& request) {
  if (!terms.price.empty()) return terms.price;
  return greater_of(greater_of(request.mark ? request.mark->price : "", terms.stop_px), terms.activate_price);
}

std::optional<OrderRefusal> check_symbol(const RiskLimits& limits, RiskScope scope,
                                         const RiskRequest& request) {
  const bool listed = limits.symbols.empty() || std::ranges::any_of(limits.symbols, [&](const auto& one) {
                        return is_meant(one.symbol, request.symbol);
                      });
  if (listed) return std::nullopt;
  return refuse(scope, "symbols", OrdRejReason::Other, ": " + request.symbol + " is not among them");
}

std::optional<OrderRefusal> check_side(const RiskLimits& limits, RiskScope scope,
                                       const RiskRequest& request) {
  const bool buys = request.side == '1';
  if (buys ? limits.may_buy : limits.may_sell) return std::nullopt;
  return refuse(scope, "sides", OrdRejReason::Other,
                buys ? ": buying is not allowed" : ": selling is not allowed");
}

std::optional<OrderRefusal> check_qty(const RiskLimits& limits, RiskScope scope, const RiskRequest& request) {
  const std::string most = qty_for(limits.max_order_qty, request.symbol);
  const std::string& qty = request.terms.order_qty;
  if (most.empty() || compare(qty, most) <= 0 || qty.empty()) return std::nullopt;
  if (request.before && compare(qty, request.before->order_qty) <= 0) return std::nullopt;
  return refuse(scope, "max_order_qty", OrdRejReason::ExceedsLimit, " " + most + ": this order is " + qty);
}

std::optional<OrderRefusal> check_notional(const RiskLimits& limits, RiskScope scope,
                                           const RiskRequest& request) {
  const OrderTerms& terms = request.terms;
  if (limits.max_notional.empty() || terms.order_qty.empty()) return std::nullopt;
  if (terms.price.empty()) {
    if (const std::string why = no_mark_price(limits, request); !why.empty()) {
      return refuse(scope, "max_notional", OrdRejReason::Other, " " + limits.max_notional + why);
    }
  }
  const std::string price = price_of(terms, request);
  const auto notional = multiply(terms.order_qty, price);
  if (notional && compare(*notional, limits.max_notional) <= 0) return std::nullopt;
  if (notional && request.before) {
    const auto before = multiply(request.before->order_qty, price_of(*request.before, request));
    if (before && compare(*notional, *before) <= 0) return std::nullopt;
  }
  return refuse(scope, "max_notional", OrdRejReason::ExceedsLimit,
                " " + limits.max_notional + ": this order is " + notional.value_or("unknown") + ", " +
                    terms.order_qty + " at " + price);
}

// The price's bound: `percent` beyond the mark price. Exact, since a hundredfold of both is compared.
bool is_beyond(const std::string& price, const std::string& mark, const std::string& percent, bool buys) {
  const auto factor = buys ? add("100", percent) : subtract("100", percent);
  const auto bound = factor ? multiply(mark, *factor) : std::nullopt;
  const auto hundredfold = multiply(price, "100");
  if (!bound || !hundredfold) return true;
  return buys ? compare(*hundredfold, *bound) > 0 : compare(*hundredfold, *bound) < 0;
}

std::optional<OrderRefusal> check_collar(const RiskLimits& limits, RiskScope scope,
                                         const RiskRequest& request) {
  const bool buys = request.side == '1';
  const std::string& percent = buys ? limits.collar_buy_percent : limits.collar_sell_percent;
  const std::string& price = request.terms.price;
  if (percent.empty() || price.empty() || !request.names_price) return std::nullopt;
  const std::string figure = " " + percent + "%";
  if (const std::string why = no_mark_price(limits, request); !why.empty()) {
    return refuse(scope, "price_collar", OrdRejReason::Other, figure + why);
  }
  if (!is_beyond(price, request.mark->price, percent, buys)) return std::nullopt;
  return refuse(scope, "price_collar", OrdRejReason::Other,
                figure + ": Price(44)=" + price + " is too far " + (buys ? "above" : "below") +
                    " the mark price " + request.mark->price);
}

std::optional<OrderRefusal> check_rates(const RiskLimits& limits, RiskScope scope, const RiskRequest& request,
                                        const RiskUsage& usage) {
  if (limits.order_rate > 0 && usage.requests >= limits.order_rate) {
    return refuse(scope, "order_rate", OrdRejReason::ExceedsLimit,
                  " " + std::to_string(limits.order_rate) + " in " + ms_text(limits.order_rate_per) + ": " +
                      std::to_string(usage.requests) + " were taken; try again");
  }
  const std::uint64_t amends = std::uint64_t{usage.amends} + 1;
  if (request.before && limits.amend_ratio > 0 && amends > limits.amend_ratio_free &&
      amends > std::uint64_t{limits.amend_ratio} * usage.places) {
    return refuse(scope, "amend_ratio", OrdRejReason::ExceedsLimit,
                  " " + std::to_string(limits.amend_ratio) + ": this would be replace " +
                      std::to_string(amends) + " for " + std::to_string(usage.places) + " new orders in " +
                      ms_text(limits.amend_ratio_per));
  }
  return std::nullopt;
}

std::optional<OrderRefusal> check_position(const RiskLimits& limits, RiskScope scope,
                                           const RiskRequest& request, const RiskUsage& usage) {
  const std::string most = qty_for(limits.max_position, request.symbol);
  const std::string& qty = request.terms.order_qty;
  if (most.empty() || qty.empty()) return std::nullopt;
  if (request.before && compare(qty, request.before->order_qty) <= 0) return std::nullopt;
  const std::string own = subtract(qty, usage.own_filled).value_or("0");
  const bool buys = request.side == '1';
  const std::string& with = buys ? usage.bought : usage.sold;
  const std::string& against = buys ? usage.sold : usage.bought;
  const std::string reached = sum(sum(with, usage.open), own);
  if (compare(reached, sum(most, against)) <= 0) return std::nullopt;
  return refuse(scope, "max_position", OrdRejReason::ExceedsLimit,
                " " + most + " " + request.symbol + ": it could be " +
                    subtract(reached, against).value_or("0") + (buys ? " long" : " short"));
}

}  // namespace

bool is_meant(std::string_view pattern, std::string_view symbol) {
  if (!pattern.ends_with('*')) return pattern == symbol;
  return symbol.starts_with(pattern.substr(0, pattern.size() - 1));
}

std::string qty_for(const std::vector<QtyOfSymbols>& list, std::string_view symbol) {
  const QtyOfSymbols* best = nullptr;
  const auto exactness = [](const QtyOfSymbols& one) {
    return one.symbol.ends_with('*') ? 2 * (one.symbol.size() - 1) : 2 * one.symbol.size() + 1;
  };
  for (const auto& one : list) {
    if (!is_meant(one.symbol, symbol)) continue;
    if (best == nullptr || exactness(one) > exactness(*best)) best = &one;
  }
  return best == nullptr ? std::string() : best->qty;
}

bool needs_mark_price(const RiskLimits& limits) {
  return !limits.max_notional.empty() || !limits.collar_buy_percent.empty() ||
         !limits.collar_sell_percent.empty();
}

std::optional<OrderRefusal> check_alone(const RiskLimits& limits, RiskScope scope,
                                        const RiskRequest& request) {
  for (const auto& check : {check_symbol, check_side, check_qty, check_notional, check_collar}) {
    if (auto refused = check(limits, scope, request)) return refused;
  }
  return std::nullopt;
}

std::optional<OrderRefusal> check_usage(const RiskLimits& limits, RiskScope scope, const RiskRequest& request,
                                        const RiskUsage& usage) {
  if (auto refused = check_rates(limits, scope, request, usage)) return refused;
  if (!request.before && usage.same_order_since) {
    return refuse(scope, "duplicate_within", OrdRejReason::Other,
                  " " + ms_text(limits.duplicate_within) + ": the same order came " +
                      ms_text(*usage.same_order_since) + " ago");
  }
  if (!request.before && limits.max_open_orders > 0 && usage.open_orders >= limits.max_open_orders) {
    return refuse(scope, "max_open_orders", OrdRejReason::ExceedsLimit,
                  " " + std::to_string(limits.max_open_orders) + ": " + std::to_string(usage.open_orders) +
                      " are open");
  }
  return check_position(limits, scope, request, usage);
}

}  // namespace bridge::order
