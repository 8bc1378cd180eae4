// A venue as fast as it can be made without effort: a TLS WebSocket server on one thread that gives a canned
// answer to whatever it is asked, and checks nothing. One process for all targets, so that all meet the same.
//   bench_venue CERTIFICATE KEY      says the port it listens on
#include "bench/venue_answer.hpp"
#include "websocket/websocket.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>

#include <deque>
#include <iostream>
#include <memory>
#include <string>

namespace bridge::bench {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(tcp::socket socket, asio::ssl::context& tls) : ws_(std::move(socket), tls) {}

  void start() {
    ws_.accept_tls(AnyCompletion{[self = shared_from_this()](error_code error) {
      if (!error) self->upgrade();
    }});
  }

 private:
  void upgrade() {
    ws_.take_request(AnyCompletion{[self = shared_from_this()](error_code error) {
      if (error) return;
      self->ws_.accept(AnyCompletion{[self](error_code refused) {
        if (!refused) self->read();
      }});
    }});
  }
  void read() {
    ws_.read(AnyCompletion{[self = shared_from_this()](error_code error) {
      if (error) return;
      self->answers_.push_back(venue_answer(self->ws_.message()));
      if (self->answers_.size() == 1) self->write();
      self->read();
    }});
  }
  void write() {
    ws_.write(answers_.front(), AnyCompletion{[self = shared_from_this()](error_code error) {
                if (error) return;
                self->answers_.pop_front();
                if (!self->answers_.empty()) self->write();
              }});
  }

  test::WebSocket ws_;
  std::deque<std::string> answers_;  // the first one is being written
};

void accept(tcp::acceptor& acceptor, asio::ssl::context& tls) {
  acceptor.async_accept([&](error_code error, tcp::socket socket) {
    if (!error) {
      socket.set_option(tcp::no_delay(true));
      std::make_shared<Connection>(std::move(socket), tls)->start();
    }
    accept(acceptor, tls);
  });
}

}  // namespace
}  // namespace bridge::bench

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "usage: bench_venue CERTIFICATE KEY\n";
    return 2;
  }
  boost::asio::io_context io(1);
  boost::asio::ssl::context tls(boost::asio::ssl::context::tls_server);
  tls.use_certificate_chain_file(argv[1]);
  tls.use_private_key_file(argv[2], boost::asio::ssl::context::pem);
  bridge::bench::tcp::acceptor acceptor(io, {boost::asio::ip::address_v4::loopback(), 0});
  std::cout << acceptor.local_endpoint().port() << std::endl;
  bridge::bench::accept(acceptor, tls);
  io.run();
}
