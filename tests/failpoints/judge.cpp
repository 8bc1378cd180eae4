#include "failpoints/judge.hpp"

#include "endtoend/world.hpp"

#include <cstddef>
#include <map>
#include <optional>

namespace bridge::failpoints {
namespace {

using endtoend::value;

constexpr std::size_t kCancelsMax = 3;

// The number behind "name": in a frame.
std::optional<std::int64_t> number_in(const std::string& frame, const std::string& name) {
  const std::string key = '"' + name + "\":";
  const auto at = frame.find(key);
  if (at == std::string::npos) return std::nullopt;
  const auto digits = frame.find_first_of("0123456789", at + key.size());
  return std::stoll(frame.substr(digits));
}

struct Asked {
  bool cancel = false;
  std::int64_t timestamp = 0;
};

std::vector<Asked> requests_about(const std::vector<std::string>& frames, std::int64_t order_id) {
  std::vector<Asked> requests;
  for (const auto& frame : frames) {
    if (number_in(frame, "orderId") != order_id) continue;
    requests.push_back({.cancel = frame.find("\"order.cancel\"") != std::string::npos,
                        .timestamp = number_in(frame, "timestamp").value_or(0)});
  }
  return requests;
}

// What a message says; the same in a repeat of it.
std::string content(const std::string& message) {
  return "35=" + value(message, 35) + " 11=" + value(message, 11) + " 17=" + value(message, 17) +
         " 150=" + value(message, 150) + " 58=" + value(message, 58);
}

}  // namespace

std::string contradiction(const std::string& answer, const std::string& before, const simulator::Order& now) {
  std::string expected = before;  // refused: nothing has happened to it
  if (value(answer, 35) == "8") expected = "CANCELED";
  if (value(answer, 35) == "9" && value(answer, 39) == "2") expected = "FILLED";
  // Nobody else cancels here: what was canceled was canceled by this request, and is told with a 35=8.
  return now.status == expected ? "" : "the book says " + now.status + ", the client was told " + answer;
}

std::string sent_too_often(const std::vector<std::string>& frames, std::int64_t order_id,
                           milliseconds recv_window) {
  std::size_t cancels = 0;
  std::int64_t dead_by = 0;  // when the last cancel can no longer arrive
  bool known_open = true;
  for (const auto& request : requests_about(frames, order_id)) {
    if (!request.cancel) {
      known_open = known_open || request.timestamp > dead_by;
      continue;
    }
    if (!known_open) return "canceled again although the first may arrive: " + std::to_string(order_id);
    if (++cancels > kCancelsMax) return "canceled more than thrice: " + std::to_string(order_id);
    dead_by = request.timestamp + recv_window.count();
    known_open = false;
  }
  return "";
}

std::string wrong_numbers(const std::vector<std::string>& received) {
  std::map<int, std::string> used;
  for (const auto& message : received) {
    const int number = std::stoi(value(message, 34));
    if (value(message, 35) == "4") {  // stands for the numbers before 36
      for (int gap = number; gap < std::stoi(value(message, 36)); ++gap) used.emplace(gap, "");
      continue;
    }
    const auto [entry, added] = used.emplace(number, content(message));
    if (added || entry->second.empty()) continue;
    if (value(message, 43) != "Y") return "number " + std::to_string(number) + " was used twice: " + message;
    if (entry->second != content(message)) return "a repeat with other words: " + message;
  }
  int expected = 1;
  for (const auto& [number, message] : used) {
    if (number != expected++) return "number " + std::to_string(expected - 1) + " never came";
  }
  return "";
}

}  // namespace bridge::failpoints
