// FIX messages taken apart and put together as text, beside the engine. Pure; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace bridge::fix {

// Cuts a message down to header, ClOrdID and trailer, where nothing else of it is of use. `more` is a field
// to put in.
[[nodiscard]] std::string cut_down(std::string_view message, std::string_view more = {});

// Returns the ResendRequest(2) with another BeginSeqNo(7) and EndSeqNo(16), the rest as it came.
[[nodiscard]] std::string with_range(std::string_view resend_request, int begin_seq_no, int end_seq_no);

// Reads a number of digits only, at most nine after leading zeros: it takes no sign, no blank and nothing
// that wraps (bridge/fix/quickfix.md, 5).
[[nodiscard]] std::optional<int> whole_number(std::string_view text);

}  // namespace bridge::fix
