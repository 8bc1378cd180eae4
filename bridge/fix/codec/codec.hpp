// FIX messages to commands, and answers to FIX messages in the session's version (fixspec/rules.md). Numbers
// are copied as text, never through a double. Reports are written by encode() (body.hpp). Pure; the lane's
// thread.
#pragma once

#include "fix/codec/body.hpp"
#include "fix/quickfix.hpp"
#include "fix/settings.hpp"
#include "order/command.hpp"

#include <optional>
#include <string>

namespace bridge::fix {

// What the client asks for; nothing when the message is no request that the gateway takes. What the session's
// terms fill is left to them (order/terms.hpp). A 35=D or 35=G that asks for what nobody can keep is
// `refused`, with the field in the text. Throws FIX::RequiredTagMissing, which the engine answers with 35=3:
// of 35=F for 11, 54, 55 and 60; of 35=D and 35=G for these and 40, of 35=D also for 38 unless it closes a
// position; of 35=H for 54 and 55, and for 11 when 37 and 41 are missing too; of 35=q for 11, 60 and 530; of
// 35=AF for 584 and 585.
[[nodiscard]] std::optional<order::Command> decode(const FIX::Message& message,
                                                   const SessionSettings& session);

// A 35=j with 380=3. It has 379 when the message carried a ClOrdID(11); the engine's own 35=j has none.
[[nodiscard]] Body unsupported(const FIX::Message& message, const SessionSettings& session);
// A 35=j with 380=4: something failed inside the bridge, and nothing was done.
[[nodiscard]] Body not_available(const FIX::Message& message, const SessionSettings& session);

// The message to send, without the header fields that the engine fills. To the engine its body is one field,
// whose value holds the others: what the engine would keep, order and write for each of them is done already.
[[nodiscard]] FIX::Message message_of(const Body& body);

}  // namespace bridge::fix
