// TLS over TCP as Beast is to see it, either side of it. Not the product's own streams: what tests them must
// not share their mistakes. Compiled once, whatever is read and written over it. The io_context's thread.
#pragma once

#include "base/any_completion.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/core/role.hpp>

#include <cstddef>
#include <string>
#include <utility>

namespace bridge::test {

class TlsLine {
 public:
  using Socket = boost::asio::ip::tcp::socket;
  using executor_type = Socket::executor_type;
  using Error = boost::system::error_code;

  TlsLine(Socket socket, boost::asio::ssl::context& context) : tls_(std::move(socket), context) {}

  [[nodiscard]] executor_type get_executor() { return tls_.get_executor(); }
  [[nodiscard]] Socket& socket() { return tls_.next_layer(); }
  [[nodiscard]] boost::asio::ssl::stream<Socket>& tls() { return tls_; }

  void shake_hands(boost::asio::ssl::stream_base::handshake_type side, AnyCompletion done);
  // The end of a WebSocket: of TLS, then of the connection.
  void tear_down(boost::beast::role_type role, AnyCompletion done);
  // All of it, before this returns.
  void write_all(const std::string& bytes);

  // TLS reads into one buffer at a time.
  template <class Buffers, class Handler>
  void async_read_some(const Buffers& buffers, Handler&& handler) {
    read(first(buffers), AnyCompletion{std::forward<Handler>(handler)});
  }
  // Several buffers leave in one record. One write at a time.
  template <class Buffers, class Handler>
  void async_write_some(const Buffers& buffers, Handler&& handler) {
    write(gathered(buffers), AnyCompletion{std::forward<Handler>(handler)});
  }
  // Done when they return; Beast wants all four where it uses one.
  template <class Buffers>
  std::size_t write_some(const Buffers& buffers, Error& error) {
    return tls_.write_some(gathered(buffers), error);
  }
  template <class Buffers>
  std::size_t write_some(const Buffers& buffers) {
    return tls_.write_some(gathered(buffers));
  }
  template <class Buffers>
  std::size_t read_some(const Buffers& buffers, Error& error) {
    return tls_.read_some(first(buffers), error);
  }
  template <class Buffers>
  std::size_t read_some(const Buffers& buffers) {
    return tls_.read_some(first(buffers));
  }

 private:
  void read(boost::asio::mutable_buffer into, AnyCompletion done);
  void write(boost::asio::const_buffer from, AnyCompletion done);

  template <class Buffers>
  boost::asio::mutable_buffer first(const Buffers& buffers) {
    boost::asio::mutable_buffer into;
    const auto end = boost::asio::buffer_sequence_end(buffers);
    for (auto at = boost::asio::buffer_sequence_begin(buffers); into.size() == 0 && at != end; ++at)
      into = *at;
    return into;
  }
  template <class Buffers>
  boost::asio::const_buffer gathered(const Buffers& buffers) {
    auto at = boost::asio::buffer_sequence_begin(buffers);
    const auto end = boost::asio::buffer_sequence_end(buffers);
    boost::asio::const_buffer from;
    if (at != end) from = *at++;
    if (at == end) return from;
    gathered_.assign(static_cast<const char*>(from.data()), from.size());
    for (; at != end; ++at) {
      const boost::asio::const_buffer next = *at;
      gathered_.append(static_cast<const char*>(next.data()), next.size());
    }
    return boost::asio::buffer(gathered_);
  }

  boost::asio::ssl::stream<Socket> tls_;
  std::string gathered_;
};

// Beast finds these by the stream's type.
template <class Handler>
void async_teardown(boost::beast::role_type role, TlsLine& line, Handler&& handler) {
  line.tear_down(role, AnyCompletion{std::forward<Handler>(handler)});
}
inline void beast_close_socket(TlsLine& line) {
  TlsLine::Error ignored;
  line.socket().close(ignored);
}

}  // namespace bridge::test
