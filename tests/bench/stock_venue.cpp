#include "bench/stock_venue.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>
#include <boost/beast/websocket.hpp>
#include <boost/beast/websocket/ssl.hpp>
#include <boost/json.hpp>
#include <openssl/hmac.h>

#include <chrono>
#include <deque>
#include <thread>
#include <utility>

namespace bridge::bench {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace json = boost::json;
using asio::ip::tcp;
using boost::system::error_code;

constexpr const char* kKey = "k7QdT2mVx9RfLw4ZbNc8HsJp3YgEu6AaXo1KiDtCvBqMzWrFyPhGnSjUe5O0lI2k";
constexpr std::string_view kSecret = "s3Zq8LmPv1XwKd6TbRf0NyHc5JgUa9EoWi2MxQtCzBkVrFpYhGnSjDlAe7O4uI6s";

std::string hmac(const std::string& text) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  HMAC(EVP_sha256(), kSecret.data(), static_cast<int>(kSecret.size()),
       reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest, &size);
  std::string hex;
  for (unsigned i = 0; i < size; ++i) {
    hex += "0123456789abcdef"[digest[i] >> 4U];
    hex += "0123456789abcdef"[digest[i] & 15U];
  }
  return hex;
}

std::int64_t now_ms() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

std::string cancel_frame(const std::string& id, const std::string& symbol, const std::string& order_id) {
  const auto at = now_ms();
  const std::string payload = std::string("apiKey=") + kKey + "&orderId=" + order_id +
                              "&recvWindow=2000&symbol=" + symbol + "&timestamp=" + std::to_string(at);
  const json::value request = {{"id", id},
                               {"method", "order.cancel"},
                               {"params",
                                {{"symbol", symbol},
                                 {"orderId", std::stoll(order_id)},
                                 {"timestamp", at},
                                 {"recvWindow", 2000},
                                 {"apiKey", kKey},
                                 {"signature", hmac(payload)}}}};
  return json::serialize(request);
}

std::string place_frame(const std::string& id, const StockOrder& order) {
  const auto at = now_ms();
  const std::string payload = std::string("apiKey=") + kKey + "&newClientOrderId=" + id +
                              "&newOrderRespType=ACK&price=" + order.price + "&quantity=" + order.quantity +
                              "&recvWindow=2000&side=" + order.side + "&symbol=" + order.symbol +
                              "&timeInForce=GTC&timestamp=" + std::to_string(at) + "&type=LIMIT";
  const json::value request = {{"id", id},
                               {"method", "order.place"},
                               {"params",
                                {{"symbol", order.symbol},
                                 {"side", order.side},
                                 {"type", "LIMIT"},
                                 {"timeInForce", "GTC"},
                                 {"quantity", order.quantity},
                                 {"price", order.price},
                                 {"newClientOrderId", id},
                                 {"newOrderRespType", "ACK"},
                                 {"timestamp", at},
                                 {"recvWindow", 2000},
                                 {"apiKey", kKey},
                                 {"signature", hmac(payload)}}}};
  return json::serialize(request);
}

std::string text_of(const json::object& object, const char* name) {
  return std::string(object.at(name).as_string());
}

}  // namespace

class StockVenue::Thread {
 public:
  Thread(unsigned short port, const std::string& ca_file) {
    tls_.load_verify_file(ca_file);
    ws_.next_layer().set_verify_mode(asio::ssl::verify_peer);
    auto& socket = beast::get_lowest_layer(ws_);
    socket.connect({asio::ip::address_v4::loopback(), port});
    socket.set_option(tcp::no_delay(true));
    ws_.next_layer().handshake(asio::ssl::stream_base::client);
    ws_.handshake("127.0.0.1", "/ws-fapi/v1");
    read();
    thread_ = std::thread([this] { io_.run(); });
  }
  ~Thread() {
    io_.stop();
    thread_.join();
  }

  std::function<void(const StockAnswer&)> answered;

  void write(std::string frame) {
    asio::post(io_, [this, frame = std::move(frame)]() mutable {
      frames_.push_back(std::move(frame));
      if (frames_.size() == 1) write_next();
    });
  }

 private:
  void write_next() {
    ws_.async_write(asio::buffer(frames_.front()), [this](error_code error, std::size_t) {
      if (error) return;
      frames_.pop_front();
      if (!frames_.empty()) write_next();
    });
  }
  void read() {
    ws_.async_read(buffer_, [this](error_code error, std::size_t) {
      if (error) return;
      const auto bytes = buffer_.cdata();
      const json::object reply =
          json::parse({static_cast<const char*>(bytes.data()), bytes.size()}).as_object();
      buffer_.consume(buffer_.size());
      const json::object& result = reply.at("result").as_object();
      answered({text_of(reply, "id"), std::to_string(result.at("orderId").as_int64()),
                text_of(result, "symbol"), text_of(result, "price"), text_of(result, "origQty"),
                text_of(result, "executedQty")});
      read();
    });
  }

  asio::io_context io_{1};
  asio::ssl::context tls_{asio::ssl::context::tls_client};
  beast::websocket::stream<beast::ssl_stream<tcp::socket>> ws_{io_, tls_};
  beast::flat_buffer buffer_;
  std::deque<std::string> frames_;  // the first one is being written
  std::thread thread_;
};

StockVenue::StockVenue(unsigned short port, const std::string& ca_file)
    : thread_(std::make_unique<Thread>(port, ca_file)) {}
StockVenue::~StockVenue() = default;

void StockVenue::on_answer(std::function<void(const StockAnswer&)> answered) {
  thread_->answered = std::move(answered);
}

void StockVenue::cancel(const std::string& id, const std::string& symbol, const std::string& order_id) {
  thread_->write(cancel_frame(id, symbol, order_id));
}

void StockVenue::place(const std::string& id, const StockOrder& order) {
  thread_->write(place_frame(id, order));
}

}  // namespace bridge::bench
