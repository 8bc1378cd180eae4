// What can go wrong with the user data stream, and what is planned to. It knows no sockets. The data is any
// thread's, StreamFaults the simulator's thread's.
#pragma once

#include "base/time.hpp"
#include "simulator/answer.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bridge::simulator {

// The default is the ordinary: each event goes to each connection of the key, at once.
struct StreamFault {
  // Which event it happens to …
  std::string event{};  // of this type only; empty: of any
  int after = 0;        // so many of them pass first
  int connection = 0;   // on this connection of the key only, 1 is the oldest; 0: on each
  // … what comes of it …
  bool lost = false;
  std::string says{};                         // this text instead
  milliseconds delay{0};                      // events that are due earlier overtake
  std::optional<milliseconds> again_after{};  // the same a second time, so much later
  int lets_pass = 0;                          // it leaves behind the next so many events
  // … what becomes of the connection, and how often.
  Line line = Line::Open;
  milliseconds line_after{0};  // 0: before the event leaves
  int times = 1;               // events it happens to
};

// A handshake of a user data stream that is not what it should be.
struct HandshakeFault {
  int status = 0;          // the HTTP status it is refused with; 0: it is not
  Line line = Line::Open;  // Cut: closed without an answer; HalfOpen: never answered
  int times = 1;
};

// Each list is used up from the front.
struct StreamBehaviour {
  std::vector<StreamFault> events{};
  std::vector<HandshakeFault> handshakes{};
};

class StreamFaults {
 public:
  // Replaces what was planned.
  void behave(StreamBehaviour behaviour) { planned_ = std::move(behaviour); }
  void forget() { planned_ = {}; }

  // What happens to the next event, which is of this type.
  [[nodiscard]] StreamFault next(std::string_view type);
  [[nodiscard]] HandshakeFault next_handshake();

 private:
  StreamBehaviour planned_;
};

}  // namespace bridge::simulator
