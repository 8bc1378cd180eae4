// The venue's REST interface on one connection: HTTP/1.1, one request after the other, until the client has
// enough. Beast's HTTP is compiled here and in connection.cpp only. The simulator's thread runs it.
#pragma once

#include "simulator/server.hpp"
#include "simulator/tls_stream.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>

namespace bridge::simulator {

using HttpRequest = boost::beast::http::request<boost::beast::http::string_body>;

constexpr std::uint32_t kHttpHeaderBytesMax = 8 * 1024;
constexpr std::uint64_t kHttpBodyBytesMax = 64 * 1024;

// What the interface needs of the connection it runs on.
class RestLine {
 public:
  virtual ~RestLine() = default;
  [[nodiscard]] virtual TlsStream& stream() = 0;
  // The connection is dropped unless this is called again within so long.
  virtual void expect_within(milliseconds time) = 0;
  // Lets so much time pass; it ends early when the connection does.
  [[nodiscard]] virtual boost::asio::awaitable<void> let_pass(milliseconds time) = 0;
  virtual void turn(Line line, milliseconds after) = 0;
  // Whether the connection is to be closed as soon as its answer is given.
  [[nodiscard]] virtual bool ending() const = 0;
};

// Serves `first`, then what follows it; `in` is what was read beyond it. Ends with the connection.
[[nodiscard]] boost::asio::awaitable<void> serve_rest(RestLine& line, HttpRequest first,
                                                      boost::beast::flat_buffer& in, Server::Desk& desk);

}  // namespace bridge::simulator
