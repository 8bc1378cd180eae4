#include "base/time.hpp"

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

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Reads a number of digits only, few enough for an int.
int number(std::string_view digits) {
  int value = 0;
  for (const char digit : digits) value = value * 10 + (digit - '0');
  return value;
}

// Writes `value` with so many digits, from `begin` on.
void put_digits(std::string& text, std::size_t begin, std::size_t digits, int value) {
  for (std::size_t i = begin + digits; i-- > begin; value /= 10)
    text[i] = static_cast<char>('0' + value % 10);
}

// Reads ".123", the part of a second behind its point.
std::optional<int> micros(std::string_view fraction) {
  constexpr std::size_t kPlaces = 6;
  constexpr std::size_t kPlacesMax = 9;
  const auto digits = fraction.substr(1);
  if (fraction.front() != '.' || digits.empty() || digits.size() > kPlacesMax) return std::nullopt;
  for (const char digit : digits) {
    if (!is_digit(digit)) return std::nullopt;
  }
  std::string padded(digits.substr(0, kPlaces));
  padded.resize(kPlaces, '0');
  return number(padded);
}

Timestamp system_time() {
  return std::chrono::time_point_cast<microseconds>(std::chrono::system_clock::now());
}

microseconds steady_time() {
  return std::chrono::duration_cast<microseconds>(std::chrono::steady_clock::now().time_since_epoch());
}

}  // namespace

Timestamp now() {
  static const Timestamp steady_epoch = system_time() - steady_time();
  return steady_epoch + steady_time();
}

microseconds clock_step() { return system_time() - now(); }

std::string iso_text(Timestamp at) {
  std::string text = fix_text(at, 6);
  text[8] = 'T';
  return text.insert(6, "-").insert(4, "-") + 'Z';
}

std::string fix_text(Timestamp at, int places) {
  const Calendar c = calendar(at);
  std::string text = "00000000-00:00:00.000000";
  put_digits(text, 0, 4, c.year);
  put_digits(text, 4, 2, static_cast<int>(c.month));
  put_digits(text, 6, 2, static_cast<int>(c.day));
  put_digits(text, 9, 2, c.hour);
  put_digits(text, 12, 2, c.minute);
  put_digits(text, 15, 2, c.second);
  put_digits(text, 18, 6, c.us);
  constexpr std::size_t kSeconds = std::string_view("20261122-17:09:31").size();
  text.resize(places == 0 ? kSeconds : kSeconds + 1 + static_cast<std::size_t>(places));
  return text;
}

std::optional<Timestamp> from_fix_text(std::string_view text) {
  constexpr std::string_view kShape = "dddddddd-dd:dd:dd";
  if (text.size() < kShape.size()) return std::nullopt;
  for (std::size_t i = 0; i < kShape.size(); ++i) {
    if (kShape[i] == 'd' ? !is_digit(text[i]) : text[i] != kShape[i]) return std::nullopt;
  }
  const auto fraction = text.substr(kShape.size());
  const auto us = fraction.empty() ? std::optional{0} : micros(fraction);
  const std::chrono::year_month_day date{std::chrono::year{number(text.substr(0, 4))},
                                         std::chrono::month{static_cast<unsigned>(number(text.substr(4, 2)))},
                                         std::chrono::day{static_cast<unsigned>(number(text.substr(6, 2)))}};
  const int hour = number(text.substr(9, 2));
  const int minute = number(text.substr(12, 2));
  const int second = number(text.substr(15, 2));  // 60: a leap second
  if (!us || !date.ok() || hour > 23 || minute > 59 || second > 60) return std::nullopt;
  return Timestamp{std::chrono::sys_days{date}} + std::chrono::hours{hour} + std::chrono::minutes{minute} +
         seconds{second} + microseconds{*us};
}

}  // namespace bridge
