// An honest client, and three hundred others (attack.hpp). What it says of the gateway, and what it proves of
// itself: that every attack really reached it.
#include "hostile/attack.hpp"
#include "hostile/honest.hpp"
#include "hostile/site.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <iostream>
#include <thread>

namespace bridge::hostile {
namespace {

using endtoend::eventually;

constexpr int kPerSecond = 50;
constexpr int kAlone = 10 * kPerSecond;           // before the attack, and once more after it
constexpr int kAttacked = 30 * kPerSecond;        // thirty seconds
constexpr std::size_t kMemoryBound = 64U << 20U;  // what the gateway may grow by, bytes
constexpr int kSlowdownMax = 3;                   // p99 among attackers to p99 alone
constexpr int kRounds = 3;                        // at most, to tell them apart
// What the door must have turned somebody away for.
constexpr const char* kReasons[] = {
    "not_fix",    "malformed",    "checksum", "not_logon", "too_long",          "unknown_session",
    "data_field", "heart_bt_int", "network",  "tls",       "already_connected", "evicted"};

// Follows a process's memory until it is told to stop.
class MemoryWatch {
 public:
  explicit MemoryWatch(const Site& site)
      : thread_([this, &site] {
          while (!done_) {
            peak_ = std::max(peak_.load(), site.memory());
            std::this_thread::sleep_for(milliseconds{100});
          }
        }) {}
  ~MemoryWatch() {
    done_ = true;
    thread_.join();
  }
  MemoryWatch(const MemoryWatch&) = delete;
  MemoryWatch& operator=(const MemoryWatch&) = delete;
  [[nodiscard]] std::size_t peak() const { return peak_; }

 private:
  std::atomic<bool> done_{false};
  std::atomic<std::size_t> peak_{0};
  std::thread thread_;
};

class Hostile : public testing::Test {
 protected:
  static constexpr int kOrders = kAlone + kRounds * (kAttacked + kAlone) + 1000;

  void SetUp() override {
    ASSERT_TRUE(site.start_gateway()) << site.err();
    honest = std::make_unique<HonestClient>(site.fix_port(), kHonest);
    ASSERT_TRUE(honest->log_on());
  }

  // Cancels the next `count` orders.
  Phase cancel(int count) {
    const Phase phase{next_order_, count};
    honest->cancel(phase.first, count, kPerSecond);
    next_order_ += count;
    return phase;
  }
  void print(const char* name, Phase phase) const {
    const auto answers = honest->answers();
    std::cout << "[ figures  ] " << name << ": p50 " << percentile(answers, {phase}, 50).count()
              << " us, p99 " << percentile(answers, {phase}, 99).count() << " us, max "
              << percentile(answers, {phase}, 100).count() << " us of " << phase.count << " cancels; "
              << (site.memory() >> 20U) << " MiB, " << site.descriptors() << " descriptors\n";
  }
  static void print(const Site::Tallies& tallies, const std::map<std::string, std::int64_t>& refused) {
    for (const auto& [name, tally] : tallies) {
      std::cout << "[ attacks  ] " << name << ": " << tally.connected << " connected, " << tally.logged_on
                << " logged on, " << tally.cut << " cut\n";
    }
    for (const auto& [reason, count] : refused) {
      std::cout << "[ refused  ] " << reason << ": " << count << '\n';
    }
  }
  // The slowest of a hundred are the machine's as much as ours, and there are ten of them: where these say
  // no, more are asked, and all count.
  void expect_hardly_slower(std::vector<Phase> attacked, std::vector<Phase> alone) {
    const auto p99 = [&](const std::vector<Phase>& phases) {
      return percentile(honest->answers(), phases, 99);
    };
    for (int round = 1; round < kRounds && p99(attacked) > kSlowdownMax * p99(alone); ++round) {
      site.start_attack();
      attacked.push_back(cancel(kAttacked));
      EXPECT_TRUE(honest->all_answered()) << "under attack";
      print("attacked", attacked.back());
      (void)site.end_attack();
      alone.push_back(cancel(kAlone));
      EXPECT_TRUE(honest->all_answered());
      print("alone again", alone.back());
    }
    EXPECT_LE(p99(attacked), kSlowdownMax * p99(alone));
  }
  void expect_each_canceled_once() const {
    std::map<std::string, int> wrong;  // the first ids would not tell more
    for (const auto& [order, answer] : honest->answers()) {
      const std::string id = std::to_string(order);
      const bool right = answer.reports == std::vector<std::string>{"8 4 4 " + id};
      if (right && site.order_status(order) == "CANCELED") continue;
      std::string told = site.order_status(order);
      for (const auto& report : answer.reports) told += ", " + report.substr(0, 6);
      ++wrong[told];
    }
    EXPECT_THAT(wrong, testing::IsEmpty());
  }

  Site site{kOrders};
  std::unique_ptr<HonestClient> honest;

 private:
  std::int64_t next_order_ = kFirstOrder;
};

TEST_F(Hostile, TheHonestClientIsServedAsIfAlone) {
  const auto alone = cancel(kAlone);
  ASSERT_TRUE(honest->all_answered());
  print("alone", alone);
  const auto memory = site.memory();
  const auto descriptors = site.descriptors();

  const MemoryWatch watch(site);
  site.start_attack();
  const auto attacked = cancel(kAttacked);
  EXPECT_TRUE(honest->all_answered()) << "under attack";
  EXPECT_TRUE(honest->connected());
  {
    HonestClient late(site.fix_port(), "LATE");
    EXPECT_TRUE(late.log_on()) << "the door has room for who is well-behaved";
  }
  print("attacked", attacked);
  const auto tallies = site.end_attack();
  const auto refused = site.refused();
  print(tallies, refused);

  const auto again = cancel(kAlone);
  ASSERT_TRUE(honest->all_answered());
  print("alone again", again);
  const auto peak = watch.peak();
  std::cout << "[ figures  ] memory before " << (memory >> 20U) << " MiB, at most " << (peak >> 20U)
            << " MiB, now " << (site.memory() >> 20U) << " MiB\n";

  expect_hardly_slower({attacked}, {alone, again});
  ASSERT_FALSE(site.gateway().has_ended()) << site.err();
  expect_each_canceled_once();
  EXPECT_LE(peak, memory + kMemoryBound);
  EXPECT_TRUE(eventually([&] { return site.descriptors() <= descriptors; }))
      << site.descriptors() << " descriptors, " << descriptors << " before";
  for (const auto& attack : strangers()) {
    EXPECT_GT(tallies.at(attack.name).connected, 0) << attack.name;
  }
  for (const char* reason : kReasons) EXPECT_TRUE(refused.contains(reason)) << reason;
  // On a slow machine whoever is found out has left, or was evicted, by then; it counts all the same.
  EXPECT_TRUE(refused.contains("credentials") || refused.contains("attempts")) << "passwords are looked at";
  for (const auto* table : {&clients(), &historians()}) {
    for (const auto& attack : *table) EXPECT_GT(tallies.at(attack.name).logged_on, 0) << attack.name;
  }
}

TEST_F(Hostile, ThousandsOfSilentConnectionsAreClosedAndServiceGoesOn) {
  constexpr int kSilent = 5000;
  const auto descriptors = site.descriptors();
  site.start_silence(kSilent);
  const auto beside = cancel(10 * kPerSecond);
  EXPECT_TRUE(honest->all_answered());
  print("beside 5,000 silent connections", beside);
  const auto tally = site.wait_for_silence().at("silent");
  EXPECT_EQ(tally.cut, kSilent);
  expect_each_canceled_once();
  ASSERT_FALSE(site.gateway().has_ended()) << site.err();
  EXPECT_TRUE(eventually([&] { return site.descriptors() <= descriptors; }));
}

}  // namespace
}  // namespace bridge::hostile
