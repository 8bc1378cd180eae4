// What the venue tells an account of its orders (user data stream): the book publishes each change here, in
// the order in which it happened. Whoever takes it, the stream's server or a simulation, brings it to the
// client. The simulator's thread owns both ends.
#pragma once

#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace bridge::simulator {

class UserEvents {
 public:
  virtual ~UserEvents() = default;
  // `type` is ORDER_TRADE_UPDATE, TRADE_LITE, ACCOUNT_UPDATE or ALGO_UPDATE, as it stands in the event's
  // "e"; `json` the whole event, as it goes to the client. It must not change the book.
  virtual void publish(std::string_view type, std::string json) = 0;
};

struct UserEvent {
  std::string type;
  std::string json;
};

// Keeps the events until they are taken, the oldest first: for a simulation, which brings them when it likes,
// and for tests.
class PendingEvents : public UserEvents {
 public:
  void publish(std::string_view type, std::string json) override {
    events_.push_back({.type = std::string{type}, .json = std::move(json)});
  }
  // The oldest; nothing when none is left.
  [[nodiscard]] std::optional<UserEvent> take() {
    if (events_.empty()) return std::nullopt;
    UserEvent event = std::move(events_.front());
    events_.pop_front();
    return event;
  }
  [[nodiscard]] const std::deque<UserEvent>& events() const { return events_; }

 private:
  std::deque<UserEvent> events_;
};

}  // namespace bridge::simulator
