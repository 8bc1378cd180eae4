// A TCP socket that can be made to fail like a network: it stops reading, falls silent, or writes a byte a
// second, at any moment and back again, under TLS and WebSocket that know nothing of it. Owned by the
// simulator's thread. An asynchronous stream as Asio and Beast want one.
#pragma once

#include "simulator/answer.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/compose.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/buffers_prefix.hpp>
#include <boost/beast/core/role.hpp>
#include <boost/beast/websocket/teardown.hpp>

#include <chrono>
#include <cstddef>
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

  template <class Buffers, class Token>
  auto async_read_some(const Buffers& buffers, Token&& token) {
    return boost::asio::async_compose<Token, void(Error, std::size_t)>(
        Transfer<Buffers, true>{*this, buffers}, token, socket_);
  }
  template <class Buffers, class Token>
  auto async_write_some(const Buffers& buffers, Token&& token) {
    return boost::asio::async_compose<Token, void(Error, std::size_t)>(
        Transfer<Buffers, false>{*this, buffers}, token, socket_);
  }

 private:
  // It waits at the gate, then moves bytes. What is under way when the line turns comes back to the gate.
  template <class Buffers, bool kReads>
  struct Transfer {
    Wire& wire;
    Buffers buffers;
    enum { Arrived, Waited, Moved } step = Arrived;

    template <class Self>
    void operator()(Self& self, Error error = {}, std::size_t bytes = 0) {
      const bool turned = error == boost::asio::error::operation_aborted && wire.socket_.is_open();
      if (step == Moved && !turned) {
        self.complete(error, bytes);
        return;
      }
      // TLS moves nothing to find out whether it may go on; that must not wait.
      const bool passes = boost::asio::buffer_size(buffers) == 0 || !wire.socket_.is_open();
      if (!passes && wire.shut(kReads)) {
        wait(self, boost::asio::steady_timer::time_point::max());
      } else if (!passes && !kReads && wire.line_ == Line::Dripping && (step != Waited || error)) {
        wait(self, std::chrono::steady_clock::now() + std::chrono::seconds{1});
      } else {
        move(self);
      }
    }
    template <class Self>
    void wait(Self& self, boost::asio::steady_timer::time_point until) {
      step = Waited;
      auto& gate = kReads ? wire.read_gate_ : wire.write_gate_;
      gate.expires_at(until);
      gate.async_wait(std::move(self));
    }
    template <class Self>
    void move(Self& self) {
      step = Moved;
      Socket& socket = wire.socket_;
      const Buffers bytes = buffers;  // ours go away with `self`
      if constexpr (kReads) {
        socket.async_read_some(bytes, std::move(self));
      } else {
        const std::size_t most = wire.line_ == Line::Dripping ? 1 : boost::asio::buffer_size(bytes);
        socket.async_write_some(boost::beast::buffers_prefix(most, bytes), std::move(self));
      }
    }
  };

  [[nodiscard]] bool shut(bool reads) const {
    return line_ == Line::HalfOpen || (reads && line_ == Line::Deaf);
  }
  void wake() {
    Error ignored;
    if (socket_.is_open()) socket_.cancel(ignored);
    read_gate_.cancel();
    write_gate_.cancel();
  }

  Socket socket_;
  boost::asio::steady_timer read_gate_;
  boost::asio::steady_timer write_gate_;
  Line line_ = Line::Open;
};

// How a WebSocket says good-bye over it, and how Beast closes it.
template <class Handler>
void async_teardown(boost::beast::role_type role, Wire& wire, Handler&& handler) {
  boost::beast::websocket::async_teardown(role, wire.socket(), std::forward<Handler>(handler));
}
inline void teardown(boost::beast::role_type role, Wire& wire, Wire::Error& error) {
  boost::beast::websocket::teardown(role, wire.socket(), error);
}
inline void beast_close_socket(Wire& wire) { wire.close(); }

}  // namespace bridge::simulator
