// A change of the book as JSON: a line of the book file, and what the control channel tells. Any thread.
#pragma once

#include "simulator/change.hpp"

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

namespace bridge::simulator {

// Without the events. An `order` when there is one, `orders` when there are more.
[[nodiscard]] boost::json::object write_change(const Change& change);
// It throws Wrong, naming the field.
[[nodiscard]] Change read_change(const boost::json::value& value);

[[nodiscard]] boost::json::object write_execution(const Execution& execution);
[[nodiscard]] boost::json::object write_algo_order(const AlgoOrder& algo);
[[nodiscard]] boost::json::object write_position(const Position& position);
[[nodiscard]] boost::json::object write_quote(const Quote& quote);
[[nodiscard]] boost::json::object write_prices(const Prices& prices);

}  // namespace bridge::simulator
