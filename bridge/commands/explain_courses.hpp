// The ways in which a request to the venue can go, as `fixbridge explain` plays them. Pure; any thread.
#pragma once

#include "order/effect.hpp"
#include "order/stream.hpp"

#include <string>
#include <variant>
#include <vector>

namespace bridge {

struct Silence {};
// What the venue says next: the answer to the last question, nothing, or an event of its user-data stream.
using Answer = std::variant<order::Outcome, Silence, order::OrderUpdate, order::AlgoUpdate>;
struct Course {
  std::string name;
  std::vector<Answer> answers;  // in this order
  bool connected = true;
};

[[nodiscard]] std::vector<Course> courses_of(const order::Request& request);
// The order as the venue shows it when it has just taken a place of these terms.
[[nodiscard]] order::Order placed_order(const std::string& symbol, const std::string& client_order_id,
                                        const std::string& quantity, const std::string& price);

}  // namespace bridge
