// A venue as fast as it can be made without effort: a TLS WebSocket server on one thread that gives a canned
// answer to whatever it is asked, and checks nothing. One process for all targets, so that all meet the same.
//   bench_venue CERTIFICATE KEY      says the port it listens on
#include "base/time.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>
#include <boost/beast/websocket.hpp>
#include <boost/beast/websocket/ssl.hpp>

#include <deque>
#include <iostream>
#include <memory>
#include <string>
#include <string_view>

namespace bridge::bench {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using asio::ip::tcp;
using boost::system::error_code;

// The value of a field as it stands in a frame: of "orderId":42 what is between the colon and the comma.
std::string_view value_of(std::string_view frame, std::string_view quoted_name) {
  const auto at = frame.find(quoted_name);
  if (at == std::string_view::npos) return {};
  const auto begin = at + quoted_name.size() + 1;
  return frame.substr(begin, frame.find_first_of(",}", begin) - begin);
}

// Shapes of venue §3.1 and §2.4; the limit on requests is far away.
std::string answer(std::string_view frame) {
  const std::string id(value_of(frame, "\"id\""));
  std::string text = R"({"id":)" + id + R"(,"status":200,"result":{)";
  if (value_of(frame, "\"method\"") == "\"order.cancel\"") {
    const std::string order_id(value_of(frame, "\"orderId\""));
    const std::string symbol(value_of(frame, "\"symbol\""));
    text +=
        R"("clientOrderId":"bench","cumQty":"0.000","executedQty":"0.000","orderId":)" + order_id +
        R"(,"origQty":"0.250","origType":"LIMIT","price":"3120.55","reduceOnly":false,"side":"BUY",)"
        R"("positionSide":"BOTH","status":"CANCELED","stopPrice":"0.00","closePosition":false,"symbol":)" +
        symbol +
        R"(,"timeInForce":"GTC","type":"LIMIT","updateTime":1795359600057,"workingType":"CONTRACT_PRICE",)"
        R"("priceProtect":false,"priceMatch":"NONE","selfTradePreventionMode":"EXPIRE_MAKER","goodTillDate":0)";
  } else {
    const std::string time = std::to_string(to_ms(now()));
    text += R"("apiKey":null,"authorizedSince":null,"connectedSince":)" + time +
            R"(,"returnRateLimits":true,"serverTime":)" + time;
  }
  return text + R"(},"rateLimits":[{"rateLimitType":"REQUEST_WEIGHT","interval":"MINUTE","intervalNum":1,)"
                R"("limit":1000000000,"count":1}]})";
}

class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(tcp::socket socket, asio::ssl::context& tls) : ws_(std::move(socket), tls) {}

  void start() {
    ws_.next_layer().async_handshake(asio::ssl::stream_base::server,
                                     [self = shared_from_this()](error_code error) {
                                       if (error) return;
                                       self->ws_.async_accept([self](error_code refused) {
                                         if (!refused) self->read();
                                       });
                                     });
  }

 private:
  void read() {
    ws_.async_read(buffer_, [self = shared_from_this()](error_code error, std::size_t) {
      if (error) return;
      const auto bytes = self->buffer_.cdata();
      self->answers_.push_back(answer({static_cast<const char*>(bytes.data()), bytes.size()}));
      self->buffer_.consume(self->buffer_.size());
      if (self->answers_.size() == 1) self->write();
      self->read();
    });
  }
  void write() {
    ws_.async_write(asio::buffer(answers_.front()),
                    [self = shared_from_this()](error_code error, std::size_t) {
                      if (error) return;
                      self->answers_.pop_front();
                      if (!self->answers_.empty()) self->write();
                    });
  }

  beast::websocket::stream<beast::ssl_stream<tcp::socket>> ws_;
  beast::flat_buffer buffer_;
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
