#include "ops/server.hpp"

#include "base/log.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>

#include <set>
#include <stdexcept>
#include <utility>

namespace bridge::ops {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;
using boost::system::error_code;

constexpr std::uint32_t kHeaderLimit = 8 * 1024;
constexpr std::size_t kLingerBytes = 65536;
constexpr milliseconds kAcceptPause{100};

// What the coroutines share; they hold it, so it outlives the Server by as much as they do.
struct House {
  House(asio::io_context& io, const Settings& given, const Metrics& counted, NotReady asked)
      : settings(given), metrics(counted), not_ready(std::move(asked)), acceptor(io), pause(io) {}

  const Settings settings;
  const Metrics& metrics;
  const NotReady not_ready;
  tcp::acceptor acceptor;
  asio::steady_timer pause;
  std::set<beast::tcp_stream*> guests;
  bool closed = false;
};
using HousePtr = std::shared_ptr<House>;

// A connection, which is on the guest list as long as this lives.
class Guest {
 public:
  Guest(House& house, beast::tcp_stream& stream) : house_(house), stream_(stream) {
    house_.guests.insert(&stream_);
  }
  ~Guest() { house_.guests.erase(&stream_); }
  Guest(const Guest&) = delete;
  Guest& operator=(const Guest&) = delete;

 private:
  House& house_;
  beast::tcp_stream& stream_;
};

struct Page {
  http::status status = http::status::ok;
  std::string body;
  const char* type = "text/plain; charset=utf-8";
};

// Whoever cannot say whether it is ready is not.
std::string ask(const NotReady& not_ready) {
  try {
    return not_ready();
  } catch (const std::exception& error) {
    return std::string("readiness is unknown: ") + error.what();
  }
}

Page ready_page(const NotReady& not_ready) {
  std::string reasons = ask(not_ready);
  if (reasons.empty()) return {.body = "ready\n"};
  if (reasons.back() != '\n') reasons += '\n';
  return {.status = http::status::service_unavailable, .body = std::move(reasons)};
}

Page page(const House& house, http::verb verb, std::string_view target) {
  if (verb != http::verb::get && verb != http::verb::head) {
    return {.status = http::status::method_not_allowed, .body = "only GET and HEAD\n"};
  }
  const std::string_view path = target.substr(0, target.find('?'));
  if (path == "/live") return {.body = "live\n"};
  if (path == "/ready") return ready_page(house.not_ready);
  if (path == "/metrics") {
    return {.body = house.metrics.text(), .type = "text/plain; version=0.0.4; charset=utf-8"};
  }
  return {.status = http::status::not_found, .body = "no such page; there are /live, /ready and /metrics\n"};
}

http::response<http::string_body> answer(Page page, bool head) {
  http::response<http::string_body> response{page.status, 11};
  response.set(http::field::content_type, page.type);
  response.set(http::field::cache_control, "no-store");
  if (page.status == http::status::method_not_allowed) response.set(http::field::allow, "GET, HEAD");
  response.keep_alive(false);
  response.content_length(page.body.size());
  if (!head) response.body() = std::move(page.body);
  return response;
}

Page page_for_error(const error_code& failed) {
  if (failed == http::error::header_limit) {
    return {.status = http::status::request_header_fields_too_large, .body = "headers beyond 8 KiB\n"};
  }
  return {.status = http::status::bad_request, .body = "not an HTTP request\n"};
}

// Is the peer still there to be told? Beast's parser errors are about what it wrote; the rest is its socket.
bool is_parser_error(const error_code& failed) {
  return failed.category() == http::make_error_code(http::error::bad_method).category() &&
         failed != http::error::end_of_stream && failed != http::error::partial_message;
}

// What the peer still sends is read and forgotten: closing over unread bytes resets the connection, and
// a reset can overtake the answer.
asio::awaitable<void> linger(beast::tcp_stream& stream) {
  error_code failed;
  stream.socket().shutdown(tcp::socket::shutdown_send, failed);
  char rest[1024];
  for (std::size_t read = 0; !failed && read < kLingerBytes;) {
    read += co_await stream.async_read_some(asio::buffer(rest),
                                            asio::redirect_error(asio::use_awaitable, failed));
  }
}

asio::awaitable<void> serve(HousePtr house, tcp::socket socket) {
  beast::tcp_stream stream(std::move(socket));
  const Guest guest(*house, stream);
  stream.expires_after(house->settings.deadline);  // once: reading, answering and lingering together

  beast::flat_buffer buffer(kHeaderLimit + 1024);
  http::request_parser<http::empty_body> parser;
  parser.header_limit(kHeaderLimit);
  error_code failed;
  co_await http::async_read_header(stream, buffer, parser, asio::redirect_error(asio::use_awaitable, failed));
  if (failed && !is_parser_error(failed)) co_return;

  const auto& request = parser.get();
  const auto target = request.target();
  Page shown =
      failed ? page_for_error(failed) : page(*house, request.method(), {target.data(), target.size()});
  const bool head = !failed && request.method() == http::verb::head;
  // The serializer is written and not the message, because a HEAD's Content-Length is that of the body that
  // it does not have.
  auto response = answer(std::move(shown), head);
  http::response_serializer<http::string_body> serializer(response);
  if (head) {
    co_await http::async_write_header(stream, serializer, asio::redirect_error(asio::use_awaitable, failed));
  } else {
    co_await http::async_write(stream, serializer, asio::redirect_error(asio::use_awaitable, failed));
  }
  if (!failed) co_await linger(stream);
}

void log_failure(const std::exception_ptr& thrown) {
  try {
    if (thrown) std::rethrow_exception(thrown);
  } catch (const std::exception& error) {
    log::error("ops_request_failed", {{"error", error.what()}});
  }
}

asio::awaitable<void> accept_all(HousePtr house) {
  while (!house->closed) {
    error_code failed;
    tcp::socket socket =
        co_await house->acceptor.async_accept(asio::redirect_error(asio::use_awaitable, failed));
    if (house->closed) co_return;
    if (failed) {  // out of descriptors, most likely: it passes, but asking again at once would spin
      log::warn("ops_accept_failed", {{"error", failed.message()}});
      house->pause.expires_after(kAcceptPause);
      co_await house->pause.async_wait(asio::redirect_error(asio::use_awaitable, failed));
      continue;
    }
    if (house->guests.size() >= house->settings.connections_limit) {
      socket.close(failed);
      continue;
    }
    asio::co_spawn(house->acceptor.get_executor(), serve(house, std::move(socket)), log_failure);
  }
}

class HttpServer final : public Server {
 public:
  explicit HttpServer(HousePtr house)
      : house_(std::move(house)), port_(house_->acceptor.local_endpoint().port()) {
    asio::co_spawn(house_->acceptor.get_executor(), accept_all(house_), log_failure);
  }
  ~HttpServer() override { close(); }
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  unsigned short port() const override { return port_; }

  void close() override {
    house_->closed = true;
    error_code ignored;
    house_->acceptor.close(ignored);
    house_->pause.cancel();
    for (beast::tcp_stream* guest : house_->guests) guest->close();
  }

 private:
  HousePtr house_;
  unsigned short port_;
};

void listen(tcp::acceptor& acceptor, const Settings& settings) {
  error_code failed;
  const auto address = asio::ip::make_address(settings.address, failed);
  const tcp::endpoint endpoint{address, settings.port};
  if (!failed) acceptor.open(endpoint.protocol(), failed);
  if (!failed) acceptor.set_option(tcp::acceptor::reuse_address(true), failed);
  if (!failed) acceptor.bind(endpoint, failed);
  if (!failed) acceptor.listen(asio::socket_base::max_listen_connections, failed);
  if (!failed) return;
  throw std::runtime_error("ops: cannot listen on " + settings.address + " port " +
                           std::to_string(settings.port) + ": " + failed.message() +
                           "; choose an address of this machine and a free port");
}

}  // namespace

std::unique_ptr<Server> make_server(asio::io_context& io, const Settings& settings, const Metrics& metrics,
                                    NotReady not_ready) {
  auto house = std::make_shared<House>(io, settings, metrics, std::move(not_ready));
  listen(house->acceptor, settings);
  return std::make_unique<HttpServer>(std::move(house));
}

}  // namespace bridge::ops
