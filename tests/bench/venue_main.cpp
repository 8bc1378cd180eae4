// A venue as fast as it can be made without effort: a TLS WebSocket server on one thread that gives a canned
// answer to whatever it is asked, tells a place on the account's user-data stream as well, if it has one, and
// checks nothing. One process for all targets, so that all meet the same.
//   bench_venue CERTIFICATE KEY      says the port it listens on
#include "bench/venue_answer.hpp"
#include "websocket/websocket.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>

#include <deque>
#include <iostream>
#include <map>
#include <memory>
#include <string>

namespace bridge::bench {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

constexpr std::string_view kStream = "/private/ws/";

class Connection;
using Streams = std::map<std::string, std::weak_ptr<Connection>, std::less<>>;  // by listen key

class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(tcp::socket socket, asio::ssl::context& tls, Streams& streams)
      : ws_(std::move(socket), tls), streams_(streams) {}

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
        if (refused) return;
        const auto target = self->ws_.target();
        if (target.starts_with(kStream)) {
          self->streams_[std::string(target.substr(kStream.size()))] = self;
        }
        self->read();
      }});
    }});
  }
  void read() {
    ws_.read(AnyCompletion{[self = shared_from_this()](error_code error) {
      if (error) return;
      const auto frame = self->ws_.message();
      self->say(venue_answer(frame));
      if (auto event = venue_event(frame)) {
        const auto stream = self->streams_[event->listen_key].lock();
        if (stream) stream->say(std::move(event->text));
      }
      self->read();
    }});
  }
  void say(std::string text) {
    said_.push_back(std::move(text));
    if (said_.size() == 1) write();
  }
  void write() {
    ws_.write(said_.front(), AnyCompletion{[self = shared_from_this()](error_code error) {
                if (error) return;
                self->said_.pop_front();
                if (!self->said_.empty()) self->write();
              }});
  }

  test::WebSocket ws_;
  Streams& streams_;
  std::deque<std::string> said_;  // the first one is being written
};

void accept(tcp::acceptor& acceptor, asio::ssl::context& tls, Streams& streams) {
  acceptor.async_accept([&](error_code error, tcp::socket socket) {
    if (!error) {
      socket.set_option(tcp::no_delay(true));
      std::make_shared<Connection>(std::move(socket), tls, streams)->start();
    }
    accept(acceptor, tls, streams);
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
  bridge::bench::Streams streams;
  bridge::bench::accept(acceptor, tls, streams);
  io.run();
}
