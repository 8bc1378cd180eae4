// The venue's sockets: TLS WebSocket on /ws-fapi/v1, everything else is 404. Frames are handed to the
// Desk one by one and answered in order. Runs on the thread of its io_context; bounded in connections,
// frame size and replies waiting.
#pragma once

#include "base/time.hpp"
#include "simulator/certificate.hpp"
#include "simulator/replies.hpp"

#include <boost/asio/io_context.hpp>

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace bridge::simulator {

class Server {
 public:
  struct Reply {
    std::string frame;
    milliseconds delay{0};  // replies that are due earlier overtake
  };
  // Who reads what came in; called on the server's thread.
  class Desk {
   public:
    virtual ~Desk() = default;
    virtual void on_handshake() = 0;
    // `visit` is the connection's own, to read and to change.
    virtual std::optional<Reply> on_frame(std::string_view frame, Visit& visit) = 0;
  };
  struct Settings {
    std::string address;
    unsigned short port = 0;
    milliseconds ping_every{0};
  };

  virtual ~Server() = default;
  [[nodiscard]] virtual unsigned short port() const = 0;
  // Closes every socket without a close frame.
  virtual void drop_connections() = 0;
  // The same, and drops every new connection as soon as it comes, for so long from now.
  virtual void go_down(milliseconds outage) = 0;
  // Stops listening and drops the connections. The io_context runs out of work soon after; the server
  // must live until it has.
  virtual void close() = 0;
};

// Throws std::runtime_error: certificate unusable, address cannot be bound.
[[nodiscard]] std::unique_ptr<Server> make_server(boost::asio::io_context& io,
                                                  const Server::Settings& settings,
                                                  const Certificate& certificate, Server::Desk& desk);

}  // namespace bridge::simulator
