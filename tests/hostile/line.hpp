// One connection of an attacker, from an address of its own. A coroutine drives it; whatever it does, the
// connection has a limited life: then every wait ends as if the gateway had closed it. One thread.
#pragma once

#include "base/time.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include <array>
#include <memory>
#include <string>
#include <string_view>

namespace bridge::hostile {

template <class T = void>
using Task = boost::asio::awaitable<T>;

Task<> rest(boost::asio::io_context& io, milliseconds time);

class Line {
 public:
  Line(boost::asio::io_context& io, milliseconds life);
  Line(const Line&) = delete;
  Line& operator=(const Line&) = delete;

  // `receive_buffer`: bytes of the kernel's, for one that will not read; 0: as the system has it.
  Task<bool> connect(const std::string& from, unsigned short port, int receive_buffer);
  // False: closed. The bytes are the caller's until then, under a name: g++ 12 has trouble with what is
  // made within the expression of a co_await.
  Task<bool> send(std::string_view bytes);
  // What comes, until something does; empty: closed.
  Task<std::string> read();
  // Reads and forgets what comes.
  Task<> until_closed();
  Task<> pause(milliseconds time);
  void close();

  [[nodiscard]] bool open() const { return open_; }
  // It was the gateway that closed it.
  [[nodiscard]] bool cut() const { return cut_; }

 private:
  void lose(const boost::system::error_code& error);

  boost::asio::ip::tcp::socket socket_;
  boost::asio::steady_timer life_;
  boost::asio::steady_timer pause_;
  std::array<char, 8192> chunk_{};
  bool open_ = false;
  bool expired_ = false;
  bool cut_ = false;
  std::shared_ptr<bool> here_ = std::make_shared<bool>(true);
};

}  // namespace bridge::hostile
