#include "fix/door/schedule.hpp"

#include <algorithm>
#include <date/tz.h>
#include <stdexcept>
#include <utility>

namespace bridge::fix {
namespace {

using std::chrono::days;
using std::chrono::weekday;

constexpr days kLongest{8};    // a window of a week, and a day for zones that move the date
constexpr days kFarthest{14};  // a weekly window begins at least once in so many

weekday weekday_of(days day) { return weekday{std::chrono::sys_days{day}}; }

}  // namespace

Schedule::Schedule(ScheduleSettings settings) : settings_(std::move(settings)) {
  if (settings_.time_zone.empty()) return;
  try {
    zone_ = date::locate_zone(settings_.time_zone);
  } catch (const std::exception&) {
    throw std::runtime_error("schedule: no time zone \"" + settings_.time_zone +
                             "\" on this machine; write a name such as America/New_York, or install tzdata");
  }
}

std::optional<Schedule::Window> Schedule::window(Timestamp at) const {
  if (zone_ == nullptr) return Window{Timestamp::min(), Timestamp::max()};
  const Day today = day_of(at);
  // The search goes from the latest window back: where an hour comes twice, the window that has begun counts.
  for (Day day = today + days{1}; day >= today - kLongest; day -= days{1}) {
    const auto candidate = beginning_on(day);
    if (candidate && candidate->begin <= at && at < candidate->end) return candidate;
  }
  return std::nullopt;
}

std::optional<Schedule::Window> Schedule::next(Timestamp at) const {
  if (zone_ == nullptr) return std::nullopt;
  const Day today = day_of(at);
  for (Day day = today - days{1}; day <= today + kFarthest; day += days{1}) {
    const auto candidate = beginning_on(day);
    if (candidate && candidate->begin > at) return candidate;
  }
  return std::nullopt;
}

Timestamp Schedule::day_began(Timestamp at, days before) const {
  if (zone_ == nullptr) return std::chrono::floor<days>(at) - before;
  Day day = day_of(at) + days{1};  // a day that the clock's change takes away may begin early
  while (moment(day, settings_.start) > at) day -= days{1};
  return moment(day - before, settings_.start);
}

Schedule::Day Schedule::day_of(Timestamp at) const {
  return date::floor<days>(zone_->to_local(at)).time_since_epoch();
}

std::optional<Schedule::Window> Schedule::beginning_on(Day day) const {
  const bool weekly = settings_.start_day && settings_.end_day;
  const auto& begins = settings_.days;
  const bool today = weekly ? weekday_of(day) == *settings_.start_day
                            : begins.empty() || std::ranges::find(begins, weekday_of(day)) != begins.end();
  if (!today) return std::nullopt;
  Day last = day + (weekly ? *settings_.end_day - *settings_.start_day : days{0});
  if (last == day && settings_.end <= settings_.start) last += weekly ? days{7} : days{1};
  return Window{moment(day, settings_.start), moment(last, settings_.end)};
}

Timestamp Schedule::moment(Day day, seconds time) const {
  const date::local_time<seconds> local{day + time};
  return zone_->to_sys(local, date::choose::earliest);
}

}  // namespace bridge::fix
