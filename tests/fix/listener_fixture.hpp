// A listener on loopback whose io_context is turned by the test.
#pragma once

#include "fix/door/listener.hpp"
#include "fix/message.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <list>
#include <memory>
#include <string>
#include <unistd.h>
#include <vector>

namespace bridge::fix {

inline std::string logon() {
  return message("35=A|34=1|49=OMS|52=20261122-17:00:00.000|56=BRIDGE|98=0|108=30|");
}

class ListenerTest : public testing::Test {
 protected:
  using tcp = boost::asio::ip::tcp;

  ~ListenerTest() override {
    for (const auto& arrival : arrivals_) ::close(arrival.socket);
  }

  void listen() {
    listener_ = make_listener(
        io_, settings_, {session_}, [this](Arrival arrival) { arrivals_.push_back(std::move(arrival)); },
        [this](const std::string& reason) { refusals_.push_back(reason); });
  }

  tcp::socket& connect(const std::string& from = "127.0.0.1") {
    auto& client = clients_.emplace_back(io_);
    client.open(tcp::v4());
    client.bind({boost::asio::ip::make_address(from), 0});
    client.connect({boost::asio::ip::make_address("127.0.0.1"), listener_->port()});
    return client;
  }

  static void send(tcp::socket& client, const std::string& bytes) {
    boost::system::error_code ignored;  // the listener may have closed it
    boost::asio::write(client, boost::asio::buffer(bytes), ignored);
  }

  // Runs the io_context until it holds.
  [[nodiscard]] bool comes_true(const std::function<bool()>& condition) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (!condition()) {
      if (std::chrono::steady_clock::now() > deadline) return false;
      io_.restart();
      io_.run_one_for(std::chrono::milliseconds(20));
    }
    return true;
  }

  [[nodiscard]] bool refused(std::size_t count) {
    return comes_true([&] { return refusals_.size() >= count; });
  }
  [[nodiscard]] bool arrived(std::size_t count) {
    return comes_true([&] { return arrivals_.size() >= count; });
  }

  // The listener closed the connection, and said nothing before.
  static bool is_closed(tcp::socket& client) {
    char byte = 0;
    boost::system::error_code error;
    client.non_blocking(false);
    return client.read_some(boost::asio::buffer(&byte, 1), error) == 0 && error;
  }

  static SessionSettings desk() {
    SessionSettings session;
    session.sender_comp_id = "BRIDGE";
    session.target_comp_id = "OMS";
    return session;
  }

  boost::asio::io_context io_;
  ListenerSettings settings_;
  SessionSettings session_ = desk();
  std::vector<Arrival> arrivals_;
  std::vector<std::string> refusals_;
  std::unique_ptr<Listener> listener_;
  std::list<tcp::socket> clients_;
};

}  // namespace bridge::fix
