#include "fix/listener_fixture.hpp"

#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <list>
#include <string>
#include <sys/resource.h>
#include <unistd.h>
#include <vector>

namespace bridge::fix {
namespace {

namespace asio = boost::asio;
using testing::ElementsAre;

TEST_F(ListenerTest, HandsOnSocketAndBytesOfALogon) {
  listen();
  auto& client = connect();
  send(client, logon() + "8=FIX.4.4");
  ASSERT_TRUE(arrived(1));
  const auto& arrival = arrivals_[0];
  EXPECT_EQ(arrival.session.value(), "FIX.4.4:BRIDGE->OMS");
  EXPECT_EQ(arrival.bytes, logon() + "8=FIX.4.4");
  EXPECT_FALSE(arrival.ipv6);
  EXPECT_EQ(arrival.peer, "127.0.0.1:" + std::to_string(client.local_endpoint().port()));

  // The socket is alive and free to be used with another io_context.
  asio::io_context lane;
  tcp::socket taken(lane, tcp::v4(), ::dup(arrival.socket));
  tcp::no_delay no_delay;
  taken.get_option(no_delay);
  EXPECT_TRUE(no_delay.value());
  asio::write(taken, asio::buffer("hello", 5));
  std::string heard(5, ' ');
  asio::read(client, asio::buffer(heard));
  EXPECT_EQ(heard, "hello");
}

TEST_F(ListenerTest, TakesALogonThatComesByteByByte) {
  listen();
  auto& client = connect();
  client.set_option(tcp::no_delay(true));
  for (const char c : logon()) {
    send(client, std::string(1, c));
    io_.restart();
    io_.poll();
  }
  ASSERT_TRUE(arrived(1));
  EXPECT_EQ(arrivals_[0].bytes, logon());
}

TEST_F(ListenerTest, ClosesWithoutAWordWhoeverTheDoorRefuses) {
  listen();
  auto& client = connect();
  send(client, "GET / HTTP/1.1\r\n\r\n");
  ASSERT_TRUE(refused(1));
  EXPECT_THAT(refusals_, ElementsAre("not_fix"));
  EXPECT_TRUE(is_closed(client));
}

// What strangers do to engines (bridge/fix/quickfix.md, 5).
TEST_F(ListenerTest, ReadsLittleOfAFlood) {
  listen();
  send(connect(), soh("8=FIX.4.4|9=4000|35=A|58=") + std::string(3000, 'x'));
  send(connect(), std::string(64 * 1024, 'x'));
  send(connect(), std::string(64 * 1024, '8'));
  send(connect(), soh("8=FIX.4.4|9=2000000000|35=A|"));
  ASSERT_TRUE(refused(3));
  EXPECT_THAT(refusals_, testing::UnorderedElementsAre("not_fix", "not_fix", "malformed"));
  EXPECT_TRUE(arrivals_.empty());
}

TEST_F(ListenerTest, ClosesAConnectionThatDoesNotLogOnInTime) {
  settings_.first_message_deadline = milliseconds(50);
  listen();
  auto& silent = connect();
  auto& slow = connect();
  send(slow, logon().substr(0, 20));
  ASSERT_TRUE(refused(2));
  EXPECT_THAT(refusals_, ElementsAre("deadline", "deadline"));
  EXPECT_TRUE(is_closed(silent));
  EXPECT_TRUE(is_closed(slow));
}

TEST_F(ListenerTest, EvictsTheOldestStrangerWhenTheHallIsFull) {
  settings_.strangers_limit = 2;
  settings_.first_message_deadline = milliseconds(600'000);
  listen();
  auto& oldest = connect();
  connect();
  auto& newest = connect();
  ASSERT_TRUE(refused(1));
  EXPECT_THAT(refusals_, ElementsAre("evicted"));
  EXPECT_TRUE(is_closed(oldest));
  send(newest, logon());
  EXPECT_TRUE(arrived(1));
}

TEST_F(ListenerTest, LetsAClientInAmongManyIdleStrangers) {
  settings_.first_message_deadline = milliseconds(600'000);
  listen();
  for (int i = 0; i < 200; ++i) {
    connect();
    io_.restart();
    io_.poll();
  }
  send(connect(), logon());
  ASSERT_TRUE(arrived(1));
  EXPECT_GE(refusals_.size(), 200 - settings_.strangers_limit);
}

TEST_F(ListenerTest, CountsAClientThatLeavesBeforeItsLogon) {
  listen();
  connect().close();
  ASSERT_TRUE(refused(1));
  EXPECT_THAT(refusals_, ElementsAre("gone"));
}

TEST_F(ListenerTest, AcceptsAgainAfterDescriptorsRanOut) {
  listen();
  auto& client = connect();
  send(client, logon());

  // The next descriptor would be `first_free`: no more may be opened.
  const int first_free = ::dup(0);
  ::close(first_free);
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &before), 0);
  const rlimit full{static_cast<rlim_t>(first_free), before.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &full), 0);
  const auto until = std::chrono::steady_clock::now() + std::chrono::milliseconds(300);
  while (std::chrono::steady_clock::now() < until) {
    io_.restart();
    io_.run_one_until(until);
  }
  EXPECT_TRUE(arrivals_.empty());
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &before), 0);
  EXPECT_TRUE(arrived(1));
}

TEST_F(ListenerTest, ClosesEveryoneAtTheDoorWhenItCloses) {
  listen();
  auto& client = connect();
  send(client, logon().substr(0, 10));
  io_.restart();
  io_.run_one_for(std::chrono::seconds(20));
  const tcp::endpoint address(asio::ip::make_address("127.0.0.1"), listener_->port());
  listener_->close();
  EXPECT_TRUE(is_closed(client));
  tcp::socket late(io_);
  boost::system::error_code error;
  late.connect(address, error);
  EXPECT_TRUE(error);
  listener_.reset();
  io_.restart();
  io_.poll();  // what was pending finds nothing to do
  EXPECT_TRUE(arrivals_.empty());
}

TEST_F(ListenerTest, NamesAddressPortAndCauseWhenItCannotListen) {
  listen();
  settings_.port = listener_->port();
  const auto first = std::move(listener_);
  try {
    listen();
    FAIL() << "two listeners on one port";
  } catch (const std::runtime_error& error) {
    const std::string text = error.what();
    EXPECT_NE(text.find("127.0.0.1:" + std::to_string(settings_.port)), std::string::npos) << text;
    EXPECT_NE(text.find("Address already in use"), std::string::npos) << text;
  }
}

TEST_F(ListenerTest, RefusesAnAddressThatIsNone) {
  settings_.address = "localhost";
  EXPECT_THROW(listen(), std::runtime_error);
}

}  // namespace
}  // namespace bridge::fix
