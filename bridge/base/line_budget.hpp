// Allows so many log lines a second for what a counterparty can cause at will: without it a flood of theirs
// would push our own lines out of the log's queue. Whoever logs owns it; that thread.
#pragma once

#include <chrono>
#include <optional>
#include <utility>

namespace bridge {

class LineBudget {
 public:
  explicit LineBudget(int per_second) : per_second_(per_second) {}

  // Returns how many lines were left out since the last one; nothing when this one is to be left out too.
  [[nodiscard]] std::optional<int> take() {
    const auto at = std::chrono::steady_clock::now();
    if (at - begun_ >= std::chrono::seconds{1}) {
      begun_ = at;
      used_ = 0;
    }
    if (used_ == per_second_) {
      ++left_out_;
      return {};
    }
    ++used_;
    return std::exchange(left_out_, 0);
  }

 private:
  int per_second_;
  std::chrono::steady_clock::time_point begun_{};
  int used_ = 0;
  int left_out_ = 0;
};

}  // namespace bridge
