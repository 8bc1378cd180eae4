// TLS over TCP as Beast's WebSocket is to see it: it gathers frames that follow each other into one record,
// and does not wait for the farewell of a peer that broke the rules. The lane's thread.
#pragma once

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/bind_handler.hpp>
#include <boost/beast/core/buffer_traits.hpp>
#include <boost/beast/core/buffers_range.hpp>
#include <boost/beast/core/role.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>
#include <boost/beast/websocket/ssl.hpp>

#include <cstddef>
#include <string>
#include <utility>

namespace bridge::venue {

// The type of the executor is known here, because one that may be any costs calls and memory with each
// operation.
using TcpSocket =
    boost::asio::basic_stream_socket<boost::asio::ip::tcp, boost::asio::io_context::executor_type>;

class TlsStream : public boost::beast::ssl_stream<TcpSocket> {
 public:
  using Ordinary = boost::beast::ssl_stream<TcpSocket>;
  using Ordinary::Ordinary;

  // Beast ends a connection whose peer breaks the rules, or closes it, with a TLS shutdown, and waits for the
  // peer's for as long as that likes. We wait only where it is we who take leave, within a deadline.
  bool taking_leave = false;

  // Another frame follows at once: one that still fits into the record waits for it. Many frames then cost
  // one record, one segment and one wake-up of the venue.
  bool more = false;

  // Beast writes one piece at a time, control frames included.
  template <class Buffers, class Handler>
  void async_write_some(const Buffers& buffers, Handler&& handler) {
    using boost::system::error_code;
    const std::size_t size = boost::beast::buffer_bytes(buffers);
    const bool waits = more && kept_back_.size() + size <= kRecordMax;
    if (!waits && kept_back_.empty()) {
      Ordinary::async_write_some(buffers, std::forward<Handler>(handler));
      return;
    }
    for (const boost::asio::const_buffer buffer : boost::beast::buffers_range_ref(buffers)) {
      kept_back_.append(static_cast<const char*>(buffer.data()), buffer.size());
    }
    if (waits) {
      return boost::asio::post(get_executor(), boost::beast::bind_front_handler(
                                                   std::forward<Handler>(handler), error_code{}, size));
    }
    Ordinary& ordinary = *this;
    boost::asio::async_write(
        ordinary, boost::asio::buffer(kept_back_),
        [this, size, handler = std::forward<Handler>(handler)](error_code error, std::size_t) mutable {
          kept_back_.clear();
          handler(error, size);
        });
  }

 private:
  static constexpr std::size_t kRecordMax = 16384;  // of TLS: a record is sealed and sent at once

  std::string kept_back_;
};

// Beast finds these by the stream's type.
template <class Handler>
void async_teardown(boost::beast::role_type role, TlsStream& stream, Handler&& handler) {
  if (stream.taking_leave) {
    TlsStream::Ordinary& ordinary = stream;
    return async_teardown(role, ordinary, std::forward<Handler>(handler));
  }
  boost::asio::post(stream.get_executor(), boost::beast::bind_front_handler(std::forward<Handler>(handler),
                                                                            boost::system::error_code{}));
}

}  // namespace bridge::venue
