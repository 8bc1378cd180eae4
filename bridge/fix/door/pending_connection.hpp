// A connection that has not logged on: its socket, its TLS session and what it has sent. The listener's
// thread.
#pragma once

#include "base/network.hpp"
#include "fix/door/door.hpp"
#include "fix/door/tls.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include <array>
#include <chrono>
#include <memory>
#include <optional>
#include <string>

namespace bridge::fix {

struct PendingConnection {
  PendingConnection(boost::asio::ip::tcp::socket connected, boost::asio::io_context& io)
      : socket(std::move(connected)), deadline(io) {}

  // Takes `size` bytes of `chunk`. Returns false when the TLS session has failed.
  [[nodiscard]] bool take(std::size_t size);

  boost::asio::ip::tcp::socket socket;
  boost::asio::steady_timer deadline;
  IpAddress address{};
  std::string peer;  // "127.0.0.1:53124"
  std::shared_ptr<void> seat;
  std::unique_ptr<TlsSession> tls;  // nothing: plain TCP
  std::array<char, 1024> chunk{};
  std::string bytes;                                    // what it has sent, without TLS
  std::optional<Refused> verdict;                       // it is only let wait, so that its end tells nothing
  std::chrono::steady_clock::time_point whole_since{};  // its first message is whole
};

}  // namespace bridge::fix
