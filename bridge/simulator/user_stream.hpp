// The user data stream: who listens with which key, and what each event becomes on its way there. It knows
// neither sockets nor the time of day. The simulator's thread owns it.
#pragma once

#include "base/time.hpp"
#include "simulator/answer.hpp"
#include "simulator/listen_keys.hpp"
#include "simulator/stream_faults.hpp"
#include "simulator/user_events.hpp"

#include <cstdint>
#include <list>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace bridge::simulator {

// A connection, as the stream sees it.
class Listener {
 public:
  virtual ~Listener() = default;
  virtual void say(Reply reply) = 0;
  // Turns the line so much later. Open means as it was made.
  virtual void turn(Line line, milliseconds after) = 0;
};

// What a stream's target asks for: "/private/ws/<key>", or "/private/ws?listenKey=<key>&events=A/B". At
// "/private/stream" likewise, or by "?streams=<key>": such a stream is combined.
struct Subscription {
  std::string listen_key;          // empty: none, no event is ever told
  std::set<std::string> events{};  // empty: all
  bool combined = false;           // each event says of which stream it is, and a client may subscribe later
};

// Whether a target is one of the streams' at all. The venue lets in whoever asks for one, and then says
// nothing to those who do not ask below "/private" or have no key.
[[nodiscard]] bool is_stream(std::string_view target);
[[nodiscard]] Subscription read_subscription(std::string_view target);

class UserStream : public UserEvents {
 public:
  // `keys` and `faults` must outlive this.
  UserStream(ListenKeys& keys, StreamFaults& faults) : keys_(keys), faults_(faults) {}

  // `listener` must leave before it ends.
  void join(Listener& listener, std::string_view target);
  void leave(const Listener& listener);
  // Reads what a client says: on a combined stream it subscribes to a listen key, or no longer. Anything else
  // is not answered.
  void hear(const Listener& listener, std::string_view frame);
  // Whom every event is told as well, whatever becomes of it on the stream; it must outlive this. nullptr:
  // nobody.
  void pass_on(UserEvents* to) { to_ = to; }
  // Brings the event to every connection of the account's key that wants its type.
  void publish(std::string_view type, std::string json) override;
  // Tells of a key whose life has ended; its connections stay, and hear nothing any more. `clock` is the
  // venue's.
  void tell_expired(const std::string& listen_key, Timestamp clock);
  // Closes the connections of a key that was given up.
  void close(const std::string& listen_key);
  // What waited behind other events is forgotten.
  void reset();

  [[nodiscard]] std::int64_t published() const { return published_; }
  [[nodiscard]] std::size_t listeners() const { return seats_.size(); }

 private:
  // An event that lets others pass.
  struct Held {
    Reply reply;
    int left = 0;
  };
  struct Seat {
    Listener* listener = nullptr;
    Subscription wants;
    std::vector<Held> held{};
  };

  void bring(const std::string& listen_key, std::string_view type, const std::string& json);
  static void say(Seat& seat, const StreamFault& fault, const std::string& json);
  static void release(Seat& seat);

  ListenKeys& keys_;
  StreamFaults& faults_;
  std::list<Seat> seats_;
  std::int64_t published_ = 0;
  UserEvents* to_ = nullptr;
};

}  // namespace bridge::simulator
