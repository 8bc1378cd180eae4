// The floor that all targets are compared with: one loop that moves the same bytes, and nothing else. FIX
// comes in, a canned frame goes out over a TLS WebSocket; its answer comes, a canned FIX message goes back.
// There is no FIX engine, no JSON, no signature and no journal: only ClOrdID(11) is copied from one to the
// next. What costs the gateway nothing to do is done here as well, lest it be praised for what anybody can
// do: the loop takes turns as a lane does, stays awake for 100 us after each, and at a turn's end its frames
// leave in one record, its reports in one write.
//   bench_relay FIX_PORT VENUE_PORT CA_FILE      says "ready"
#include "base/thread.hpp"
#include "bench/canned.hpp"
#include "venue/tls_stream.hpp"

#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket/stream.hpp>

#include <array>
#include <chrono>
#include <deque>
#include <functional>
#include <iostream>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace bridge::bench {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using asio::ip::tcp;
using boost::system::error_code;
using venue::TcpSocket;
using SteadyClock = std::chrono::steady_clock;

// As of a lane (lane/lane.cpp).
constexpr int kHandlersPerTurn = 256;
constexpr std::chrono::milliseconds kTurn{3};
constexpr std::chrono::microseconds kStayAwake{100};

class Client : public std::enable_shared_from_this<Client> {
 public:
  // What comes from a client: MsgType(35), 'F' or 'D', and ClOrdID(11).
  using Ask = std::function<void(const std::shared_ptr<Client>&, char, std::string_view)>;

  Client(TcpSocket socket, Ask ask) : socket_(std::move(socket)), ask_(std::move(ask)) {}

  void read() {
    socket_.async_read_some(asio::buffer(bytes_),
                            [self = shared_from_this()](error_code error, std::size_t size) {
                              if (error) return;
                              self->take({self->bytes_.data(), size});
                              self->read();
                            });
  }
  // Leaves with the turn's end, all in one write.
  void stage(std::string_view message) { staged_ += message; }
  void flush() {
    if (writing_.empty() && !staged_.empty()) write();
  }

 private:
  void take(std::string_view bytes) {
    inbound_ += bytes;
    std::string_view rest = inbound_;
    for (auto end = end_of_message(rest); end != 0; end = end_of_message(rest)) {
      const auto message = rest.substr(0, end);
      rest.remove_prefix(end);
      const char type = message[message.find(kMsgType) + kMsgType.size()];
      if (type == 'A') {
        stage(kLogonAnswer);
        flush();
      }
      if (type == 'F' || type == 'D') {
        ask_(shared_from_this(), type, message.substr(message.find(kClOrdId) + kClOrdId.size(), kIdSize));
      }
    }
    inbound_.erase(0, inbound_.size() - rest.size());
  }
  void write() {
    writing_.swap(staged_);
    asio::async_write(socket_, asio::buffer(writing_),
                      [self = shared_from_this()](error_code error, std::size_t) {
                        if (error) return;
                        self->writing_.clear();
                        self->flush();
                      });
  }

  TcpSocket socket_;
  Ask ask_;
  std::array<char, 65536> bytes_{};
  std::string inbound_;
  std::string staged_;
  std::string writing_;
};

class Relay {
 public:
  Relay(asio::io_context& io, unsigned short port)
      : io_(io), acceptor_(io, {asio::ip::address_v4::loopback(), port}), ws_(io, tls_) {}

  void connect(unsigned short venue, const std::string& ca_file) {
    tls_.load_verify_file(ca_file);
    ws_.next_layer().verify_peer([](bool trusted, asio::ssl::verify_context&) { return trusted; });
    auto& socket = ws_.next_layer().socket();
    socket.connect({asio::ip::address_v4::loopback(), venue});
    socket.set_option(tcp::no_delay(true));
    error_code failed;
    ws_.next_layer().shake_hands(AnyCompletion{[&](error_code error) {
      failed = error;
      if (error) return;
      ws_.async_handshake("127.0.0.1", "/ws-fapi/v1", [&](error_code refused) { failed = refused; });
    }});
    io_.run();
    io_.restart();
    if (failed) throw boost::system::system_error(failed);
    ws_.auto_fragment(false);
    read();
    accept();
  }

  void run() {
    for (;;) {
      wait();
      const auto end = SteadyClock::now() + kTurn;
      for (int handlers = 1; handlers < kHandlersPerTurn && SteadyClock::now() < end; ++handlers) {
        if (io_.poll_one() == 0) break;
      }
      flush();
    }
  }

 private:
  struct Waiting {
    std::shared_ptr<Client> client;
    char type;  // of what it asked
  };

  // Awake for a moment, where a processor can be spared for that and nobody else wants it; then asleep.
  void wait() {
    const long before = std::exchange(preemptions_, preemptions());
    const bool stays = processors() > 1 && preemptions_ == before;
    const auto asleep_at = SteadyClock::now() + (stays ? kStayAwake : std::chrono::microseconds{0});
    while (SteadyClock::now() < asleep_at) {
      if (io_.poll_one() != 0) return;
    }
    io_.run_one();
  }
  void flush() {
    if (!writing_ && !frames_.empty()) write();
    for (const auto& client : std::exchange(to_flush_, {})) client->flush();
  }
  void accept() {
    acceptor_.async_accept([this](error_code error, TcpSocket socket) {
      if (error) return;
      socket.set_option(tcp::no_delay(true));
      std::make_shared<Client>(std::move(socket), [this](const auto& client, char type, std::string_view id) {
        waiting_.push_back({client, type});
        frames_.push_back(type == 'D' ? place_frame(id) : cancel_frame(id));
      })->read();
      accept();
    });
  }
  void write() {
    writing_ = true;
    ws_.next_layer().more = frames_.size() > 1;
    ws_.async_write(asio::buffer(frames_.front()), [this](error_code error, std::size_t) {
      if (error) return;
      writing_ = false;
      frames_.pop_front();
      if (!frames_.empty()) write();
    });
  }
  void read() {
    ws_.async_read(buffer_, [this](error_code error, std::size_t) {
      if (error) return;
      const auto bytes = buffer_.cdata();
      // The venue answers in order.
      const std::string_view text(static_cast<const char*>(bytes.data()), bytes.size());
      const auto id = text.substr(kIdInFrame, kIdSize);
      auto [client, type] = std::move(waiting_.front());
      client->stage(type == 'D' ? placed_report(id) : canceled_report(id));
      to_flush_.push_back(std::move(client));
      waiting_.pop_front();
      buffer_.consume(buffer_.size());
      read();
    });
  }

  asio::io_context& io_;
  asio::basic_socket_acceptor<tcp, asio::io_context::executor_type> acceptor_;
  asio::ssl::context tls_{asio::ssl::context::tls_client};
  beast::websocket::stream<venue::TlsStream> ws_;
  beast::flat_buffer buffer_;
  std::deque<Waiting> waiting_;
  std::deque<std::string> frames_;                 // the first one may be being written
  std::vector<std::shared_ptr<Client>> to_flush_;  // with reports of this turn, each as often as it has some
  bool writing_ = false;
  long preemptions_ = 0;
};

}  // namespace
}  // namespace bridge::bench

int main(int argc, char** argv) {
  if (argc != 4) {
    std::cerr << "usage: bench_relay FIX_PORT VENUE_PORT CA_FILE\n";
    return 2;
  }
  boost::asio::io_context io(1);
  bridge::bench::Relay relay(io, static_cast<unsigned short>(std::stoi(argv[1])));
  relay.connect(static_cast<unsigned short>(std::stoi(argv[2])), argv[3]);
  std::cout << "ready" << std::endl;
  relay.run();
}
