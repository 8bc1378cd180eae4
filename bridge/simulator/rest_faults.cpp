#include "simulator/rest_faults.hpp"

#include "simulator/behaviour.hpp"

namespace bridge::simulator {

RestFault RestFaults::next(const std::string& route) {
  auto fault = next_of(route);
  if (!fault) fault = next_of(kEveryRoute);
  return fault.value_or(RestFault{});
}

std::optional<RestFault> RestFaults::next_of(const std::string& route) {
  const auto planned = planned_.find(route);
  if (planned == planned_.end() || planned->second.empty()) return std::nullopt;
  RestFault fault = planned->second.front();
  if (fault.times != kAlways && --planned->second.front().times <= 0) {
    planned->second.erase(planned->second.begin());
  }
  return fault;
}

}  // namespace bridge::simulator
