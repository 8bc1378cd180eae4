#include "simulator/server.hpp"

#include "base/log.hpp"
#include "simulator/awaited.hpp"
#include "simulator/connection.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <list>
#include <stdexcept>
#include <utility>

namespace bridge::simulator {
namespace {

namespace asio = boost::asio;
namespace ssl = asio::ssl;
using asio::ip::tcp;
using Clock = std::chrono::steady_clock;
using Error = boost::system::error_code;

constexpr std::size_t kConnectionsMax = 256;
constexpr auto kAcceptAgainAfter = milliseconds{100};

class TlsServer : public Server {
 public:
  TlsServer(asio::io_context& io, const Settings& settings, const Certificate& certificate, Desk& desk)
      : io_(io), acceptor_(io), accept_again_(io), desk_(desk), ping_every_(settings.ping_every) {
    use(certificate);
    listen(settings);
    asio::co_spawn(io_, accept(), [](const std::exception_ptr&) {});
  }

  [[nodiscard]] unsigned short port() const override { return port_; }

  void drop_connections() override {
    for (const auto& connection : connections_) connection->drop();
  }

  void turn(Line line, std::optional<Service> of) override {
    for (const auto& connection : connections_) {
      if (!of || connection->service() == *of) connection->turn(line, {});
    }
  }

  void shut_down(const std::string& event, milliseconds cut_after) override {
    for (const auto& connection : connections_) {
      if (connection->service() != Service::Api) continue;
      connection->say({.frame = event});
      connection->turn(Line::Cut, cut_after);
    }
  }

  void go_down(milliseconds outage) override {
    down_until_ = Clock::now() + outage;
    drop_connections();
  }

  void close() override {
    closed_ = true;
    Error ignored;
    acceptor_.close(ignored);
    accept_again_.cancel();
    drop_connections();
  }

 private:
  void use(const Certificate& certificate);
  void listen(const Settings& settings);
  asio::awaitable<void> accept();
  void admit(tcp::socket socket);

  asio::io_context& io_;
  ssl::context tls_{ssl::context::tls_server};
  tcp::acceptor acceptor_;
  asio::steady_timer accept_again_;
  Desk& desk_;
  milliseconds ping_every_;
  unsigned short port_ = 0;
  bool closed_ = false;
  Clock::time_point down_until_{};
  std::list<std::unique_ptr<Connection>> connections_;
};

void TlsServer::use(const Certificate& certificate) {
  tls_.set_options(ssl::context::no_tlsv1 | ssl::context::no_tlsv1_1 | ssl::context::no_compression);
  Error error;
  tls_.use_certificate_chain(asio::buffer(certificate.chain), error);
  if (!error) tls_.use_private_key(asio::buffer(certificate.key), ssl::context::pem, error);
  if (error) {
    throw std::runtime_error("simulator: cert_file and key_file must be a certificate and its key in PEM: " +
                             error.message());
  }
}

void TlsServer::listen(const Settings& settings) {
  Error error;
  const auto address = asio::ip::make_address(settings.address, error);
  if (error) {
    throw std::runtime_error("simulator: address '" + settings.address +
                             "' is not an IP address; use 127.0.0.1 or ::1");
  }
  const tcp::endpoint endpoint{address, settings.port};
  acceptor_.open(endpoint.protocol(), error);
  if (!error) acceptor_.set_option(asio::socket_base::reuse_address(true), error);
  if (!error) acceptor_.bind(endpoint, error);
  if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
  if (error) {
    throw std::runtime_error("simulator: cannot listen on " + settings.address + " port " +
                             std::to_string(settings.port) + ": " + error.message() +
                             "; choose another port, or 0 for any free one");
  }
  port_ = acceptor_.local_endpoint().port();
}

asio::awaitable<void> TlsServer::accept() {
  while (!closed_) {
    auto [error, socket] = co_await acceptor_.async_accept(kResult);
    if (closed_) break;
    if (error) {  // out of descriptors, most likely: they come back
      log::warn("simulator_accept_failed", {{"reason", error.message()}});
      accept_again_.expires_after(kAcceptAgainAfter);
      co_await accept_again_.async_wait(kResult);
    } else if (Clock::now() < down_until_) {
      continue;  // closes the socket
    } else if (connections_.size() >= kConnectionsMax) {
      log::warn("simulator_refused_connection", {{"connections", connections_.size()}});
    } else {
      admit(std::move(socket));
    }
  }
}

void TlsServer::admit(tcp::socket socket) {
  Error ignored;  // a client that is gone already shows in the handshake
  socket.set_option(tcp::no_delay(true), ignored);
  const auto place =
      connections_.insert(connections_.end(), make_connection(std::move(socket), tls_, desk_, ping_every_));
  asio::co_spawn(io_, (*place)->run(),
                 [this, place](const std::exception_ptr&) { connections_.erase(place); });
}

}  // namespace

std::unique_ptr<Server> make_server(asio::io_context& io, const Server::Settings& settings,
                                    const Certificate& certificate, Server::Desk& desk) {
  return std::make_unique<TlsServer>(io, settings, certificate, desk);
}

}  // namespace bridge::simulator
