// A whole number as decimal digits. Any thread.
#pragma once

#include <charconv>
#include <concepts>
#include <optional>
#include <string_view>
#include <system_error>

namespace bridge {

// The number that the text is; nothing when it is none, does not fit into T, or is followed by anything. A
// '-' is read where T is signed, a '+' never.
template <std::integral T>
[[nodiscard]] std::optional<T> whole_number(std::string_view text) {
  T number{};
  const char* const all = text.data() + text.size();
  const auto [end, error] = std::from_chars(text.data(), all, number);
  return error == std::errc{} && end == all ? std::optional{number} : std::nullopt;
}

}  // namespace bridge
