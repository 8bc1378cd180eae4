// MsgSeqNum(34) of the gateway as its client sees them: each once, in order, none skipped. Plain.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bridge::crash {

class Numbers {
 public:
  // The next message that came. What is wrong with its number, when something is.
  [[nodiscard]] std::optional<std::string> take(std::string_view message);
  // Numbers since the last reset that have not come, neither themselves nor filled (35=4).
  [[nodiscard]] std::vector<std::int64_t> missing() const;

 private:
  [[nodiscard]] std::optional<std::string> take_fresh(std::int64_t number, std::string_view message);
  [[nodiscard]] std::optional<std::string> take_resent(std::int64_t number, std::string_view message);

  std::map<std::int64_t, std::string> bodies_;  // since the last reset; empty: filled
  std::int64_t highest_ = 0;                    // that came fresh
};

// A message without the fields that may differ when it is sent again: 8, 9, 10, 34, 43, 52, 97, 122.
[[nodiscard]] std::string body_of(std::string_view message);
// The value of a tag; empty when absent.
[[nodiscard]] std::string field_of(std::string_view message, int tag);

}  // namespace bridge::crash
