#include "base/text.hpp"

#include <algorithm>

namespace bridge {

std::string clean_text(std::string_view text, std::size_t limit) {
  std::string result{text.substr(0, limit)};
  std::replace_if(
      result.begin(), result.end(), [](char c) { return c < ' ' || c > '~'; }, '?');
  return result;
}

}  // namespace bridge
