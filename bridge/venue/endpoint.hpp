// Where a connection to the venue leads: checked before any of it is written into a request. Pure; any
// thread.
#pragma once

#include <string>
#include <string_view>

namespace bridge::venue {

// It throws std::runtime_error, with field, value and remedy, for a host or port that is not fit for a header
// (control characters, blanks).
void check_endpoint(const std::string& host, const std::string& port);
// True when the text begins with a slash and has printable characters only. Beast writes it into the request
// as it is: a line break in it would be a header of somebody else's making (found by Shielder in its audit of
// Boost for OSTIF, 2024).
[[nodiscard]] bool is_path(std::string_view text);

// The Host header: an IPv6 address in brackets, the port when it is not that of TLS.
[[nodiscard]] std::string host_header(const std::string& host, const std::string& port);

}  // namespace bridge::venue
