// Makes FIX messages readable: SOH becomes '|', and passwords are masked. Any thread.
#pragma once

#include <string>
#include <string_view>

namespace bridge::fix {

// Password(554), NewPassword(925) and RawData(96) become "***"; bytes that are not printable become '?'.
[[nodiscard]] std::string printable(std::string_view message);

}  // namespace bridge::fix
