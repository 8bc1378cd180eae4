#include "fix/door/connection_limiter.hpp"

#include "base/check.hpp"

namespace bridge::fix {
namespace {

constexpr seconds kKnownFor{600};
constexpr std::size_t kRemembered = 10'000;  // addresses, before those that are gone are looked for

constexpr int kKnownAreFaster = 10;

}  // namespace

ConnectionLimiter::Visitor::Visitor(RateLimit rate)
    : unknown(rate), known({.messages = kKnownAreFaster * rate.messages, .per = rate.per}) {}

bool ConnectionLimiter::enter(const IpAddress& address, Timestamp at) {
  if (visitors_.size() >= kRemembered) forget_the_gone(at);
  Visitor& visitor = visitors_.try_emplace(address, accept_rate_).first->second;
  visitor.seen = at;
  Rate& rate = visitor.known_until > at ? visitor.known : visitor.unknown;
  if (rate.take(at)) return false;
  ++visitor.connections;
  ++all_;
  return true;
}

void ConnectionLimiter::leave(const IpAddress& address) {
  const auto found = visitors_.find(address);
  check(found != visitors_.end() && found->second.connections > 0, "only who came in leaves");
  --found->second.connections;
  --all_;
}

void ConnectionLimiter::know(const IpAddress& address, Timestamp at) {
  const auto found = visitors_.find(address);
  if (found != visitors_.end()) found->second.known_until = at + kKnownFor;
}

std::size_t ConnectionLimiter::of(const IpAddress& address) const {
  const auto found = visitors_.find(address);
  return found == visitors_.end() ? 0 : found->second.connections;
}

// An address that has no connection, and has not come for as long as its rate remembers, starts afresh
// anyway. Should all be younger, those that are not connected go all the same: memory is worth more than
// their rate.
void ConnectionLimiter::forget_the_gone(Timestamp at) {
  std::erase_if(visitors_, [&](const auto& entry) {
    const Visitor& visitor = entry.second;
    return visitor.connections == 0 && visitor.known_until <= at && at - visitor.seen > accept_rate_.per;
  });
  if (visitors_.size() < kRemembered) return;
  std::erase_if(visitors_, [](const auto& entry) { return entry.second.connections == 0; });
}

}  // namespace bridge::fix
