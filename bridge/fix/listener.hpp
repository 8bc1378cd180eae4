// Accepts connections, reads their first message within a deadline and a size, has the door judge it and
// hands socket and bytes on. Runs on the thread of its io_context (the gateway's). Refusals are logged,
// counted and closed without a word.
#pragma once

#include "fix/settings.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace bridge::fix {

// A connection that passed the door. `socket` is a native descriptor, released from the listener's
// io_context; whoever takes it owns it. `bytes` begin with the Logon.
struct Arrival {
  order::SessionKey session;
  int socket = -1;
  bool ipv6 = false;
  std::string bytes;
  std::string peer;  // "127.0.0.1:53124"
};

class Listener {
 public:
  using Admit = std::function<void(Arrival)>;
  // For the metric: a word of the door's (door.hpp), or "deadline", "evicted", "gone".
  using Refuse = std::function<void(const std::string& reason)>;

  virtual ~Listener() = default;
  // The port in use, also when the settings said 0.
  [[nodiscard]] virtual unsigned short port() const = 0;
  // Stops accepting and closes everyone still at the door.
  virtual void close() = 0;
};

// Throws std::runtime_error when the address cannot be bound: it names address, port and cause.
[[nodiscard]] std::unique_ptr<Listener> make_listener(boost::asio::io_context& io, ListenerSettings settings,
                                                      std::vector<SessionSettings> sessions,
                                                      Listener::Admit admit, Listener::Refuse refuse);

}  // namespace bridge::fix
