#include "crash/numbers.hpp"

#include <algorithm>
#include <array>

namespace bridge::crash {
namespace {

constexpr std::array<std::string_view, 8> kChanging{"8", "9", "10", "34", "43", "52", "97", "122"};

}  // namespace

std::string field_of(std::string_view message, int tag) {
  const std::string wanted = std::to_string(tag) + "=";
  while (!message.empty()) {
    const auto end = std::min(message.find('|'), message.size());
    const std::string_view field = message.substr(0, end);
    if (field.starts_with(wanted)) return std::string(field.substr(wanted.size()));
    message.remove_prefix(std::min(end + 1, message.size()));
  }
  return "";
}

std::string body_of(std::string_view message) {
  std::string body;
  while (!message.empty()) {
    const auto end = std::min(message.find('|'), message.size());
    const std::string_view field = message.substr(0, end);
    if (std::ranges::find(kChanging, field.substr(0, field.find('='))) == kChanging.end()) {
      body.append(field).append("|");
    }
    message.remove_prefix(std::min(end + 1, message.size()));
  }
  return body;
}

std::optional<std::string> Numbers::take(std::string_view message) {
  const std::string type = field_of(message, 35);
  const std::int64_t number = std::stoll("0" + field_of(message, 34));
  if (type == "A" && field_of(message, 141) == "Y") {
    bodies_.clear();
    highest_ = 0;
    if (number != 1) return "a reset that begins at " + std::to_string(number);
  }
  if (type == "4") {
    const std::int64_t next = std::stoll("0" + field_of(message, 36));
    if (field_of(message, 123) != "Y")
      return "a SequenceReset to " + std::to_string(next) + " that fills no gap";
    for (std::int64_t filled = number; filled < next; ++filled) bodies_.try_emplace(filled);
    return std::nullopt;
  }
  return field_of(message, 43) == "Y" ? take_resent(number, message) : take_fresh(number, message);
}

std::optional<std::string> Numbers::take_fresh(std::int64_t number, std::string_view message) {
  const bool used = number <= highest_;
  const std::int64_t before = highest_;
  bodies_[number] = body_of(message);
  highest_ = std::max(highest_, number);
  if (used) return "number " + std::to_string(number) + " came after " + std::to_string(before);
  return std::nullopt;
}

std::optional<std::string> Numbers::take_resent(std::int64_t number, std::string_view message) {
  const std::string body = body_of(message);
  const auto [first, missed] = bodies_.try_emplace(number, body);
  if (missed || first->second == body) return std::nullopt;
  if (first->second.empty()) {
    first->second = body;
    return std::nullopt;
  }
  return "number " + std::to_string(number) + " was " + first->second;
}

std::vector<std::int64_t> Numbers::missing() const {
  std::vector<std::int64_t> numbers;
  for (std::int64_t number = 1; number <= highest_; ++number) {
    if (!bodies_.contains(number)) numbers.push_back(number);
  }
  return numbers;
}

}  // namespace bridge::crash
