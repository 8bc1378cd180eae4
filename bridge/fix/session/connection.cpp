#include "fix/session/connection.hpp"

#include "base/failpoint.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>

#include <linux/sockios.h>
#include <sys/ioctl.h>
#include <utility>

namespace bridge::fix {
namespace {

// A client that has not taken a byte for so long is not reading.
constexpr std::chrono::seconds kBacklogAge{10};
// One client may have so many messages taken, or for so long, before others have their turn.
constexpr int kSlice = 4;
constexpr std::chrono::microseconds kSliceTime{100};

}  // namespace

Connection::Connection(boost::asio::io_context& io, Arrival arrival, Handler& handler)
    : socket_(io, arrival.ipv6 ? boost::asio::ip::tcp::v6() : boost::asio::ip::tcp::v4(), arrival.socket),
      session_(std::move(arrival.session)),
      peer_(std::move(arrival.peer)),
      settings_(arrival.limits),
      handler_(handler),
      tls_(std::move(arrival.tls)),
      seat_(std::move(arrival.seat)),
      framer_(settings_.message_limit) {
  boost::system::error_code ignored;
  socket_.set_option(boost::asio::ip::tcp::no_delay(true), ignored);
}

void Connection::start(std::string_view first_bytes) { take(first_bytes); }

void Connection::read() {
  if (gone_ || ending_) return;
  socket_.async_read_some(boost::asio::buffer(inbound_),
                          [self = shared_from_this()](boost::system::error_code error, std::size_t size) {
                            if (self->gone_) return;
                            if (error) return self->end(error.message());
                            if (failpoint::fails("fix.receive")) return self->end("failpoint fix.receive");
                            self->receive({self->inbound_.data(), size});
                          });
}

void Connection::receive(std::string_view bytes) {
  if (!tls_) return take(bytes);
  const bool goes_on = tls_->take(bytes, plain_);
  ready_ += tls_->output();  // of TLS itself
  if (backlog() > settings_.outbound_limit) return end("client does not read: outbound limit reached");
  write();
  if (gone_) return;
  take(std::exchange(plain_, {}));
  if (!goes_on && !gone_) end(tls_->error());
}

// Ends in reading on.
void Connection::take(std::string_view bytes) {
  if (!framer_.append(bytes)) return end("no whole message within the size limit");
  take_slice();
}

void Connection::take_slice() {
  const auto end = std::chrono::steady_clock::now() + kSliceTime;
  for (int taken = 0; taken < kSlice && (taken == 0 || std::chrono::steady_clock::now() < end); ++taken) {
    const auto message = framer_.next();
    if (message.empty()) {
      const auto garbled = framer_.garbled() - std::exchange(garbled_, framer_.garbled());
      if (garbled > 0) handler_.on_garbled(*this, garbled);
      return read();
    }
    handler_.on_message(*this, message);
    if (gone_ || ending_) return;
  }
  boost::asio::post(socket_.get_executor(), [self = shared_from_this()] {
    if (!self->gone_ && !self->ending_) self->take_slice();
  });
}

bool Connection::send(const std::string& bytes) {
  if (gone_ || overflow_ || failpoint::fails("fix.send")) return false;
  if (backlog() + bytes.size() > settings_.outbound_limit) {
    overflow_ = true;  // flush() ends it: never from within the engine's call
    handler_.on_staged(*this);
    return false;
  }
  staged_ += bytes;
  handler_.on_staged(*this);
  return true;
}

void Connection::disconnect() {
  ending_ = true;
  handler_.on_staged(*this);
}

void Connection::flush() {
  if (gone_) return;
  if (tls_ && !staged_.empty()) {
    if (!tls_->put(staged_)) return end(tls_->error());
    ready_ += tls_->output();
  } else {
    ready_ += staged_;
  }
  staged_.clear();
  if (overflow_) return end("client does not read: outbound limit reached");
  write();
}

void Connection::discard() {
  staged_.clear();
  overflow_ = false;
}

void Connection::write() {
  if (!writing_.empty()) return;
  if (ready_.empty() && ending_ && tls_) {
    tls_->close();
    ready_ = tls_->output();  // empty the second time
  }
  if (ready_.empty()) {
    if (ending_) end("session ended");
    return;
  }
  if (failpoint::fails("fix.write")) return end("failpoint fix.write");
  writing_.swap(ready_);
  write_began_ = std::chrono::steady_clock::now();
  boost::asio::async_write(socket_, boost::asio::buffer(writing_),
                           [self = shared_from_this()](boost::system::error_code error, std::size_t) {
                             if (self->gone_) return;
                             if (error) return self->end(error.message());
                             if (failpoint::fails("fix.written")) return self->end("failpoint fix.written");
                             self->writing_.clear();
                             self->write();
                           });
}

void Connection::check_backlog() {
  const bool stuck = !writing_.empty() && std::chrono::steady_clock::now() - write_began_ > kBacklogAge;
  if (stuck) end("client does not read");
}

bool Connection::confirmed() {
  int waiting = -1;
  return idle() && !gone_ && ::ioctl(socket_.native_handle(), SIOCOUTQ, &waiting) == 0 && waiting == 0;
}

void Connection::close() {
  gone_ = true;
  seat_.reset();
  boost::system::error_code ignored;
  socket_.shutdown(boost::asio::ip::tcp::socket::shutdown_both, ignored);
  socket_.close(ignored);
}

void Connection::end(const std::string& reason) {
  if (gone_) return;
  const auto self = shared_from_this();  // on_gone lets go of us
  close();
  handler_.on_gone(*this, reason);
}

}  // namespace bridge::fix
