#include "history_venue.hpp"

#include "base/decimal.hpp"
#include "status_word.hpp"

#include <algorithm>

namespace bridge::order::testing {
namespace {

std::int64_t number(const std::string& text) { return std::stoll(text); }

// As it was shown then; empty when it was not there yet.
OrderFacts as_of(const VenueOrder& order, Timestamp then) {
  OrderFacts facts;
  for (const auto& [at, version] : order.versions) {
    if (at <= then) facts = version;
  }
  return facts;
}

// The answer to order.status alone has the average price.
Order with_average(const VenueOrder& order, Order shown) {
  AveragePrice average;
  std::int64_t filled = 0;
  for (const auto& trade : order.trades) {
    if (filled == number(shown.executed_qty)) break;
    average.add(trade.execution.last_qty, trade.execution.last_px);
    filled += trade.qty;
  }
  shown.avg_price = average.text();
  return shown;
}

bool meant(const VenueOrder& order, const std::string& symbol, const OrderRef& ref) {
  if (order.symbol != symbol) return false;
  const auto* id = std::get_if<OrderId>(&ref);
  return id != nullptr ? order.id == id->value() : order.client_id == std::get<ClientOrderId>(ref).value();
}

}  // namespace

std::string decimal(std::int64_t value, int places) {
  return std::to_string(value) + (places > 0 ? "." + std::string(static_cast<std::size_t>(places), '0') : "");
}

VenueError ModelVenue::error(int code) {
  VenueError error;
  error.status = 400;
  error.code = code;
  error.text = "no";
  return error;
}

VenueOrder* ModelVenue::find(const std::string& symbol, const OrderRef& ref) {
  const auto entry = std::find_if(orders_.rbegin(), orders_.rend(),
                                  [&](const VenueOrder& order) { return meant(order, symbol, ref); });
  return entry == orders_.rend() ? nullptr : &*entry;
}

Outcome ModelVenue::execute(const Request& request, Timestamp now) {
  executed_.insert(id_of(request).ticket.value());
  if (const auto* one = std::get_if<SendPlace>(&request)) return place(*one, now);
  if (const auto* one = std::get_if<SendModify>(&request)) return modify(*one, now);
  return cancel(std::get<SendCancel>(request), now);
}

Outcome ModelVenue::place(const SendPlace& request, Timestamp now) {
  const std::string& client_id = std::get<ClientOrderId>(request.order).value();
  if (const VenueOrder* same = by_client_id(client_id); same != nullptr && same->open()) {
    return Rejected{error(-4116)};
  }
  if (dice_.chance(5)) return Rejected{error(-2019)};
  const OrderTerms& terms = request.terms;
  VenueOrder& order = orders_.emplace_back();
  order.symbol = request.symbol;
  order.id = order_ids_.try_emplace(request.symbol, 1000).first->second++;
  order.client_id = client_id;
  order.side = request.side;
  order.market = terms.type == OrdType::Market;
  order.time_in_force = terms.time_in_force;
  order.post_only = terms.post_only;
  order.qty = number(terms.order_qty);
  order.price = order.market ? 0 : number(terms.price);
  order.created_ms = time_ms(now);
  order.terms.emplace_back(order.qty, order.price);
  change(order, ExecutionType::New, now);
  const Outcome answer = Found{order.versions.back().second};
  const bool at_once = order.market || order.time_in_force == TimeInForce::ImmediateOrCancel;
  const bool whole = order.time_in_force == TimeInForce::FillOrKill;
  if (order.post_only && dice_.chance(10)) {
    end(order, OrderStatus::Expired, ExecutionType::Expired, now, 11);
  } else if (whole && dice_.chance(50)) {
    end(order, OrderStatus::Expired, ExecutionType::Expired, now, 10);
  } else if (whole) {
    fill(order, order.qty, now);
  } else if (at_once || dice_.chance(15)) {
    for (int left = static_cast<int>(dice_.between(0, 3)); left > 0 && order.open(); --left) {
      fill(order, dice_.between(1, order.qty - order.cum), now);
    }
  }
  if (at_once && order.open()) {
    end(order, OrderStatus::Expired, ExecutionType::Expired, now, order.market ? 9 : 2);
  }
  return answer;
}

Outcome ModelVenue::modify(const SendModify& request, Timestamp now) {
  VenueOrder* order = find(request.symbol, request.order);
  if (order == nullptr || !order->open()) return Missing{error(-2013)};
  const std::int64_t qty = number(request.order_qty);
  const std::int64_t price = number(request.price);
  if (dice_.chance(4)) return Rejected{error(dice_.chance(50) ? -4014 : -5043)};
  if (qty == order->qty && price == order->price) return Rejected{error(-5027)};
  const std::uint64_t ticket = request.request.ticket.value();
  const auto id = static_cast<std::int64_t>(request.modify_id);
  const bool shrunk = order->cum > 0 && qty <= order->cum;
  if (shrunk || (order->post_only && price != order->price && dice_.chance(20))) {
    order->canceled_by = ticket;
    if (plan_.cancel_shows_wanted) {
      order->qty = qty;
      order->price = price;
    }
    const auto type = plan_.cancel_says_amendment ? ExecutionType::Amendment : ExecutionType::Canceled;
    end(*order, OrderStatus::Canceled, type, now, 0, id);
    return Found{order->versions.back().second};
  }
  order->qty = qty;
  order->price = price;
  order->terms.emplace_back(qty, price);
  order->amended_by.insert(ticket);
  change(*order, ExecutionType::Amendment, now, {}, 0, id);
  const Outcome answer = Found{order->versions.back().second};
  if (!order->post_only && dice_.chance(15)) fill(*order, dice_.between(1, order->qty - order->cum), now);
  return answer;
}

Outcome ModelVenue::cancel(const SendCancel& request, Timestamp now) {
  VenueOrder* order = find(request.symbol, request.order);
  if (order == nullptr || !order->open()) return Missing{error(-2011)};
  order->canceled_by = request.request.ticket.value();
  end(*order, OrderStatus::Canceled, ExecutionType::Canceled, now);
  return Canceled{order->versions.back().second};
}

Outcome ModelVenue::look(const Request& request, Timestamp then) const {
  const std::string& symbol = symbol_of(request);
  if (std::holds_alternative<AskStatus>(request)) {
    for (auto order = orders_.rbegin(); order != orders_.rend(); ++order) {
      if (!meant(*order, symbol, order_of(request))) continue;
      const bool by_client_id = std::holds_alternative<ClientOrderId>(order_of(request));
      if (by_client_id && order->created_ms + plan_.unseen_ms > time_ms(then)) continue;
      if (const OrderFacts facts = as_of(*order, then)) return Found{with_average(*order, *facts)};
    }
    return Missing{error(-2013)};
  }
  if (const auto* trades = std::get_if<AskTrades>(&request)) {
    TradesFound found;
    const auto* id = std::get_if<OrderId>(&trades->order);
    for (const auto& order : orders_) {
      if (order.symbol != symbol || (id != nullptr && order.id != id->value())) continue;
      for (const auto& trade : order.trades) {
        if (trade.at <= then && trade.execution.time_ms >= trades->since_ms)
          found.trades.push_back(trade.execution);
      }
    }
    std::ranges::sort(found.trades, {}, &Execution::trade_id);
    return found;
  }
  const auto* all = std::get_if<AskAllOrders>(&request);
  OrdersFound found;
  for (const auto& order : orders_) {
    if (order.symbol != symbol) continue;
    const OrderFacts facts = as_of(order, then);
    if (!facts || (all == nullptr && is_done(facts->status))) continue;
    if (all != nullptr && all->from_id != 0 && order.id < all->from_id) continue;
    if (all != nullptr && all->from_id == 0 && order.created_ms < all->since_ms) continue;
    found.orders.push_back(facts);
  }
  return found;
}

void ModelVenue::tick(Timestamp now) {
  if (dice_.chance(plan_.foreign)) return foreign_place(now);
  if (orders_.empty()) return;
  VenueOrder& order =
      orders_[static_cast<std::size_t>(dice_.between(0, static_cast<std::int64_t>(orders_.size()) - 1))];
  if (!order.open()) return;
  if (dice_.chance(plan_.foreign)) return foreign_act(order, now);
  if (dice_.chance(plan_.busy)) fill(order, dice_.between(1, order.qty - order.cum), now);
}

void ModelVenue::foreign_act(VenueOrder& order, Timestamp now) {
  const auto what = dice_.between(1, 5);
  if (what <= 2) {
    order.canceled_by = 0;
    return end(order, OrderStatus::Canceled, ExecutionType::Canceled, now);
  }
  if (what == 3) return end(order, OrderStatus::ExpiredInMatch, ExecutionType::Expired, now, 1);
  if (what == 4) return end(order, OrderStatus::Expired, ExecutionType::Expired, now, 4);
  order.qty = order.cum + dice_.between(1, 12);
  order.price += dice_.between(-2, 2);
  order.terms.emplace_back(order.qty, order.price);
  order.amended_by_others = true;
  change(order, ExecutionType::Amendment, now);
}

// An order that was not placed here: it is in the lists, and so are its trades.
void ModelVenue::foreign_place(Timestamp now) {
  SendPlace request;
  request.symbol = dice_.chance(70) ? "BTCUSDT" : "ETHUSDT";
  request.order = ClientOrderId{"web_" + std::to_string(orders_.size())};
  request.terms.order_qty = std::to_string(dice_.between(1, 20));
  request.terms.price = "100";
  request.terms.time_in_force = TimeInForce::GoodTillCancel;
  static_cast<void>(place(request, now));
}

void ModelVenue::cancel_all(Timestamp now) {
  for (auto& order : orders_) {
    if (!order.open()) continue;
    order.canceled_by = 0;
    end(order, OrderStatus::Canceled, ExecutionType::Canceled, now);
  }
}

void ModelVenue::fill(VenueOrder& order, std::int64_t qty, Timestamp now) {
  order.cum += qty;
  order.status = order.cum == order.qty ? OrderStatus::Filled : OrderStatus::PartiallyFilled;
  const std::int64_t price = order.market ? dice_.between(90, 110) : order.price;
  std::int64_t& next = trade_ids_[order.symbol];
  next += dice_.between(1, 3);  // the others are somebody else's
  Execution execution{.symbol = order.symbol,
                      .order_id = OrderId{order.id},
                      .trade_id = next,
                      .last_qty = decimal(qty, plan_.places),
                      .last_px = decimal(price, plan_.places),
                      .time_ms = time_ms(now)};
  order.trades.push_back({now, execution, qty, price});
  change(order, ExecutionType::Trade, now, execution);
}

void ModelVenue::end(VenueOrder& order, OrderStatus status, ExecutionType type, Timestamp now, int reason,
                     std::int64_t modify_id) {
  order.status = status;
  change(order, type, now, {}, reason, modify_id);
}

void ModelVenue::change(VenueOrder& order, ExecutionType type, Timestamp now,
                        std::optional<Execution> execution, int reason, std::int64_t modify_id) {
  Order shown;
  shown.order_id = OrderId{order.id};
  shown.client_order_id = order.client_id;
  shown.symbol = order.symbol;
  shown.status = order.status;
  shown.status_text = word(order.status);
  shown.side = order.side == '1' ? "BUY" : "SELL";
  shown.type = order.market ? "MARKET" : "LIMIT";
  shown.orig_qty = decimal(order.qty, plan_.places);
  shown.price = decimal(order.price, plan_.places);
  shown.executed_qty = decimal(order.cum, plan_.places);
  shown.update_time_ms = time_ms(now);
  order.versions.emplace_back(now, OrderFacts{std::move(shown)});
  OrderUpdate update;
  update.order = order.versions.back().second;
  update.execution_type = type;
  update.execution = std::move(execution);
  update.modify_id = modify_id;
  update.expiry_reason = std::to_string(reason);
  update.event_time_ms = time_ms(now);
  told_(update);
}

}  // namespace bridge::order::testing
