// When a session may be on: always, or in windows of days or weeks by the clock of a named time zone. A
// window is as long as its local times say on that day: an hour shorter or longer where the zone's clock is
// changed within. Pure; any thread.
#pragma once

#include "base/time.hpp"
#include "fix/settings.hpp"

#include <chrono>
#include <optional>

namespace date {
class time_zone;
}

namespace bridge::fix {

class Schedule {
 public:
  // A window holds a time when begin <= at < end.
  struct Window {
    Timestamp begin;
    Timestamp end;
  };

  // It throws std::runtime_error for a time zone that this machine does not know.
  explicit Schedule(ScheduleSettings settings);

  // The window that holds `at`; nothing when that is out of hours. A session that is always on has one
  // window, which is all time.
  [[nodiscard]] std::optional<Window> window(Timestamp at) const;
  // The next window to begin after `at`, if there is one within two weeks.
  [[nodiscard]] std::optional<Window> next(Timestamp at) const;
  // The time at which the session's day began that holds `at`, or the one so many days `before`. Days follow
  // each other without a gap, each from the local time at which windows start, in a week's window and out of
  // hours too. The days of a session that is always on are UTC's.
  [[nodiscard]] Timestamp day_began(Timestamp at, std::chrono::days before = std::chrono::days{0}) const;

 private:
  using Day = std::chrono::days;  // since 1970, by the zone's calendar

  [[nodiscard]] Day day_of(Timestamp at) const;
  // The window that begins on this day; nothing when none does.
  [[nodiscard]] std::optional<Window> beginning_on(Day day) const;
  // A local time that the clock's change skips is the moment of the change, one that comes twice its first.
  [[nodiscard]] Timestamp moment(Day day, seconds time) const;

  ScheduleSettings settings_;
  const date::time_zone* zone_ = nullptr;  // nothing: always on
};

}  // namespace bridge::fix
