// One client of the simulated venue, from TLS handshake to the end. Runs on the thread of its io_context.
#pragma once

#include "simulator/server.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>

#include <memory>

namespace bridge::simulator {

class Connection {
 public:
  virtual ~Connection() = default;
  // It ends when nothing of the connection runs any more; then the connection may be destroyed.
  virtual boost::asio::awaitable<void> run() = 0;
  virtual void say(Reply reply) = 0;
  // Turns the line. Open means as it was made, also after a fault.
  virtual void turn(Line line, milliseconds after) = 0;
  // Closes the socket at once, without a close frame.
  virtual void drop() = 0;
};

[[nodiscard]] std::unique_ptr<Connection> make_connection(boost::asio::ip::tcp::socket socket,
                                                          boost::asio::ssl::context& tls, Server::Desk& desk,
                                                          milliseconds ping_every);

}  // namespace bridge::simulator
