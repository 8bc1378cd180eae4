// TLS over the wire, the server's side, as Beast's HTTP and WebSocket are to see it. Compiled once, whatever
// is read and written over it. Owned by the simulator's thread.
#pragma once

#include "base/any_completion.hpp"
#include "simulator/wire.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/core/role.hpp>

#include <string>
#include <utility>

namespace bridge::simulator {

class TlsStream {
 public:
  using executor_type = Wire::executor_type;
  using Error = Wire::Error;

  TlsStream(Wire::Socket socket, boost::asio::ssl::context& context);

  [[nodiscard]] executor_type get_executor() { return tls_.get_executor(); }
  [[nodiscard]] Wire& wire() { return tls_.next_layer(); }

  [[nodiscard]] boost::asio::awaitable<Error> shake_hands();
  [[nodiscard]] boost::asio::awaitable<void> shut_down();
  // The end of a WebSocket: of TLS, then of the connection.
  void tear_down(boost::beast::role_type role, AnyCompletion done);

  // TLS reads into one buffer at a time.
  template <class Buffers, class Handler>
  void async_read_some(const Buffers& buffers, Handler&& handler) {
    boost::asio::mutable_buffer into;
    const auto end = boost::asio::buffer_sequence_end(buffers);
    for (auto at = boost::asio::buffer_sequence_begin(buffers); into.size() == 0 && at != end; ++at)
      into = *at;
    read(into, AnyCompletion{std::forward<Handler>(handler)});
  }
  // Several buffers leave in one record. One write at a time.
  template <class Buffers, class Handler>
  void async_write_some(const Buffers& buffers, Handler&& handler) {
    auto at = boost::asio::buffer_sequence_begin(buffers);
    const auto end = boost::asio::buffer_sequence_end(buffers);
    boost::asio::const_buffer from;
    if (at != end) from = *at++;
    if (at != end) {
      gathered_.assign(static_cast<const char*>(from.data()), from.size());
      for (; at != end; ++at) {
        const boost::asio::const_buffer next = *at;
        gathered_.append(static_cast<const char*>(next.data()), next.size());
      }
      from = boost::asio::buffer(gathered_);
    }
    write(from, AnyCompletion{std::forward<Handler>(handler)});
  }

 private:
  void read(boost::asio::mutable_buffer into, AnyCompletion done);
  void write(boost::asio::const_buffer from, AnyCompletion done);

  boost::asio::ssl::stream<Wire> tls_;
  std::string gathered_;
};

// Beast finds these by the stream's type.
template <class Handler>
void async_teardown(boost::beast::role_type role, TlsStream& stream, Handler&& handler) {
  stream.tear_down(role, AnyCompletion{std::forward<Handler>(handler)});
}
inline void beast_close_socket(TlsStream& stream) { stream.wire().close(); }

}  // namespace bridge::simulator
