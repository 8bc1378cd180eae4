// A client that keeps to its rate of messages, and reads slowly: 5,000 reports, as they are made and once
// more by a ResendRequest. It gets all of them, in order; others are served as if it were not there, and
// memory has an end.
#include "endtoend/stage.hpp"
#include "fix/message.hpp"
#include "sanitized.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <arpa/inet.h>
#include <atomic>
#include <chrono>
#include <fstream>
#include <iostream>
#include <string>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace bridge::endtoend {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr int kReports = 5000;
constexpr int kRate = 1500;             // cancels a second; its session may send 2,000
constexpr std::size_t kPortion = 4096;  // bytes that it reads …
constexpr milliseconds kEvery{
    10};                     // … so often: some 1,700 reports a second, and its kernel has no room for more
constexpr int kAsked = 150;  // by the other client, to compare
constexpr int kSlowdownMax = 3;                 // of its median
constexpr int kRounds = 3;                      // at most, to tell a slow machine from a slow gateway
constexpr std::size_t kMemoryMax = 64U << 20U;  // that the gateway may grow by

// Raw FIX 4.4 over a socket with next to no room.
class SlowClient {
 public:
  explicit SlowClient(unsigned short port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    const int room = 4096;
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &room, sizeof room);
    const timeval patience{.tv_sec = 20, .tv_usec = 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connected_ =
        ::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;  // NOLINT
  }
  ~SlowClient() { ::close(socket_); }
  SlowClient(const SlowClient&) = delete;
  SlowClient& operator=(const SlowClient&) = delete;

  bool send(const std::string& msg_type, int number, const std::string& body) const {
    const std::string bytes = fix::message("35=" + msg_type + "|34=" + std::to_string(number) +
                                           "|49=DESK1|52=" + fix_text(now()) + "|56=BRIDGE|" + body);
    return connected_ && ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL) == std::ssize(bytes);
  }
  // Reads a portion at a time until there are so many messages of this type (all: empty); what came, as pipe
  // text.
  std::vector<std::string> read(std::size_t count, const std::string& msg_type, milliseconds pause) {
    std::vector<std::string> messages;
    std::vector<char> bytes(kPortion);
    while (messages.size() < count) {
      const auto size = ::recv(socket_, bytes.data(), bytes.size(), 0);
      if (size <= 0 || !framer_.append({bytes.data(), static_cast<std::size_t>(size)})) break;
      for (auto next = framer_.next(); !next.empty(); next = framer_.next()) {
        std::string text(next);
        std::ranges::replace(text, '\x01', '|');
        if (msg_type.empty() || value(text, 35) == msg_type) messages.push_back(std::move(text));
      }
      std::this_thread::sleep_for(pause);  // this is the slowness
    }
    return messages;
  }

 private:
  int socket_;
  bool connected_ = false;
  fix::Framer framer_{1U << 20U};
};

class SlowReader : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(stage.gateway_becomes_ready()) << stage.err();
    ASSERT_TRUE(other->log_on(kPatience));
    (void)ask_around();  // everything has been used once
  }

  // The other client's cancels, one after the other; the median of their times. Refused here: no venue in
  // between.
  microseconds ask_around() {
    std::vector<microseconds> times;
    for (int i = 0; i < kAsked; ++i) {
      const std::string name = "o" + std::to_string(asked_++);
      const auto began = SteadyClock::now();
      EXPECT_TRUE(other->send_cancel(cancel(name, "no id")));
      EXPECT_EQ(value(other->wait_for_report(name, kPatience), 35), "9");
      times.push_back(std::chrono::duration_cast<microseconds>(SteadyClock::now() - began));
    }
    std::ranges::nth_element(times, times.begin() + kAsked / 2);
    return times[kAsked / 2];
  }
  // While `slow_` runs on another thread. The times of a busy machine are taken more than once.
  template <class Slow>
  void expect_others_are_served_as_ever(Slow slow) {
    const auto alone = ask_around();
    std::atomic<bool> done{false};
    std::thread beside([&] {
      slow();
      done = true;
    });
    std::vector<double> ratios;
    std::size_t peak = 0;
    while (!done) {
      const auto among = ask_around();
      peak = std::max(peak, memory());
      if (!done) ratios.push_back(static_cast<double>(among.count()) / static_cast<double>(alone.count()));
    }
    beside.join();
    ASSERT_FALSE(ratios.empty()) << "it was too quick to compare with";
    std::ranges::sort(ratios);
    std::cout << "[ figures  ] alone " << alone.count() << " us; beside it " << ratios.front() << " to "
              << ratios.back() << " times that, " << ratios.size() << " rounds\n";
    // A sanitizer keeps what was freed, and times itself: these two are for the release (tests/README.md).
    if (kSanitized) return;
    EXPECT_LE(ratios[std::min<std::size_t>(ratios.size() / 2, kRounds)], kSlowdownMax);
    EXPECT_LE(peak, memory_before + kMemoryMax);
  }
  [[nodiscard]] std::size_t memory() {
    std::ifstream file("/proc/" + std::to_string(stage.gateway().id()) + "/statm");
    std::size_t all = 0;
    std::size_t resident = 0;
    file >> all >> resident;
    return resident * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
  }

  static std::string bad_cancel(int number) {
    return "11=c" + std::to_string(number) + "|37=no id|54=1|55=BTCUSDT|60=" + fix_text(now()) + "|";
  }
  // Its cancels, at its rate; the first has MsgSeqNum(34) 2.
  static void send_cancels(const SlowClient& client) {
    const auto began = SteadyClock::now();
    for (int i = 0; i < kReports; ++i) {
      ASSERT_TRUE(client.send("F", i + 2, bad_cancel(i))) << i;
      std::this_thread::sleep_until(began + microseconds{1'000'000} * (i + 1) / kRate);
    }
  }
  // All reports, each once, in order; numbered from 2 on, behind the Logon.
  static void expect_all(const std::vector<std::string>& reports, bool again) {
    ASSERT_EQ(reports.size(), static_cast<std::size_t>(kReports));
    for (int i = 0; i < kReports; ++i) {
      const auto& report = reports[static_cast<std::size_t>(i)];
      ASSERT_EQ(value(report, 11), "c" + std::to_string(i)) << report;
      ASSERT_EQ(value(report, 34), std::to_string(i + 2)) << report;
      ASSERT_EQ(value(report, 43), again ? "Y" : "") << report;
    }
  }
  void expect_that_no_limit_was_met() const {
    for (const auto* line : {"rate_limited", "fix_flood", "client does not read", "outbound limit"}) {
      EXPECT_EQ(count_of(stage.log(), line), 0U) << line;
    }
  }

  Stage stage{{.sessions = {session("FIX.4.4", "account: main, rate_limit: {messages: 2000, per: 1s}"),
                            session("FIX.4.2")}}};
  std::unique_ptr<fix::Oms> other = stage.make_oms_of("FIX.4.2");
  std::size_t memory_before = 0;
  int asked_ = 0;
};

TEST_F(SlowReader, GetsEveryReportInOrderAndKeepsNobodyWaiting) {
  SlowClient client(stage.fix_port());
  ASSERT_TRUE(client.send("A", 1, "98=0|108=60|"));
  ASSERT_EQ(client.read(1, "A", milliseconds{0}).size(), 1U);
  memory_before = memory();
  std::vector<std::string> reports;
  expect_others_are_served_as_ever([&] {
    std::thread writer([&] { send_cancels(client); });
    reports = client.read(kReports, "9", kEvery);
    writer.join();
  });
  expect_all(reports, false);
  expect_that_no_limit_was_met();
}

TEST_F(SlowReader, IsSentFiveThousandMessagesAgainAndKeepsNobodyWaiting) {
  {
    SlowClient client(stage.fix_port());
    ASSERT_TRUE(client.send("A", 1, "98=0|108=60|"));
    ASSERT_EQ(client.read(1, "A", milliseconds{0}).size(), 1U);
    std::thread writer([&] { send_cancels(client); });
    expect_all(client.read(kReports, "9", milliseconds{0}), false);
    writer.join();
  }
  memory_before = memory();
  SlowClient client(stage.fix_port());
  ASSERT_TRUE(eventually([&] { return count_of(stage.log(), "fix_disconnected") == 1; }));
  ASSERT_TRUE(client.send("A", kReports + 2, "98=0|108=60|"));
  ASSERT_EQ(client.read(1, "A", milliseconds{0}).size(), 1U);
  std::vector<std::string> reports;
  expect_others_are_served_as_ever([&] {
    ASSERT_TRUE(client.send("2", kReports + 3, "7=1|16=0|"));
    reports = client.read(kReports, "9", kEvery);
  });
  expect_all(reports, true);
  // Its numbers go on behind the gap fill for the second Logon.
  ASSERT_TRUE(client.send("F", kReports + 4, bad_cancel(kReports)));
  const auto last = client.read(1, "9", milliseconds{0});
  ASSERT_EQ(last.size(), 1U);
  EXPECT_EQ(value(last[0], 11), "c" + std::to_string(kReports)) << last[0];
  EXPECT_EQ(value(last[0], 34), std::to_string(kReports + 3)) << last[0];
  EXPECT_EQ(value(last[0], 43), "") << last[0];
  expect_that_no_limit_was_met();
}

}  // namespace
}  // namespace bridge::endtoend
