// A gateway, its client and its venue who agree that it is another day: the gateway by Debian's libfaketime.
#pragma once

#include "endtoend/raw_oms.hpp"
#include "sanitized.hpp"
#include "where.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace bridge::endtoend {

class AnotherDay : public testing::Test {
 protected:
  explicit AnotherDay(const std::string& options = "account: main",
                      std::vector<simulator::Order> orders = {order(1001, "order-1"), order(1002, "order-2"),
                                                              order(1003, "order-3")})
      : stage({.orders = std::move(orders), .sessions = {session("FIX.4.4", options)}}) {}

  void SetUp() override {
    // Its library wants to be the first, as libfaketime's does.
    if (kSanitized) GTEST_SKIP() << "not together with a sanitizer";
    ASSERT_NE(std::string(LIBFAKETIME), "LIBFAKETIME-NOTFOUND")
        << "these tests need Debian's package faketime; ./run test installs it";
    begin_day(0);
  }

  void begin_day(int number) {
    const seconds ahead = std::chrono::days{number};
    if (number > 0) {
      oms.reset();
      stage.gateway().signal(SIGTERM);
      ASSERT_EQ(stage.gateway().wait(), 0);
    }
    environment = {"LD_PRELOAD=" LIBFAKETIME, "FAKETIME=+" + std::to_string(ahead.count()),
                   "DONT_FAKE_MONOTONIC=1"};
    stage.set_environment(environment);
    stage.venue().set({.clock_skew = ahead});
    ASSERT_TRUE(stage.gateway_becomes_ready()) << stage.err() << stage.log();
    oms.emplace(stage.fix_port(), kVersions[1], ahead);
  }
  std::string answer_to(const std::string& cl_ord_id) { return oms->hear("11=" + cl_ord_id).back(); }
  std::string status(std::int64_t id) const { return stage.venue().find("BTCUSDT", id)->status; }
  // A command of that day, which takes the configuration first.
  [[nodiscard]] Ending command(std::vector<std::string> arguments,
                               const std::filesystem::path& config) const {
    arguments.insert(arguments.begin() + 1, config.string());
    static int runs = 0;
    const auto directory = stage.directory() / ("command-" + std::to_string(++runs));
    std::filesystem::create_directory(directory);
    return run_fixbridge(arguments, directory, environment);
  }
  void expect_replay_is_equal() const { expect_replay_is_equal(stage.config()); }
  void expect_replay_is_equal(const std::filesystem::path& config) const {
    const auto ending = command({"replay"}, config);
    EXPECT_EQ(ending.exit_code, 0) << ending.out << ending.err;
    EXPECT_THAT(ending.out, testing::HasSubstr("all equal"));
  }

  Stage stage;
  std::vector<std::string> environment;  // of that day
  std::optional<RawOms> oms;
};

}  // namespace bridge::endtoend
