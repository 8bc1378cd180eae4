// An order as JSON, fields named as in order.status (fixspec/venue.md, 4.3): the orders file, the book file
// and the control channel. Any thread.
#pragma once

#include "simulator/order.hpp"

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <string>
#include <vector>

namespace bridge::simulator {

// Strict: throws Wrong, naming the field.
[[nodiscard]] Order read_order(const boost::json::value& value);
// The same, but takes an order that contradicts itself: what a test may put on a book.
[[nodiscard]] Order read_any_order(const boost::json::value& value);
// What an order may end as by itself: FILLED, EXPIRED or CANCELED. Throws Wrong.
void require_end(const std::string& status);
// {"orders": [...]}: strict, and no order twice.
[[nodiscard]] std::vector<Order> read_orders(const boost::json::value& document);
// Every field.
[[nodiscard]] boost::json::object write_order(const Order& order);

}  // namespace bridge::simulator
