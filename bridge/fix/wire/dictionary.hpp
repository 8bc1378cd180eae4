// The data dictionaries of fixspec/, embedded in the binary, as QuickFIX wants them. A dictionary fills
// caches while it is read: one provider a thread. Includes QuickFIX: for this room's .cpp files only.
#pragma once

#include "fix/quickfix.hpp"

#include <string>
#include <string_view>

namespace bridge::fix {

// The texts of fixspec/*.xml.
[[nodiscard]] std::string_view fix42_xml();
[[nodiscard]] std::string_view fix44_xml();
[[nodiscard]] std::string_view fixt11_xml();
[[nodiscard]] std::string_view fix50sp2_xml();

// The dictionaries for a session of FIX.4.2, FIX.4.4, or FIXT.1.1, whose application messages are FIX 5.0
// SP2's (ApplVerID 9). They are strict about order, values and undefined tags, except user-defined tags (5000
// and above): clients send theirs on 35=F, and rejecting those would leave a cancel unsent. Throws
// std::runtime_error for a version that has no dictionary here: it names those that have.
[[nodiscard]] FIX::DataDictionaryProvider make_provider(const std::string& begin_string);

}  // namespace bridge::fix
