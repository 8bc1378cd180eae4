// Prepares text for a JSON frame. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

namespace bridge::venue::binance {

// Returns well-formed UTF-8: every byte that is not part of it becomes '?'. A venue closes the whole link
// over one bad byte (RFC 6455, 8.1), so a client's text must not be able to carry one there.
[[nodiscard]] std::string well_formed(std::string_view text);

// The text as a JSON string, quotes included; quotes, backslashes and control characters are escaped,
// UTF-8 stays raw.
[[nodiscard]] std::string quoted(std::string_view text);
void add_quoted(std::string& out, std::string_view text);

}  // namespace bridge::venue::binance
