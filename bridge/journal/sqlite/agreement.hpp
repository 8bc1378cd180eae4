// Tells whether the journal's text holds nothing that was not read out of it: otherwise a damaged name would
// pass for an absent field. Any thread.
#pragma once

#include <string_view>

namespace bridge::journal {

// `read` is what encode() makes of what was decoded from `stored`. It may have more: fields that an older
// fixbridge did not write.
[[nodiscard]] bool all_was_read(std::string_view stored, std::string_view read);

}  // namespace bridge::journal
