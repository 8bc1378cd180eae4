#include "simulator/stream_faults.hpp"

#include "simulator/behaviour.hpp"

#include <algorithm>

namespace bridge::simulator {
namespace {

template <class Planned>
Planned use(std::vector<Planned>& planned, typename std::vector<Planned>::iterator next) {
  Planned fault = *next;
  if (fault.times != kAlways && --next->times <= 0) planned.erase(next);
  return fault;
}

}  // namespace

StreamFault StreamFaults::next(std::string_view type) {
  auto& events = planned_.events;
  const auto next = std::find_if(events.begin(), events.end(), [&](const StreamFault& fault) {
    return fault.event.empty() || fault.event == type;
  });
  if (next == events.end()) return {};
  if (next->after > 0) {
    --next->after;
    return {};
  }
  return use(events, next);
}

HandshakeFault StreamFaults::next_handshake() {
  auto& handshakes = planned_.handshakes;
  return handshakes.empty() ? HandshakeFault{} : use(handshakes, handshakes.begin());
}

}  // namespace bridge::simulator
