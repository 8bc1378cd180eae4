// What really became of the orders at a venue, whoever plays it: the judge compares with this. Plain facts.
#pragma once

#include "base/time.hpp"
#include "order/execution.hpp"
#include "order/order_terms.hpp"
#include "order/venue_order.hpp"

#include <algorithm>
#include <cstdint>
#include <deque>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace bridge::order::testing {

struct VenueTrade {
  Timestamp at{};
  Execution execution{};
  std::int64_t qty = 0;
  std::int64_t price = 0;
};

struct VenueOrder {
  std::string symbol;
  std::int64_t id = 0;
  std::string client_id;
  char side = '1';
  bool market = false;
  TimeInForce time_in_force = TimeInForce::GoodTillCancel;
  bool post_only = false;
  std::int64_t qty = 0;
  std::int64_t price = 0;
  std::int64_t cum = 0;
  OrderStatus status = OrderStatus::New;
  std::int64_t created_ms = 0;
  std::vector<VenueTrade> trades;
  std::vector<std::pair<Timestamp, OrderFacts>> versions;
  std::vector<std::pair<std::int64_t, std::int64_t>> terms;  // each quantity and price that it has had
  bool amended_by_others = false;
  std::set<std::uint64_t> amended_by;        // tickets
  std::optional<std::uint64_t> canceled_by;  // a ticket; 0: somebody else

  [[nodiscard]] bool open() const { return !is_done(status); }
};

class VenueBook {
 public:
  [[nodiscard]] const VenueOrder* by_client_id(const std::string& id) const {
    const auto entry = std::ranges::find(orders_, id, &VenueOrder::client_id);
    return entry == orders_.end() ? nullptr : &*entry;
  }
  [[nodiscard]] const std::deque<VenueOrder>& orders() const { return orders_; }
  // The tickets of requests that its engine took up.
  [[nodiscard]] const std::set<std::uint64_t>& executed() const { return executed_; }

 protected:
  std::deque<VenueOrder> orders_;
  std::set<std::uint64_t> executed_;
};

}  // namespace bridge::order::testing
