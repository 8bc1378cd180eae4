// A TCP socket that can be made to fail like a network: it stops reading, falls silent, or writes a byte a
// second, at any moment and back again, under TLS and WebSocket that know nothing of it. Owned by the
// simulator's thread. An asynchronous stream as Asio wants one.
#pragma once

#include "base/any_completion.hpp"
#include "simulator/answer.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include <utility>

namespace bridge::simulator {

class Wire {
 public:
  using Socket = boost::asio::ip::tcp::socket;
  using executor_type = Socket::executor_type;
  using lowest_layer_type = Socket::lowest_layer_type;
  using Error = boost::system::error_code;

  explicit Wire(Socket socket)
      : socket_(std::move(socket)), read_gate_(socket_.get_executor()), write_gate_(socket_.get_executor()) {}

  [[nodiscard]] executor_type get_executor() { return socket_.get_executor(); }
  [[nodiscard]] lowest_layer_type& lowest_layer() { return socket_.lowest_layer(); }
  [[nodiscard]] Socket& socket() { return socket_; }

  void turn(Line line) {
    line_ = line;
    wake();
  }
  void close() {
    Error ignored;
    socket_.close(ignored);
    wake();
  }

  // TLS reads and writes one buffer at a time.
  template <class Handler>
  void async_read_some(boost::asio::mutable_buffer buffer, Handler&& handler) {
    read(buffer, AnyCompletion{std::forward<Handler>(handler)});
  }
  template <class Handler>
  void async_write_some(boost::asio::const_buffer buffer, Handler&& handler) {
    write(buffer, AnyCompletion{std::forward<Handler>(handler)});
  }

 private:
  template <class Buffer>
  struct Transfer;

  void read(boost::asio::mutable_buffer buffer, AnyCompletion done);
  void write(boost::asio::const_buffer buffer, AnyCompletion done);
  [[nodiscard]] bool shut(bool reads) const {
    return line_ == Line::HalfOpen || (reads && line_ == Line::Deaf);
  }
  void wake();

  Socket socket_;
  boost::asio::steady_timer read_gate_;
  boost::asio::steady_timer write_gate_;
  Line line_ = Line::Open;
};

}  // namespace bridge::simulator
