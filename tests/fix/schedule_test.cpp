#include "fix/door/schedule.hpp"

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>

namespace bridge::fix {
namespace {

using namespace std::chrono_literals;
using std::chrono::Friday;
using std::chrono::Monday;
using std::chrono::Saturday;
using std::chrono::Sunday;

// "20261122-17:00:00", UTC.
Timestamp at(const std::string& text) { return from_fix_text(text).value(); }

// "begin to end", UTC, or "out of hours".
std::string text_of(const std::optional<Schedule::Window>& window) {
  return window ? fix_text(window->begin, 0) + " to " + fix_text(window->end, 0) : "out of hours";
}
std::string window_at(const ScheduleSettings& settings, const std::string& time) {
  return text_of(Schedule(settings).window(at(time)));
}

ScheduleSettings daily(std::string zone, seconds start, seconds end) {
  ScheduleSettings settings;
  settings.time_zone = std::move(zone);
  settings.start = start;
  settings.end = end;
  return settings;
}

ScheduleSettings weekly(std::string zone, std::chrono::weekday start_day, seconds start,
                        std::chrono::weekday end_day, seconds end) {
  ScheduleSettings settings = daily(std::move(zone), start, end);
  settings.start_day = start_day;
  settings.end_day = end_day;
  return settings;
}

TEST(Schedule, IsOpenAlwaysUnlessToldOtherwise) {
  const Schedule schedule{ScheduleSettings{}};
  ASSERT_TRUE(schedule.window(at("20261122-17:00:00")));
  EXPECT_EQ(schedule.window(at("20261122-17:00:00"))->end, Timestamp::max());
  EXPECT_FALSE(schedule.next(at("20261122-17:00:00")));
}

TEST(Schedule, OpensAtItsStartAndClosesAtItsEnd) {
  const auto hours = daily("UTC", 8h, 18h);
  EXPECT_EQ(window_at(hours, "20261123-07:59:59"), "out of hours");
  EXPECT_EQ(window_at(hours, "20261123-08:00:00"), "20261123-08:00:00 to 20261123-18:00:00");
  EXPECT_EQ(window_at(hours, "20261123-17:59:59"), "20261123-08:00:00 to 20261123-18:00:00");
  EXPECT_EQ(window_at(hours, "20261123-18:00:00"), "out of hours");
}

TEST(Schedule, OpensOnItsDaysOnly) {
  auto hours = daily("UTC", 8h, 18h);
  hours.days = {Monday, Friday};
  EXPECT_EQ(window_at(hours, "20261123-12:00:00"), "20261123-08:00:00 to 20261123-18:00:00");  // a Monday
  EXPECT_EQ(window_at(hours, "20261124-12:00:00"), "out of hours");
  EXPECT_EQ(text_of(Schedule(hours).next(at("20261124-12:00:00"))), "20261127-08:00:00 to 20261127-18:00:00");
}

TEST(Schedule, GoesOverMidnightFromTheDayOnWhichItBegins) {
  auto hours = daily("Asia/Tokyo", 22h, 6h);  // nine hours ahead of UTC
  hours.days = {Friday};
  EXPECT_EQ(window_at(hours, "20261127-12:59:59"), "out of hours");
  EXPECT_EQ(window_at(hours, "20261127-13:00:00"), "20261127-13:00:00 to 20261127-21:00:00");
  EXPECT_EQ(window_at(hours, "20261127-20:59:59"),
            "20261127-13:00:00 to 20261127-21:00:00");  // Saturday there
  EXPECT_EQ(window_at(hours, "20261128-13:00:00"), "out of hours");
}

TEST(Schedule, HasNoGapWhenAWindowEndsAsTheNextBegins) {
  const auto hours = daily("Europe/London", 21h, 21h);
  EXPECT_EQ(window_at(hours, "20261123-20:59:59"), "20261122-21:00:00 to 20261123-21:00:00");
  EXPECT_EQ(window_at(hours, "20261123-21:00:00"), "20261123-21:00:00 to 20261124-21:00:00");
}

TEST(Schedule, RunsThroughTheWeek) {
  const auto hours = weekly("America/New_York", Sunday, 17h, Friday, 17h);
  EXPECT_EQ(window_at(hours, "20260712-20:59:59"), "out of hours");
  EXPECT_EQ(window_at(hours, "20260712-21:00:00"), "20260712-21:00:00 to 20260717-21:00:00");
  EXPECT_EQ(window_at(hours, "20260715-03:00:00"), "20260712-21:00:00 to 20260717-21:00:00");
  EXPECT_EQ(window_at(hours, "20260717-21:00:00"), "out of hours");
}

TEST(Schedule, KeepsLocalTimeInSummerAndInWinter) {
  const auto hours = weekly("America/New_York", Sunday, 17h, Friday, 17h);
  // The clock goes forward on Sunday, March 8th, and back on Sunday, November 1st, between two windows.
  EXPECT_EQ(window_at(hours, "20260304-12:00:00"), "20260301-22:00:00 to 20260306-22:00:00");
  EXPECT_EQ(window_at(hours, "20260311-12:00:00"), "20260308-21:00:00 to 20260313-21:00:00");
  EXPECT_EQ(window_at(hours, "20261028-12:00:00"), "20261025-21:00:00 to 20261030-21:00:00");
  EXPECT_EQ(window_at(hours, "20261104-12:00:00"), "20261101-22:00:00 to 20261106-22:00:00");
}

TEST(Schedule, IsAnHourShorterOrLongerWhenTheClockIsChangedWithin) {
  const auto night = daily("America/New_York", 22h, 6h);
  EXPECT_EQ(window_at(night, "20260308-09:59:59"), "20260308-03:00:00 to 20260308-10:00:00");
  EXPECT_EQ(window_at(night, "20261101-10:59:59"), "20261101-02:00:00 to 20261101-11:00:00");
}

TEST(Schedule, RunsThroughAWeekInWhichTheClockIsChanged) {
  const auto week = weekly("America/New_York", Saturday, 17h, Saturday, 17h);
  EXPECT_EQ(window_at(week, "20260310-00:00:00"), "20260307-22:00:00 to 20260314-21:00:00");
  EXPECT_EQ(window_at(week, "20261103-00:00:00"), "20261031-21:00:00 to 20261107-22:00:00");
}

TEST(Schedule, TakesASkippedTimeForTheMomentOfTheChange) {
  EXPECT_EQ(window_at(daily("America/New_York", 2h + 30min, 12h), "20260308-08:00:00"),
            "20260308-07:00:00 to 20260308-16:00:00");
}

TEST(Schedule, TakesATimeThatComesTwiceForItsFirst) {
  EXPECT_EQ(window_at(daily("America/New_York", 1h + 30min, 12h), "20261101-08:00:00"),
            "20261101-05:30:00 to 20261101-17:00:00");
  const auto round = daily("America/New_York", 1h + 30min, 1h + 30min);
  EXPECT_EQ(window_at(round, "20261101-05:29:59"), "20261031-05:30:00 to 20261101-05:30:00");
  EXPECT_EQ(window_at(round, "20261101-06:30:00"), "20261101-05:30:00 to 20261102-06:30:00");
}

TEST(Schedule, KnowsWhenItOpensNext) {
  const Schedule schedule{weekly("America/New_York", Sunday, 17h, Friday, 17h)};
  EXPECT_EQ(text_of(schedule.next(at("20260718-12:00:00"))), "20260719-21:00:00 to 20260724-21:00:00");
  EXPECT_EQ(text_of(schedule.next(at("20260719-21:00:00"))), "20260726-21:00:00 to 20260731-21:00:00");
}

TEST(Schedule, RefusesAZoneThatDoesNotExist) {
  try {
    static_cast<void>(Schedule(daily("Mars/Olympus", 1h, 2h)));
    FAIL();
  } catch (const std::runtime_error& error) {
    EXPECT_NE(std::string(error.what()).find("no time zone \"Mars/Olympus\""), std::string::npos);
  }
}

std::string day_at(const ScheduleSettings& settings, const std::string& time, int before = 0) {
  return fix_text(Schedule(settings).day_began(at(time), std::chrono::days{before}), 0);
}

TEST(Schedule, HasTheDaysOfUtcWhenItIsAlwaysOn) {
  EXPECT_EQ(day_at({}, "20261122-00:00:00"), "20261122-00:00:00");
  EXPECT_EQ(day_at({}, "20261122-23:59:59"), "20261122-00:00:00");
  EXPECT_EQ(day_at({}, "20261122-23:59:59", 4), "20261118-00:00:00");
}

TEST(Schedule, HasDaysThatBeginWithItsWindows) {
  const auto night = daily("America/New_York", 17h, 16h);
  EXPECT_EQ(day_at(night, "20261123-21:59:59"), "20261122-22:00:00");
  EXPECT_EQ(day_at(night, "20261123-22:00:00"), "20261123-22:00:00");
  EXPECT_EQ(day_at(night, "20261123-22:00:00", 1), "20261122-22:00:00");
  EXPECT_EQ(day_at(daily("Asia/Tokyo", 9h, 15h), "20261123-00:00:00"), "20261123-00:00:00");
  EXPECT_EQ(day_at(daily("Asia/Tokyo", 9h, 15h), "20261122-23:59:59"), "20261122-00:00:00");
}

// A week's window has seven of them.
TEST(Schedule, HasDaysWithinAWeeksWindowAndOutOfHours) {
  const auto week = weekly("America/New_York", Sunday, 17h, Friday, 17h);
  EXPECT_EQ(day_at(week, "20261125-12:00:00"), "20261124-22:00:00");
  EXPECT_EQ(day_at(week, "20261128-12:00:00"), "20261127-22:00:00");
}

TEST(Schedule, HasDaysByLocalTimeWhereTheClockIsChanged) {
  const auto hours = daily("Europe/London", 7h, 19h);
  EXPECT_EQ(day_at(hours, "20261025-12:00:00"), "20261025-07:00:00");
  EXPECT_EQ(day_at(hours, "20261025-12:00:00", 1), "20261024-06:00:00");
  EXPECT_EQ(day_at(daily("Europe/London", 1h + 30min, 1h), "20260329-00:59:59"), "20260328-01:30:00");
  EXPECT_EQ(day_at(daily("Europe/London", 1h + 30min, 1h), "20260329-01:00:00"), "20260329-01:00:00");
}

}  // namespace
}  // namespace bridge::fix
