#include "base/failpoint.hpp"

#include "base/log.hpp"
#include "base/number.hpp"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <optional>
#include <thread>

namespace bridge::failpoint {
namespace {

constexpr const char* kVariable = "FIXBRIDGE_FAILPOINTS";
constexpr std::uint32_t kDelayMaxMs = 60'000;

enum class Action { Crash, Error, Delay };

struct Arm {
  std::size_t point = 0;
  Action action = Action::Crash;
  std::chrono::milliseconds delay{0};
  std::uint32_t at = 0;              // 0: at each hit
  std::optional<std::size_t> after;  // hits count once this one was hit
  std::atomic<bool> counting{true};
  std::atomic<std::uint32_t> hits{0};
};

// arm() writes it before any thread reads it. It is never freed, because the log's thread ends late.
std::deque<Arm>& arms() {
  static auto* const all = new std::deque<Arm>;
  return *all;
}

[[noreturn]] void refuse(std::string_view part, const std::string& why) {
  throw std::invalid_argument(std::string(kVariable) + ": \"" + std::string(part) + "\": " + why);
}

std::size_t point_named(std::string_view name, std::string_view part) {
  const auto found = std::ranges::find(kPoints, name, &NamedPoint::name);
  if (found != kPoints.end()) return static_cast<std::size_t>(found - kPoints.begin());
  std::string names;
  for (const auto& point : kPoints) names.append(names.empty() ? "" : ", ").append(point.name);
  refuse(part, "no point is called \"" + std::string(name) + "\"; there are " + names);
}

std::uint32_t number_in(std::string_view text, std::uint32_t highest, std::string_view part) {
  const auto number = whole_number<std::uint32_t>(text);
  if (number && *number > 0 && *number <= highest) return *number;
  refuse(part, "\"" + std::string(text) + "\" is not a number from 1 to " + std::to_string(highest));
}

// Cuts off what follows the first `mark`; nothing when there is none.
std::optional<std::string_view> cut(std::string_view& text, char mark) {
  const auto at = text.find(mark);
  if (at == std::string_view::npos) return std::nullopt;
  const auto rest = text.substr(at + 1);
  text = text.substr(0, at);
  return rest;
}

void read_action(std::string_view text, std::string_view part, Arm& arm) {
  constexpr std::string_view kDelay = "delay:";
  if (text == "crash") {
    arm.action = Action::Crash;
  } else if (text == "error") {
    arm.action = Action::Error;
  } else if (text.starts_with(kDelay)) {
    arm.action = Action::Delay;
    arm.delay = std::chrono::milliseconds{number_in(text.substr(kDelay.size()), kDelayMaxMs, part)};
  } else {
    refuse(part, "want POINT=crash, POINT=error or POINT=delay:MS");
  }
}

void read_arm(std::string_view part, Arm& arm) {
  constexpr std::string_view kAfter = "after:";
  std::string_view name = part;
  std::string_view action = cut(name, '=').value_or("");
  const auto condition = cut(action, ',');
  const auto at = cut(action, '@');
  arm.point = point_named(name, part);
  read_action(action, part, arm);
  if (at) arm.at = number_in(*at, INT32_MAX, part);
  if (!condition) return;
  if (!condition->starts_with(kAfter)) refuse(part, "want after:POINT behind the comma");
  arm.after = point_named(condition->substr(kAfter.size()), part);
  arm.counting = false;
}

[[noreturn]] void crash(std::string_view name) {
  // Nothing is flushed or closed, as if the machine's owner had pulled the process out.
  std::fprintf(stderr, "failpoint %.*s: crash\n", static_cast<int>(name.size()), name.data());
  std::raise(SIGKILL);
  std::abort();
}

bool fire(const Arm& arm, std::uint32_t hit) {
  const std::string_view name = kPoints[arm.point].name;
  if (arm.action == Action::Crash) crash(name);
  const bool is_delay = arm.action == Action::Delay;
  log::warn("failpoint_fired", {{"point", name},
                                {"action", is_delay ? "delay" : "error"},
                                {"hit", hit},
                                {"delay_ms", arm.delay.count()}});
  if (is_delay) std::this_thread::sleep_for(arm.delay);
  return !is_delay;
}

}  // namespace

void arm(std::string_view text) {
  detail::armed = false;
  arms().clear();
  if (text.empty()) return;
  if (!kCompiledIn) refuse(text, "this program was built without failpoints; unset the variable");
  try {
    std::optional<std::string_view> rest = text;
    while (rest) {
      std::string_view part = *rest;
      rest = cut(part, ';');
      read_arm(part, arms().emplace_back());
      log::warn("failpoint_armed", {{"what", part}});
    }
  } catch (...) {
    arms().clear();
    throw;
  }
  detail::armed = true;
}

void arm_from_environment() {
  const char* const text = std::getenv(kVariable);
  if (text != nullptr) arm(text);
}

bool detail::hit(std::size_t index) {
  bool fail = false;
  for (Arm& arm : arms()) {
    if (arm.after == index) arm.counting = true;
    if (arm.point != index || !arm.counting) continue;
    const std::uint32_t hit = ++arm.hits;
    if (arm.at == 0 || arm.at == hit) fail |= fire(arm, hit);
  }
  return fail;
}

}  // namespace bridge::failpoint
