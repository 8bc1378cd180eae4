#include "simulator/rest_server.hpp"

#include "simulator/awaited.hpp"

#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/write.hpp>

#include <optional>
#include <string>
#include <utility>

namespace bridge::simulator {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using HttpAnswer = http::response<http::string_body>;

constexpr auto kNextWithin = std::chrono::seconds{60};  // a client keeps its connection so long unused
constexpr auto kWrittenWithin = std::chrono::seconds{10};
constexpr unsigned kTeapot = 418;  // Beast has no name for it

std::string text(boost::beast::string_view view) { return {view.data(), view.size()}; }

RestRequest read(const HttpRequest& request) {
  return {.method = text(request.method_string()),
          .target = text(request.target()),
          .api_key = text(request["X-MBX-APIKEY"]),
          .body = request.body()};
}

HttpAnswer write(const RestAnswer& answer, const HttpRequest& request, bool keep_alive) {
  HttpAnswer response;
  response.version(request.version());
  response.result(answer.status);
  if (answer.status == kTeapot) response.reason("I'm a teapot");
  response.set(http::field::content_type, "application/json");
  if (answer.used_weight) response.set("X-MBX-USED-WEIGHT-1M", std::to_string(*answer.used_weight));
  if (answer.retry_after) response.set(http::field::retry_after, std::to_string(answer.retry_after->count()));
  response.keep_alive(keep_alive);
  response.body() = answer.body;
  response.prepare_payload();
  return response;
}

// Nothing when the client left, or does not speak HTTP.
asio::awaitable<std::optional<HttpRequest>> read_next(RestLine& line, boost::beast::flat_buffer& in) {
  http::request_parser<http::string_body> parser;
  parser.header_limit(kHttpHeaderBytesMax);
  parser.body_limit(kHttpBodyBytesMax);
  const auto [error, bytes] = co_await http::async_read(line.stream(), in, parser, kResult);
  if (error) co_return std::nullopt;
  co_return parser.release();
}

}  // namespace

asio::awaitable<void> serve_rest(RestLine& line, HttpRequest first, boost::beast::flat_buffer& in,
                                 Server::Desk& desk) {
  std::optional<HttpRequest> request{std::move(first)};
  while (request) {
    const RestAnswer answer = desk.on_rest(read(*request));
    line.expect_within(answer.delay + kWrittenWithin);
    if (answer.delay.count() > 0) co_await line.let_pass(answer.delay);
    if (answer.line != Line::Open) line.turn(answer.line, answer.line_after);
    const bool keep_alive = request->keep_alive() && !line.ending();
    if (answer.replies) {
      const HttpAnswer response = write(answer, *request, keep_alive);
      const auto [error, bytes] = co_await http::async_write(line.stream(), response, kResult);
      if (error) co_return;
    }
    if (!keep_alive) break;
    line.expect_within(kNextWithin);
    request = co_await read_next(line, in);
  }
  line.expect_within(kWrittenWithin);
  co_await line.stream().shut_down();
}

}  // namespace bridge::simulator
