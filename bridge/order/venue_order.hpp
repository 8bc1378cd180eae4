// An order as the venue tells it. Quantities and prices are its decimal text. Any thread.
#pragma once

#include "order/ids.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace bridge::order {

// The venue's order status (fixspec/venue.md, 4.6). Unknown is a word that we have not met; it is never taken
// for success.
enum class OrderStatus {
  New,
  PartiallyFilled,
  Filled,
  Canceled,
  Rejected,
  Expired,
  ExpiredInMatch,
  Unknown,
};

// True when the order has ended: nothing of it can be traded any more, and no later word changes that.
[[nodiscard]] constexpr bool is_done(OrderStatus status) {
  switch (status) {
    case OrderStatus::Filled:
    case OrderStatus::Canceled:
    case OrderStatus::Rejected:
    case OrderStatus::Expired:
    case OrderStatus::ExpiredInMatch:
      return true;
    case OrderStatus::New:
    case OrderStatus::PartiallyFilled:
    case OrderStatus::Unknown:
      break;
  }
  return false;
}

// An order as a venue reply shows it, and in its order (fixspec/venue.md, 4.3). Text is copied, never
// computed.
struct Order {
  std::string client_order_id;
  std::optional<std::string> cum_quote;  // order.status only, since 2026-06-30
  std::string executed_qty;
  OrderId order_id;
  std::string orig_qty;
  std::string orig_type;
  std::string price;
  bool reduce_only = false;
  std::string side;  // BUY, SELL
  std::string position_side;
  std::string status_text;  // the venue's word
  OrderStatus status = OrderStatus::Unknown;
  std::string stop_price;
  bool close_position = false;
  std::string symbol;
  std::string time_in_force;
  std::string type;
  std::string activate_price;  // trailing stops only, else empty
  std::string price_rate;      // trailing stops only, else empty
  std::int64_t update_time_ms = 0;
  std::string working_type;
  bool price_protect = false;
  std::string price_match;
  std::string self_trade_prevention_mode;
  std::int64_t good_till_date_ms = 0;
  std::optional<std::string> avg_price;  // order.status only, since 2026-06-30
  std::int64_t time_ms = 0;              // creation, order.status only
};

// An order as the venue told it. It is handed on and never changed, so whoever has it shares it. It is empty
// when the venue has told nothing.
class OrderFacts {
 public:
  OrderFacts() = default;
  OrderFacts(std::nullopt_t) {}
  OrderFacts(Order order) : order_(std::make_shared<const Order>(std::move(order))) {}

  explicit operator bool() const { return order_ != nullptr; }
  const Order& operator*() const { return *order_; }
  const Order* operator->() const { return order_.get(); }

 private:
  std::shared_ptr<const Order> order_;
};

}  // namespace bridge::order
