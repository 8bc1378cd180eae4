// An order as JSON, fields named as in order.status (fixspec/venue.md, 4.3): the orders file, the book file
// and the control channel. Any thread.
#pragma once

#include "simulator/order.hpp"

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <string>
#include <vector>

namespace bridge::simulator {

// Reads an order strictly: it throws Wrong, naming the field.
[[nodiscard]] Order read_order(const boost::json::value& value);
// The same, but it takes an order that contradicts itself, as a test may put one on a book.
[[nodiscard]] Order read_any_order(const boost::json::value& value);
// Reads what an order may end as by itself: FILLED, EXPIRED or CANCELED. It throws Wrong.
void require_end(const std::string& status);
// Reads an amount above 0. It throws Wrong.
void require_amount(const std::string& text);
// Reads {"orders": [...]} strictly, and takes no order twice.
[[nodiscard]] std::vector<Order> read_orders(const boost::json::value& document);
// Writes every field of an order.
[[nodiscard]] boost::json::object write_order(const Order& order);

}  // namespace bridge::simulator
