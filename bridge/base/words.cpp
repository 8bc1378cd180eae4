#include "base/words.hpp"

#include <algorithm>
#include <cstddef>
#include <numeric>

namespace bridge {
namespace {

constexpr std::size_t kLongest = 64;
constexpr std::size_t kSlips = 2;

// Counts the letters to change, add or drop to make one word of the other.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i + 1;
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t changed = diagonal + (a[i] == b[j] ? 0U : 1U);
      diagonal = row[j + 1];
      row[j + 1] = std::min({changed, row[j] + 1, diagonal + 1});
    }
  }
  return row.back();
}

}  // namespace

std::string meant_by(std::string_view typed, const std::vector<std::string>& words) {
  if (typed.size() > kLongest) return "";
  const auto found =
      std::ranges::find_if(words, [&](const std::string& word) { return distance(typed, word) <= kSlips; });
  return found == words.end() ? "" : *found;
}

}  // namespace bridge
