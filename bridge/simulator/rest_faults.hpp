// What the REST interface does with a request when it is not the ordinary thing, and what is planned. It
// knows no sockets. The data is any thread's, RestFaults the simulator's thread's.
#pragma once

#include "base/time.hpp"
#include "simulator/answer.hpp"
#include "simulator/refusal.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace bridge::simulator {

// Stands in the place of a route for whatever is asked.
constexpr const char* kEveryRoute = "*";

// The default is the ordinary: executed, answered, at once.
struct RestFault {
  bool executes = true;              // false: nothing changes; `refusal` is the answer, or there is none
  std::optional<Refusal> refusal{};  // instead of the answer, whether executed or not
  std::string says{};                // this body, whatever it is, instead of the answer's
  milliseconds lag{0};               // it sees the book as it was so long ago
  bool replies = true;               // false: no answer at all
  milliseconds delay{0};
  Line line = Line::Open;  // of the connection
  milliseconds line_after{0};
  milliseconds outage{0};  // instead of an answer all connections drop, and new ones so long
  milliseconds ban{0};     // instead of an answer the address is banned so long: 418, in the venue's words
  int times = 1;           // requests it happens to
};

class RestFaults {
 public:
  // Replaces what was planned for the route, such as "GET /fapi/v1/openOrders", or with kEveryRoute for
  // requests that meet nothing of their own. The list is used up from the front.
  void behave(const std::string& route, std::vector<RestFault> faults) {
    planned_[route] = std::move(faults);
  }
  void forget() { planned_.clear(); }
  [[nodiscard]] RestFault next(const std::string& route);

 private:
  [[nodiscard]] std::optional<RestFault> next_of(const std::string& route);

  std::map<std::string, std::vector<RestFault>> planned_;
};

}  // namespace bridge::simulator
