#include "simulator/wire.hpp"

#include <boost/asio/compose.hpp>
#include <boost/asio/error.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <type_traits>

namespace bridge::simulator {

// It waits at the gate, then moves bytes. What is under way when the line turns comes back to the gate.
template <class Buffer>
struct Wire::Transfer {
  static constexpr bool kReads = std::is_same_v<Buffer, boost::asio::mutable_buffer>;

  Wire& wire;
  Buffer buffer;
  enum { Arrived, Waited, Moved } step = Arrived;

  template <class Self>
  void operator()(Self& self, Error error = {}, std::size_t bytes = 0) {
    const bool turned = error == boost::asio::error::operation_aborted && wire.socket_.is_open();
    if (step == Moved && !turned) {
      self.complete(error, bytes);
      return;
    }
    // TLS moves nothing to find out whether it may go on; that must not wait.
    const bool passes = buffer.size() == 0 || !wire.socket_.is_open();
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
    const Buffer bytes = buffer;  // ours goes away with `self`
    if constexpr (kReads) {
      socket.async_read_some(bytes, std::move(self));
    } else {
      const std::size_t most = wire.line_ == Line::Dripping ? 1 : bytes.size();
      socket.async_write_some(boost::asio::buffer(bytes, most), std::move(self));
    }
  }
};

void Wire::read(boost::asio::mutable_buffer buffer, AnyCompletion done) {
  boost::asio::async_compose<AnyCompletion, void(Error, std::size_t)>(
      Transfer<boost::asio::mutable_buffer>{*this, buffer}, done, socket_);
}

void Wire::write(boost::asio::const_buffer buffer, AnyCompletion done) {
  boost::asio::async_compose<AnyCompletion, void(Error, std::size_t)>(
      Transfer<boost::asio::const_buffer>{*this, buffer}, done, socket_);
}

void Wire::wake() {
  Error ignored;
  if (socket_.is_open()) socket_.cancel(ignored);
  read_gate_.cancel();
  write_gate_.cancel();
}

}  // namespace bridge::simulator
