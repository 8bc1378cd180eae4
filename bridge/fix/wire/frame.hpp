// FIX messages taken apart and put together as text, beside the engine. Pure; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace bridge::fix {

// Header, ClOrdID and trailer of a message of which nothing else is of use; all else is taken out. `more`: a
// field put in.
[[nodiscard]] std::string cut_down(std::string_view message, std::string_view more = {});

// A ResendRequest(2) with another BeginSeqNo(7) and EndSeqNo(16), the rest as it came.
[[nodiscard]] std::string with_range(std::string_view resend_request, int begin_seq_no, int end_seq_no);

// Digits only, at most nine after leading zeros: no sign, no blank, nothing that wraps
// (bridge/fix/quickfix.md, 5).
[[nodiscard]] std::optional<int> whole_number(std::string_view text);

}  // namespace bridge::fix
