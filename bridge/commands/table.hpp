// A table for the terminal: cells have one or more lines, columns are aligned, and verdicts are coloured on a
// tty.
#pragma once

#include <ostream>
#include <string>
#include <vector>

namespace bridge {

inline constexpr const char* kPassed = "passed";
inline constexpr const char* kFailed = "FAILED";

class Table {
 public:
  using Cell = std::vector<std::string>;  // its lines; empty ones are left out

  explicit Table(std::vector<std::string> headings);
  void row(std::vector<Cell> cells);
  void print(std::ostream& out, bool colour) const;

 private:
  std::vector<std::string> headings_;
  std::vector<std::vector<Cell>> rows_;
};

}  // namespace bridge
