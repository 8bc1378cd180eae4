// Makes text that came from a counterparty safe to hand on. Any thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace bridge {

// Returns printable ASCII only, at most `limit` characters: every other byte becomes '?', so that an SOH
// cannot split a FIX field and a line break cannot forge a log line. Text(58) uses 128 (fixspec/rules.md, 8).
[[nodiscard]] std::string clean_text(std::string_view text, std::size_t limit = 128);

}  // namespace bridge
