// TLS over TCP as Beast's WebSocket is to see it: it gathers frames that follow each other into one record,
// and does not wait for the farewell of a peer that broke the rules. Compiled once, whatever is read and
// written over it. The lane's thread.
#pragma once

#include "base/any_completion.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/ssl/verify_context.hpp>
#include <boost/beast/core/role.hpp>

#include <cstddef>
#include <functional>
#include <iterator>
#include <string>
#include <utility>

namespace bridge::venue {

// The type of the executor is known here, because one that may be any costs calls and memory with each
// operation.
using TcpSocket =
    boost::asio::basic_stream_socket<boost::asio::ip::tcp, boost::asio::io_context::executor_type>;

class TlsStream {
 public:
  using executor_type = TcpSocket::executor_type;

  TlsStream(boost::asio::io_context& io, boost::asio::ssl::context& context) : tls_(io, context) {}

  [[nodiscard]] executor_type get_executor() { return tls_.get_executor(); }
  [[nodiscard]] TcpSocket& socket() { return tls_.next_layer(); }
  [[nodiscard]] SSL* native_handle() { return tls_.native_handle(); }
  // Asks whether the chain holds, certificate by certificate; the peer must have one.
  using Verify = std::function<bool(bool trusted, boost::asio::ssl::verify_context& at)>;
  void verify_peer(Verify verify);
  // The client's side, on a connected socket.
  void shake_hands(AnyCompletion done);

  // Beast ends a connection whose peer breaks the rules, or closes it, with a TLS shutdown, and waits for the
  // peer's for as long as that likes. We wait only where it is we who take leave, within a deadline.
  bool taking_leave = false;
  void tear_down(boost::beast::role_type role, AnyCompletion done);

  // Another frame follows at once: one that still fits into the record waits for it. Many frames then cost
  // one record, one segment and one wake-up of the venue.
  bool more = false;

  // TLS reads into one buffer at a time.
  template <class Buffers, class Handler>
  void async_read_some(const Buffers& buffers, Handler&& handler) {
    boost::asio::mutable_buffer into;
    const auto end = boost::asio::buffer_sequence_end(buffers);
    for (auto at = boost::asio::buffer_sequence_begin(buffers); into.size() == 0 && at != end; ++at)
      into = *at;
    read(into, AnyCompletion{std::forward<Handler>(handler)});
  }
  // Beast writes one piece at a time, control frames included. Several buffers leave in one record.
  template <class Buffers, class Handler>
  void async_write_some(const Buffers& buffers, Handler&& handler) {
    const auto begin = boost::asio::buffer_sequence_begin(buffers);
    const auto end = boost::asio::buffer_sequence_end(buffers);
    const std::size_t size = boost::asio::buffer_size(buffers);
    const bool waits = more && kept_back_.size() + size <= kRecordMax;
    if (!waits && kept_back_.empty() && begin != end && std::next(begin) == end) {
      return write(*begin, AnyCompletion{std::forward<Handler>(handler)});
    }
    for (auto at = begin; at != end; ++at) {
      const boost::asio::const_buffer buffer = *at;
      kept_back_.append(static_cast<const char*>(buffer.data()), buffer.size());
    }
    write_kept_back(waits, size, AnyCompletion{std::forward<Handler>(handler)});
  }

 private:
  static constexpr std::size_t kRecordMax = 16384;  // of TLS: a record is sealed and sent at once

  void read(boost::asio::mutable_buffer into, AnyCompletion done);
  void write(boost::asio::const_buffer from, AnyCompletion done);
  // All of it, or nothing yet; `size`: what `done` is told.
  void write_kept_back(bool waits, std::size_t size, AnyCompletion done);

  boost::asio::ssl::stream<TcpSocket> tls_;
  std::string kept_back_;
};

// Beast finds these by the stream's type.
template <class Handler>
void async_teardown(boost::beast::role_type role, TlsStream& stream, Handler&& handler) {
  stream.tear_down(role, AnyCompletion{std::forward<Handler>(handler)});
}
inline void beast_close_socket(TlsStream& stream) {
  boost::system::error_code ignored;
  stream.socket().close(ignored);
}

}  // namespace bridge::venue
