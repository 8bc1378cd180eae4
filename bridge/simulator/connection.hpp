// One client of the simulated venue, from TLS handshake to the end. Runs on the thread of its io_context.
#pragma once

#include "simulator/server.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>

#include <memory>
#include <optional>

namespace bridge::simulator {

class Connection : public Listener {
 public:
  // It ends when nothing of the connection runs any more; then the connection may be destroyed.
  virtual boost::asio::awaitable<void> run() = 0;
  // What it is for; nothing until its first request was read.
  [[nodiscard]] virtual std::optional<Service> service() const = 0;
  // Closes the socket at once, without a close frame.
  virtual void drop() = 0;
};

[[nodiscard]] std::unique_ptr<Connection> make_connection(boost::asio::ip::tcp::socket socket,
                                                          boost::asio::ssl::context& tls, Server::Desk& desk,
                                                          milliseconds ping_every);

}  // namespace bridge::simulator
