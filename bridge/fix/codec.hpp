// FIX messages to commands and reports to FIX messages in the session's version (fix.md §2, §3). Numbers
// are copied as text, never through a double. Pure; the lane's thread.
#pragma once

#include "fix/quickfix.hpp"
#include "fix/settings.hpp"
#include "order/types.hpp"

#include <string>

namespace bridge::fix {

// 35=F. Throws FIX::RequiredTagMissing for 11, 54, 55 and 60, which the engine answers with 35=3.
// What the session's terms fill is left to them (order/terms.hpp).
[[nodiscard]] order::CancelCommand decode_cancel(const FIX::Message& message, const SessionSettings& session);
// 35=H. Throws FIX::RequiredTagMissing for 54 and 55, and for 11 when 37 and 41 are missing too.
[[nodiscard]] order::StatusCommand decode_status(const FIX::Message& message, const SessionSettings& session);

// 35=8, 35=9 or 35=j, without header fields that the engine fills.
[[nodiscard]] FIX::Message encode(const order::Report& report, const SessionSettings& session);

// 35=j, 380=3, with 379 when the message carried a ClOrdID(11): the engine's own j has none.
[[nodiscard]] FIX::Message unsupported(const FIX::Message& message, const SessionSettings& session);
// 35=j, 380=4: something failed inside the bridge; nothing was done.
[[nodiscard]] FIX::Message not_available(const FIX::Message& message, const SessionSettings& session);

}  // namespace bridge::fix
