#include "hostile/line.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

namespace bridge::hostile {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

constexpr auto kAsTuple = asio::as_tuple(asio::use_awaitable);

}  // namespace

Task<> rest(asio::io_context& io, milliseconds time) {
  asio::steady_timer timer(io, time);
  (void)co_await timer.async_wait(kAsTuple);
}

Line::Line(asio::io_context& io, milliseconds life) : socket_(io), life_(io), pause_(io) {
  life_.expires_after(life);
  // It may have expired already, and its handler wait behind the one that destroys us.
  life_.async_wait([this, here = std::weak_ptr(here_)](error_code error) {
    if (error || here.expired()) return;
    expired_ = true;
    close();
  });
}

Task<bool> Line::connect(const std::string& from, unsigned short port, int receive_buffer) {
  error_code error;
  socket_.open(tcp::v4(), error);
  if (error) co_return false;
  if (receive_buffer > 0) socket_.set_option(tcp::socket::receive_buffer_size(receive_buffer), error);
  socket_.bind({asio::ip::make_address(from), 0}, error);
  if (error) co_return false;
  const auto [failed] = co_await socket_.async_connect({asio::ip::address_v4::loopback(), port}, kAsTuple);
  open_ = !failed;
  co_return open_;
}

Task<bool> Line::send(std::string_view bytes) {
  if (!open_) co_return false;
  const auto [error, size] =
      co_await asio::async_write(socket_, asio::buffer(bytes.data(), bytes.size()), kAsTuple);
  if (error) lose(error);
  co_return open_;
}

Task<std::string> Line::read() {
  if (!open_) co_return std::string{};
  const auto [error, size] = co_await socket_.async_read_some(asio::buffer(chunk_), kAsTuple);
  if (error) {
    lose(error);
    co_return std::string{};
  }
  co_return std::string(chunk_.data(), size);
}

Task<> Line::until_closed() {
  while (open_) {
    const std::string heard = co_await read();
  }
}

Task<> Line::pause(milliseconds time) {
  pause_.expires_after(time);
  (void)co_await pause_.async_wait(kAsTuple);
}

void Line::lose(const error_code&) {
  cut_ = open_ && !expired_;
  close();
}

void Line::close() {
  open_ = false;
  error_code ignored;
  socket_.close(ignored);
}

}  // namespace bridge::hostile
