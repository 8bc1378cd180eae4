// What a client that is on can do to the others: nothing. Second connections, resends, floods, numbers.
#include "beside.hpp"
#include "fix/engine_fixture.hpp"

#include <boost/asio/post.hpp>
#include <gmock/gmock.h>

#include <functional>
#include <thread>

namespace bridge::fix {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using SteadyClock = std::chrono::steady_clock;

class PeerTest : public EngineTest {
 protected:
  // Turns the engine until it holds.
  [[nodiscard]] bool comes_true(const std::function<bool()>& condition) {
    const auto deadline = SteadyClock::now() + std::chrono::seconds(20);
    while (!condition()) {
      if (SteadyClock::now() > deadline) return false;
      turn();
    }
    return true;
  }

  static bool has_ended(tcp::socket& socket) {
    socket.non_blocking(true);
    char bytes[4096];
    boost::system::error_code error;
    while (socket.read_some(boost::asio::buffer(bytes), error) > 0) {
    }
    return error != boost::asio::error::would_block;
  }

  // More than the socket takes at once: written beside, until it holds.
  void expect_of(const std::string& flood, const std::function<bool()>& condition) {
    std::thread writer([&] {
      boost::system::error_code ignored;
      boost::asio::write(*client, boost::asio::buffer(flood), ignored);
    });
    EXPECT_TRUE(comes_true(condition));
    boost::system::error_code ignored;
    client->shutdown(tcp::socket::shutdown_both, ignored);
    writer.join();
  }
  void expect_sent_away_by(const std::string& flood) {
    expect_of(flood, [this] { return engine->logged_on() == 0; });
  }

  // `count` reports that were sent while the client was away.
  void report(int count) {
    for (int i = 0; i < count; ++i) ASSERT_TRUE(engine->send(reject("r" + std::to_string(i))));
    turn();
  }
};

// --- a second connection ---

TEST_F(PeerTest, IsAskedWhetherItLivesWhenAnotherConnectionComes) {
  log_on();
  const auto second = connect(logon(2));
  EXPECT_THAT(read(1).at(0), HasSubstr("|35=1|"));
  EXPECT_TRUE(refused.empty()) << "the second waits";
  write(wire("0", 2, "112=ANOTHER-CONNECTION|"));
  ASSERT_TRUE(comes_true([&] { return !refused.empty(); }));
  EXPECT_THAT(refused, ElementsAre("already_connected"));
  EXPECT_TRUE(comes_true([&] { return has_ended(*second); }));
  EXPECT_EQ(engine->logged_on(), 1U);
  EXPECT_FALSE(has_ended(*client));
}

TEST_F(PeerTest, IsNotKeptBusyByWhoeverKnocks) {
  log_on();
  const auto second = connect(logon(2));
  EXPECT_THAT(read(1).at(0), HasSubstr("|35=1|"));
  write(wire("0", 2, "112=ANOTHER-CONNECTION|"));
  ASSERT_TRUE(comes_true([&] { return refused.size() == 1; }));
  const auto next_sender = session_store.now.next_sender;
  for (int i = 0; i < 20; ++i) static_cast<void>(connect(logon(2)));
  ASSERT_TRUE(comes_true([&] { return refused.size() == 21; }));
  EXPECT_LE(session_store.now.next_sender, next_sender + 1) << "one TestRequest a second at most";
}

TEST_F(PeerTest, IsReplacedWithinTwoSecondsWhenItIsSilent) {
  log_on();
  const auto dead = std::move(client);
  const auto began = SteadyClock::now();
  auto beside = clock_beside(milliseconds{1500});
  client = connect(logon(2));
  const auto answer = read(1);
  const auto took = SteadyClock::now() - began;
  ASSERT_EQ(answer.size(), 1U);
  EXPECT_THAT(answer[0], AllOf(HasSubstr("|35=A|")));
  EXPECT_LT(took, beside.get() * 4 / 3);
  EXPECT_TRUE(has_ended(*dead));
  EXPECT_EQ(engine->logged_on(), 1U);
  write(cancel(3, "c1"));
  ASSERT_TRUE(comes_true([&] { return commands.size() == 1; }));
}

TEST_F(PeerTest, IsReplacedAtOnceWhenItIsGone) {
  log_on();
  const auto second = connect(logon(2));
  client.reset();
  ASSERT_TRUE(comes_true([&] { return logons == 2; }));
  EXPECT_TRUE(refused.empty());
}

TEST_F(PeerTest, AThirdConnectionDoesNotWait) {
  log_on();
  const auto second = connect(logon(2));
  const auto third = connect(logon(2));
  EXPECT_TRUE(comes_true([&] { return has_ended(*third); }));
  EXPECT_THAT(refused, ElementsAre("already_connected"));
}

TEST_F(PeerTest, AWaitingConnectionEndsWithTheEngine) {
  log_on();
  const auto second = connect(logon(2));
  engine->disconnect();
  EXPECT_TRUE(comes_true([&] { return has_ended(*second); }));
}

// --- resend ---

TEST_F(PeerTest, IsSentAllItAsksForPieceByPiece) {
  start();
  report(1000);
  client = connect(logon(1));
  ASSERT_EQ(read(1).size(), 1U);
  session_store.most_at_once = 0;
  write(wire("2", 2, "7=1|16=0|"));
  const auto messages = read(1001);  // and a gap fill for our Logon
  ASSERT_EQ(messages.size(), 1001U);
  for (int i = 0; i < 1000; ++i) {
    const auto& message = messages[static_cast<std::size_t>(i)];
    ASSERT_THAT(message, AllOf(HasSubstr("|34=" + std::to_string(i + 1) + "|"), HasSubstr("|43=Y|"),
                               HasSubstr("|11=r" + std::to_string(i) + "|")));
  }
  EXPECT_THAT(messages.back(), AllOf(HasSubstr("|35=4|"), HasSubstr("|36=1002|")));
  EXPECT_LE(session_store.most_at_once, 20);
  EXPECT_EQ(session_store.now.next_target, 3) << "one request was taken, however many pieces";
}

TEST_F(PeerTest, IsHeardWhileItIsSentOldMessages) {
  start();
  report(1000);
  client = connect(logon(1));
  ASSERT_EQ(read(1).size(), 1U);
  write(wire("2", 2, "7=1|16=0|") + cancel(3, "c1"));
  ASSERT_TRUE(comes_true([&] { return commands.size() == 1; }));
  EXPECT_LT(read(1).size(), 900U);
}

TEST_F(PeerTest, MayAskAgainWhereItIs) {
  start();
  report(1000);
  client = connect(logon(1));
  ASSERT_EQ(read(1).size(), 1U);
  write(wire("2", 2, "7=1|16=0|"));
  ASSERT_GE(read(100).size(), 100U);
  write(wire("2", 3, "7=990|16=1000|"));
  std::vector<std::string> last;
  ASSERT_TRUE(comes_true([&] {
    for (auto& message : read(1)) last.push_back(message);
    return !last.empty() && last.back().find("|34=1000|") != std::string::npos;
  }));
}

TEST_F(PeerTest, IsResentWhatAFailedTurnDidNotSend) {
  start();
  report(300);
  client = connect(logon(1));
  ASSERT_EQ(read(1).size(), 1U);
  write(wire("2", 2, "7=1|16=300|"));
  auto messages = read(100);
  // The turns with the next pieces cannot be committed; those after them can.
  const auto until = SteadyClock::now() + milliseconds{20};
  while (SteadyClock::now() < until) turn(false);
  while (messages.size() < 300) {
    const auto more = read(1);
    ASSERT_FALSE(more.empty()) << messages.size();
    messages.insert(messages.end(), more.begin(), more.end());
  }
  for (std::size_t i = 0; i < messages.size(); ++i) {
    ASSERT_THAT(messages[i], HasSubstr("|34=" + std::to_string(i + 1) + "|"));
  }
}

// Numbers begin at 1: a gap fill of number 0 would be one that no session has.
TEST_F(PeerTest, IsSentNoNumberZeroWhenItAsksForIt) {
  start();
  report(3);
  client = connect(logon(1));
  ASSERT_EQ(read(1).size(), 1U);
  write(wire("2", 2, "7=0|16=0|"));
  const auto messages = read(4);
  ASSERT_EQ(messages.size(), 4U);
  for (std::size_t i = 0; i < messages.size(); ++i) {
    EXPECT_THAT(messages[i], HasSubstr("|34=" + std::to_string(i + 1) + "|"));
  }
}

TEST_F(PeerTest, MayAskForNonsense) {
  log_on();
  for (const char* range : {"7=0|16=0|", "7=5|16=3|", "7=999999999|16=0|", "7=1|16=999999|",
                            "7=99999999999|16=0|", "7=-1|16=0|", "7=x|16=0|"}) {
    write(wire("2", session_store.now.next_target, range));
    write(wire("1", session_store.now.next_target + 1, "112=alive|"));
    turn();
  }
  EXPECT_TRUE(comes_true([&] {
    const auto answer = read(1);
    return !answer.empty() && answer.back().find("112=alive") != std::string::npos;
  }));
}

// --- floods and numbers ---

TEST_F(PeerTest, IsSentAwayForAFloodOfTestRequests) {
  start();  // with a clock that stands still: nothing is forgiven meanwhile
  log_on();
  std::string flood;
  for (int i = 0; i < 3000; ++i) flood += wire("1", 2 + i, "112=x|");
  expect_sent_away_by(flood);
  EXPECT_LT(session_store.now.next_target, 2100);
}

TEST_F(PeerTest, MayPlaceAndReplaceMoreOrdersThanThat) {
  settings.terms.entry.enabled = true;
  start();
  log_on();
  std::string flood;
  for (int i = 0; i < 3000; ++i) {
    const std::string id = std::to_string(i);
    const std::string terms = "|38=1|40=2|44=2|54=1|55=BTCUSDT|59=1|60=20261122-10:00:00|";
    flood += i % 2 == 0 ? wire("D", 2 + i, "11=d" + id + terms)
                        : wire("G", 2 + i, "11=g" + id + "|41=d" + std::to_string(i - 1) + terms);
  }
  expect_of(flood, [this] { return orders == 3000 || engine->logged_on() == 0; });
  EXPECT_EQ(orders, 3000);
}

TEST_F(PeerTest, IsSentAwayForAFloodOfOrdersThatAreNotOpenToIt) {
  start();
  log_on();
  std::string flood;
  for (int i = 0; i < 3000; ++i) {
    flood += wire("D", 2 + i, "11=d|38=1|40=2|44=2|54=1|55=BTCUSDT|59=1|60=20261122-10:00:00|");
  }
  expect_sent_away_by(flood);
}

TEST_F(PeerTest, IsToldWhyItIsSentAway) {
  settings.rate_limit = {.messages = 1, .per = seconds{60}};
  start();
  log_on();
  std::string flood;
  for (int i = 0; i < 30; ++i) flood += cancel(2 + i, "c" + std::to_string(i));
  write(flood);
  const auto answers = read(40);
  EXPECT_EQ(commands.size(), 1U);
  const auto rejects = std::ranges::count_if(
      answers, [](const auto& each) { return each.find("|35=9|") != std::string::npos; });
  EXPECT_EQ(rejects, 11) << "ten times the limit, and the last straw";
  EXPECT_THAT(answers.back(), AllOf(HasSubstr("|35=5|"), HasSubstr("|58=Far above the limit of messages|")));
  EXPECT_EQ(engine->logged_on(), 0U);

  client = connect(logon(session_store.now.next_target));
  EXPECT_THAT(read(1).at(0), HasSubstr("|35=A|")) << "it may come back";
}

TEST_F(PeerTest, MayNotSendEverAheadOfAGap) {
  log_on();
  std::string flood;
  for (int i = 0; i < 2100; ++i) flood += cancel(100 + i, "c" + std::to_string(i));
  expect_sent_away_by(flood);
  EXPECT_TRUE(commands.empty());
  EXPECT_EQ(session_store.now.next_target, 2) << "all of it is asked for again";
}

// Taken again, the messages of a turn that was not committed are counted again.
TEST_F(PeerTest, MayBeSentAwayInTheMiddleOfARepeatedTurn) {
  log_on();
  std::string early;
  for (int i = 0; i < 1500; ++i) early += wire("0", 100 + i);
  std::thread writer([&] { write(early); });
  const auto deadline = SteadyClock::now() + std::chrono::seconds(20);
  while (engine->logged_on() == 1 && SteadyClock::now() < deadline) turn(false);
  writer.join();
  EXPECT_EQ(engine->logged_on(), 0U);
  EXPECT_EQ(session_store.now.next_target, 2);
}

TEST_F(PeerTest, MayNotUseNumbersThatWrap) {
  for (const char* number : {"2147483648", "4294967298", "100000000000000000000"}) {
    log_on();
    write(message(std::string("35=1|34=") + number + "|49=DESK|52=20261122-10:00:00|56=BRIDGE|112=x|"));
    EXPECT_TRUE(comes_true([&] { return engine->logged_on() == 0; })) << number;
    EXPECT_EQ(session_store.now.next_target, logons + 1) << number;
  }
}

TEST_F(PeerTest, MayNotSendAMessageOfThousandsOfFields) {
  log_on();
  std::string fields;
  for (int i = 0; i < 1100; ++i) fields += "9000=x|";
  write(wire("1", 2, "112=x|" + fields));
  EXPECT_TRUE(comes_true([&] { return engine->logged_on() == 0; }));
  EXPECT_EQ(session_store.now.next_target, 2);
}

TEST_F(PeerTest, MayNotHideAFieldBehindAZero) {
  log_on();
  write(wire("1", 2, "112=x|", "034=4294967298|") + wire("2", 3, "07=1|016=0|") + wire("1", 4, "112=alive|"));
  const auto answers = read(3);
  ASSERT_EQ(answers.size(), 3U);
  EXPECT_THAT(answers[0], AllOf(HasSubstr("|35=3|"), HasSubstr("Invalid tag number: 034|")));
  EXPECT_THAT(answers[1], AllOf(HasSubstr("|35=3|"), HasSubstr("Invalid tag number: 07|")));
  EXPECT_THAT(answers[2], HasSubstr("112=alive"));
  EXPECT_EQ(session_store.now.next_target, 5);
}

TEST_F(PeerTest, LeavesTimeForOthersBetweenItsMessages) {
  log_on();
  std::string burst;
  for (int i = 0; i < 100; ++i) burst += cancel(2 + i, "c" + std::to_string(i));
  write(burst);
  bool others_had_theirs = false;
  const auto deadline = SteadyClock::now() + std::chrono::seconds(20);
  while (commands.size() < 100 && SteadyClock::now() < deadline) {
    boost::asio::post(io, [&] { others_had_theirs |= !commands.empty() && commands.size() < 100; });
    io.restart();
    io.run_one_for(std::chrono::milliseconds(20));
  }
  EXPECT_EQ(commands.size(), 100U);
  EXPECT_TRUE(others_had_theirs);
}

}  // namespace
}  // namespace bridge::fix
