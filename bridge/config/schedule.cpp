#include "base/number.hpp"
#include "config/session_options.hpp"

#include <algorithm>
#include <array>
#include <date/tz.h>
#include <optional>
#include <utility>

namespace bridge::config {
namespace {

constexpr std::array<std::string_view, 7> kDays = {"sunday",   "monday", "tuesday", "wednesday",
                                                   "thursday", "friday", "saturday"};

std::optional<std::chrono::weekday> day_of(const Node& node) {
  const auto* found = std::ranges::find(kDays, node.text);
  if (node.kind != Node::Kind::Scalar || found == kDays.end()) return std::nullopt;
  return std::chrono::weekday{static_cast<unsigned>(found - kDays.begin())};
}

std::optional<int> two_digits(std::string_view text, int most) {
  const auto number = whole_number<int>(text);
  return number && *number >= 0 && *number <= most ? number : std::nullopt;
}

// Reads "17:00" or "17:00:30".
std::optional<seconds> time_of_day(std::string_view text) {
  constexpr std::string_view kShort = "17:00";
  constexpr std::string_view kLong = "17:00:30";
  if (text.size() != kShort.size() && text.size() != kLong.size()) return std::nullopt;
  if (text[2] != ':' || (text.size() == kLong.size() && text[5] != ':')) return std::nullopt;
  const auto hour = two_digits(text.substr(0, 2), 23);
  const auto minute = two_digits(text.substr(3, 2), 59);
  const auto second = text.size() == kLong.size() ? two_digits(text.substr(6), 59) : std::optional(0);
  if (!hour || !minute || !second) return std::nullopt;
  return std::chrono::hours{*hour} + std::chrono::minutes{*minute} + seconds{*second};
}

seconds read_time(Section& section, std::string_view key) {
  const Node* node = section.required(key);
  if (node == nullptr) return {};
  const auto time = node->kind == Node::Kind::Scalar ? time_of_day(node->text) : std::nullopt;
  if (!time) section.mistake(key, "is not a time of day; write e.g. 17:00 or 17:00:30");
  return time.value_or(seconds{0});
}

std::optional<std::chrono::weekday> read_day(Section& section, std::string_view key) {
  const Node* node = section.optional(key);
  if (node == nullptr) return std::nullopt;
  const auto day = day_of(*node);
  if (!day) section.mistake(key, "is not a day; write sunday, monday … saturday");
  return day;
}

std::vector<std::chrono::weekday> read_days(Section& section) {
  const Node* node = section.optional("days");
  if (node == nullptr) return {};
  std::vector<std::chrono::weekday> days;
  for (const Node& item : node->items) {
    if (const auto day = day_of(item)) days.push_back(*day);
  }
  if (days.empty() || days.size() != node->items.size()) {
    section.mistake("days",
                    "is not a list of days; write e.g. [monday, friday], or leave it out for every day");
  }
  return days;
}

std::string read_time_zone(Section& section) {
  std::string zone = section.required_text("time_zone");
  try {
    if (!zone.empty()) static_cast<void>(date::locate_zone(zone));
  } catch (const std::exception&) {
    section.mistake("time_zone", shown(zone) +
                                     " is no time zone of this machine; write a name such as "
                                     "America/New_York or UTC, or install tzdata");
  }
  return zone;
}

}  // namespace

void read_schedule(Section section, fix::ScheduleSettings& settings) {
  if (!section.present()) return;
  settings.time_zone = read_time_zone(section);
  settings.start = read_time(section, "start");
  settings.end = read_time(section, "end");
  settings.days = read_days(section);
  settings.start_day = read_day(section, "start_day");
  settings.end_day = read_day(section, "end_day");
  settings.reset = section.flag("reset", settings.reset);
  const bool from = section.given("start_day");
  const bool to = section.given("end_day");
  if (from != to) {
    section.mistake(from ? "start_day" : "end_day", std::string("needs ") + (from ? "end_day" : "start_day") +
                                                        " as well; together they are a week's window");
  } else if (from && !settings.days.empty()) {
    section.mistake(
        "days", "and start_day exclude each other; keep days for daily windows, start_day for weekly ones");
  }
  section.finish();
}

}  // namespace bridge::config
