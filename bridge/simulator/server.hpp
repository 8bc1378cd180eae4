// The venue's sockets, on one port: TLS WebSocket on /ws-fapi/v1 (the WebSocket API) and on the paths of the
// streams, HTTPS below /fapi/ (REST); everything else is 404. What comes in is handed to the Desk one by one
// and answered in order. Runs on the thread of its io_context; bounded in connections, frame size and replies
// waiting.
#pragma once

#include "base/time.hpp"
#include "simulator/answer.hpp"
#include "simulator/certificate.hpp"
#include "simulator/replies.hpp"
#include "simulator/rest.hpp"
#include "simulator/stream_faults.hpp"
#include "simulator/user_stream.hpp"

#include <boost/asio/io_context.hpp>

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace bridge::simulator {

class Server {
 public:
  // Reads what came in. It is called on the server's thread.
  class Desk {
   public:
    virtual ~Desk() = default;
    // Judges each handshake of the WebSocket API. When it returns nothing the client is let in, else it is
    // answered 418 with so much in Retry-After.
    virtual std::optional<milliseconds> refuse_handshake() = 0;
    // Tells what the venue remembers of a connection to begin with.
    virtual Visit greet() = 0;
    // `visit` is the connection's own, to read and to change. The server sees to replies and line.
    virtual Answer on_frame(std::string_view frame, Visit& visit) = 0;
    // Says what becomes of the handshake of a stream.
    virtual HandshakeFault on_stream_handshake() = 0;
    // A connection of the streams is there. It leaves before it ends.
    virtual void join(Listener& listener, std::string_view target) = 0;
    // It says something.
    virtual void hear(const Listener& listener, std::string_view frame) = 0;
    virtual void leave(const Listener& listener) = 0;
    virtual RestAnswer on_rest(const RestRequest& request) = 0;
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
  // Does the same, and drops every new connection as soon as it comes, for so long from now.
  virtual void go_down(milliseconds outage) = 0;
  // Turns the lines of the connections that there are, of one service or of all.
  virtual void turn(Line line, std::optional<Service> of) = 0;
  // Says `event` on every connection of the WebSocket API, and cuts it so much later.
  virtual void shut_down(const std::string& event, milliseconds cut_after) = 0;
  // Stops listening and drops the connections. The io_context runs out of work soon after; the server
  // must live until it has.
  virtual void close() = 0;
};

// It throws std::runtime_error when the certificate is unusable or the address cannot be bound.
[[nodiscard]] std::unique_ptr<Server> make_server(boost::asio::io_context& io,
                                                  const Server::Settings& settings,
                                                  const Certificate& certificate, Server::Desk& desk);

}  // namespace bridge::simulator
