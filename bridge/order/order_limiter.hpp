// The venue's ORDERS limits of one account: how many orders may be placed or changed in each window
// (fixspec/venue.md, 6). Counts what is sent, and learns from replies what other keys of the account did.
// Canceling costs nothing here. Pure; the lane's thread. All times are the venue's.
#pragma once

#include "base/time.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace bridge::order {

class OrderLimiter {
 public:
  // The limit of a window that is aligned to the venue's clock; a new one, or another number for one that is
  // known. A limit that is not above zero is none: the venue does not track it here.
  void limit(seconds window, std::int64_t most);
  // Takes one order. Returns nothing when it was taken, else when it is worth trying again.
  [[nodiscard]] std::optional<Timestamp> take(Timestamp at);
  // Learns that the reply to a request sent at `sent` showed this window at `count` of `most`.
  void told(Timestamp sent, Timestamp received, seconds window, std::int64_t most, std::int64_t count);

 private:
  struct Window {
    seconds length;
    std::int64_t most;
    std::int64_t number = 0;
    std::int64_t used = 0;
  };
  [[nodiscard]] static std::int64_t number_of(const Window& window, Timestamp at);
  static void turn_to(Window& window, Timestamp at);
  [[nodiscard]] Window* find(seconds length);

  std::vector<Window> windows_{{seconds{10}, 300, 0, 0}, {seconds{60}, 1200, 0, 0}};  // fixspec/venue.md, 6.1
};

}  // namespace bridge::order
