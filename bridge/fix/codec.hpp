// FIX messages to commands and reports to FIX messages, FIX 4.4 (fix.md §2, §3). Numbers are copied as
// text, never through a double. Pure; the lane's thread. Other versions get builders beside these.
#pragma once

#include "fix/quickfix.hpp"
#include "fix/settings.hpp"
#include "order/types.hpp"

#include <string>

namespace bridge::fix {

// 35=F. Throws FIX::RequiredTagMissing for 11, 54, 55 and 60, which the engine answers with 35=3.
[[nodiscard]] order::CancelCommand decode_cancel(const FIX::Message& message, const SessionSettings& session);

// 35=8 or 35=9, without header fields that the engine fills.
[[nodiscard]] FIX::Message encode(const order::Report& report);

// 35=j, 380=3, with 379 when the message carried a ClOrdID(11): the engine's own j has none.
[[nodiscard]] FIX::Message unsupported(const FIX::Message& message);
// 35=j, 380=4: something failed inside the bridge; nothing was done.
[[nodiscard]] FIX::Message not_available(const FIX::Message& message);

}  // namespace bridge::fix
