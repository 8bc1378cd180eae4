#include "order/order_limiter.hpp"

#include <algorithm>

namespace bridge::order {

std::int64_t OrderLimiter::number_of(const Window& window, Timestamp at) {
  return to_us(at) / std::chrono::duration_cast<microseconds>(window.length).count();
}

void OrderLimiter::turn_to(Window& window, Timestamp at) {
  const std::int64_t number = number_of(window, at);
  if (number <= window.number) return;
  window.number = number;
  window.used = 0;
}

OrderLimiter::Window* OrderLimiter::find(seconds length) {
  const auto found = std::ranges::find(windows_, length, &Window::length);
  return found == windows_.end() ? nullptr : &*found;
}

void OrderLimiter::limit(seconds window, std::int64_t most) {
  if (most <= 0 || window <= seconds{0}) return;
  if (Window* known = find(window)) {
    known->most = most;
  } else {
    windows_.push_back({window, most, 0, 0});
  }
}

std::optional<Timestamp> OrderLimiter::take(Timestamp at) {
  std::optional<Timestamp> later;
  for (auto& window : windows_) {
    turn_to(window, at);
    if (window.used < window.most) continue;
    const Timestamp next =
        from_us((window.number + 1) * std::chrono::duration_cast<microseconds>(window.length).count());
    if (!later || *later < next) later = next;
  }
  if (later) return later;
  for (auto& window : windows_) ++window.used;
  return std::nullopt;
}

// What was sent since that request is not in its reply, so the higher number holds within a window.
void OrderLimiter::told(Timestamp sent, Timestamp received, seconds length, std::int64_t most,
                        std::int64_t count) {
  if (count < 0) return;
  limit(length, most);
  Window* window = find(length);
  if (window == nullptr) return;
  turn_to(*window, received);
  if (number_of(*window, sent) == window->number) window->used = std::max(window->used, count);
}

}  // namespace bridge::order
