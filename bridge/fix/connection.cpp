#include "fix/connection.hpp"

#include "base/failpoint.hpp"
#include "base/log.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>

#include <linux/sockios.h>
#include <sys/ioctl.h>
#include <utility>

namespace bridge::fix {
namespace {

constexpr std::chrono::seconds kBacklogAge{
    10};  // a client that has not taken a byte for so long is not reading

}  // namespace

Connection::Connection(boost::asio::io_context& io, const Arrival& arrival, ConnectionSettings settings,
                       Owner& owner)
    : socket_(io, arrival.ipv6 ? boost::asio::ip::tcp::v6() : boost::asio::ip::tcp::v4(), arrival.socket),
      session_(arrival.session),
      peer_(arrival.peer),
      settings_(settings),
      owner_(owner),
      framer_(settings.message_limit) {
  boost::system::error_code ignored;
  socket_.set_option(boost::asio::ip::tcp::no_delay(true), ignored);
}

void Connection::start(std::string_view first_bytes) {
  take(first_bytes);
  read();
}

void Connection::read() {
  if (gone_ || ending_) return;
  socket_.async_read_some(boost::asio::buffer(inbound_),
                          [self = shared_from_this()](boost::system::error_code error, std::size_t size) {
                            if (self->gone_) return;
                            if (error) return self->end(error.message());
                            if (failpoint::fails("fix.receive")) return self->end("failpoint fix.receive");
                            self->take({self->inbound_.data(), size});
                            self->read();
                          });
}

void Connection::take(std::string_view bytes) {
  if (!framer_.append(bytes)) return end("no whole message within the size limit");
  const auto garbled = framer_.garbled();
  for (auto message = framer_.next(); !message.empty(); message = framer_.next()) {
    owner_.on_message(*this, message);
    if (gone_ || ending_) return;
  }
  if (framer_.garbled() != garbled) {
    log::warn("fix_garbled", {{"session", session_.value()}, {"peer", peer_}, {"count", framer_.garbled()}});
  }
}

bool Connection::send(const std::string& bytes) {
  if (gone_ || overflow_ || failpoint::fails("fix.send")) return false;
  if (backlog() + bytes.size() > settings_.outbound_limit) {
    overflow_ = true;  // flush() ends it: never from within the engine's call
    return false;
  }
  staged_ += bytes;
  return true;
}

void Connection::flush() {
  if (gone_) return;
  ready_ += staged_;
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
  boost::system::error_code ignored;
  socket_.shutdown(boost::asio::ip::tcp::socket::shutdown_both, ignored);
  socket_.close(ignored);
}

void Connection::end(const std::string& reason) {
  if (gone_) return;
  const auto self = shared_from_this();  // on_gone lets go of us
  close();
  owner_.on_gone(*this, reason);
}

}  // namespace bridge::fix
