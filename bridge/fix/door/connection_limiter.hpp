// Knows who is connected, by address: how many at once, and how fast new ones come. It is bounded by the
// connections there are and by the addresses it remembers. It is pure: time is an argument. The listener's
// thread.
#pragma once

#include "base/network.hpp"
#include "fix/rate.hpp"

#include <cstddef>
#include <map>

namespace bridge::fix {

class ConnectionLimiter {
 public:
  explicit ConnectionLimiter(RateLimit accept_rate) : accept_rate_(accept_rate) {}

  // Counts a connection of this address that comes in. Returns false when it comes too soon after the others;
  // then it is not counted. An address that a session is on from, or was of late, may come ten times as fast:
  // a client that lost its line must not wait because a stranger beside it was busy.
  [[nodiscard]] bool enter(const IpAddress& address, Timestamp at);
  void leave(const IpAddress& address);
  // Notes that a session logged on from there.
  void know(const IpAddress& address, Timestamp at);

  [[nodiscard]] std::size_t all() const { return all_; }
  [[nodiscard]] std::size_t of(const IpAddress& address) const;

 private:
  struct Visitor {
    explicit Visitor(RateLimit rate);
    Rate unknown;
    Rate known;
    std::size_t connections = 0;
    Timestamp seen{};
    Timestamp known_until{};
  };
  void forget_the_gone(Timestamp at);

  RateLimit accept_rate_;
  std::map<IpAddress, Visitor> visitors_;
  std::size_t all_ = 0;
};

}  // namespace bridge::fix
