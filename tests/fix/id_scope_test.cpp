#include "fix/session/id_scope.hpp"

#include <gtest/gtest.h>

#include <string>

namespace bridge::fix {
namespace {

Timestamp at(const std::string& text) { return from_fix_text(text).value(); }

SessionSettings settings_of(int days) {
  SessionSettings settings;
  settings.cl_ord_id_days = days;
  return settings;
}

std::string since(int days, const std::string& now) {
  return fix_text(IdScope(settings_of(days)).since(at(now)), 0);
}

order::CancelCommand made(const std::string& transact_time) {
  order::CancelCommand command;
  command.transact_time = transact_time;
  return command;
}

std::string since(int days, const std::string& now, const order::CancelCommand& command) {
  return fix_text(IdScope(settings_of(days)).since(at(now), command), 0);
}

TEST(IdScope, IsTheSessionsDayUnlessToldOtherwise) {
  EXPECT_EQ(IdScope(SessionSettings{}).since(at("20261123-12:00:00")), at("20261123-00:00:00"));
  SessionSettings settings;
  settings.schedule.time_zone = "America/New_York";
  settings.schedule.start = std::chrono::hours{17};
  EXPECT_EQ(IdScope(settings).since(at("20261123-12:00:00")), at("20261122-22:00:00"));
}

TEST(IdScope, IsSoManyDaysTodayIncluded) {
  EXPECT_EQ(since(1, "20261123-12:00:00"), "20261123-00:00:00");
  EXPECT_EQ(since(2, "20261123-12:00:00"), "20261122-00:00:00");
  EXPECT_EQ(since(7, "20261123-12:00:00"), "20261117-00:00:00");
}

TEST(IdScope, IsAllTimeForEver) {
  order::CancelCommand again = made("20261122-23:59:59");
  again.poss_resend = true;
  EXPECT_EQ(IdScope(settings_of(0)).since(at("20261123-12:00:00")), Timestamp::min());
  EXPECT_EQ(IdScope(settings_of(0)).since(at("20261123-12:00:00"), again), Timestamp::min());
}

// Whatever its 60 says: an order system may write there what it likes.
TEST(IdScope, OfANewRequestIsThatOfNow) {
  EXPECT_EQ(since(1, "20261123-00:00:01", made("20261122-23:59:59")), "20261123-00:00:00");
}

TEST(IdScope, OfARepeatIsThatOfTheDayOnWhichItWasMade) {
  for (const bool dup : {true, false}) {
    const auto repeat = [&](const std::string& transact_time) {
      order::CancelCommand command = made(transact_time);
      (dup ? command.poss_dup : command.poss_resend) = true;
      return command;
    };
    EXPECT_EQ(since(1, "20261123-00:00:01", repeat("20261122-23:59:59")), "20261122-00:00:00");
    EXPECT_EQ(since(3, "20261123-00:00:01", repeat("20261122-23:59:59")), "20261120-00:00:00");
    EXPECT_EQ(since(1, "20261123-00:00:01", repeat("20261123-00:00:00")), "20261123-00:00:00");
    EXPECT_EQ(since(1, "20261123-00:00:01", repeat("20261101-00:00:00")), "20261122-00:00:00") << "yesterday";
    EXPECT_EQ(since(1, "20261123-00:00:01", repeat("20270101-00:00:00")), "20261123-00:00:00") << "not later";
    EXPECT_EQ(since(1, "20261123-00:00:01", repeat("")), "20261123-00:00:00");
  }
}

}  // namespace
}  // namespace bridge::fix
