#include "base/time.hpp"

#include <cstdio>

namespace bridge {
namespace {

struct Calendar {
  int year;
  unsigned month, day;
  int hour, minute, second, us;
};

Calendar calendar(Timestamp at) {
  const auto day = std::chrono::floor<std::chrono::days>(at);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss clock{at - day};
  return {.year = static_cast<int>(date.year()),
          .month = static_cast<unsigned>(date.month()),
          .day = static_cast<unsigned>(date.day()),
          .hour = static_cast<int>(clock.hours().count()),
          .minute = static_cast<int>(clock.minutes().count()),
          .second = static_cast<int>(clock.seconds().count()),
          .us = static_cast<int>(clock.subseconds().count())};
}

}  // namespace

std::string iso_text(Timestamp at) {
  const Calendar c = calendar(at);
  char text[96];
  std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02d.%06dZ", c.year, c.month, c.day, c.hour,
                c.minute, c.second, c.us);
  return text;
}

std::string fix_text(Timestamp at) {
  const Calendar c = calendar(at);
  char text[96];
  std::snprintf(text, sizeof text, "%04d%02u%02u-%02d:%02d:%02d.%03d", c.year, c.month, c.day, c.hour,
                c.minute, c.second, c.us / 1000);
  return text;
}

}  // namespace bridge
