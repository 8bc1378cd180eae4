// The door: judges the first bytes of a connection before the engine sees one of them. Pure; any thread.
#pragma once

#include "base/network.hpp"
#include "fix/door/credentials.hpp"
#include "fix/door/tls.hpp"
#include "fix/settings.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace bridge::fix {

// Every word that a refused connection is counted under: here, by the listener, and by the engine.
[[nodiscard]] const std::vector<const char*>& refusal_reasons();

struct NeedMore {};
// Why a connection is refused. `reason` is for log and metric and one of refusal_reasons(); `detail` is a
// sentence for the log. The peer is told nothing.
struct Refused {
  std::string reason;
  std::string detail;
  bool whole = false;     // a whole message was read: what was wrong with it is nobody's business
  std::string session{};  // of a whole message: what it names, written as a SessionKey; known or not
};
// The connection may go on: `bytes` of the input form a Logon that its session may have. Whatever follows it
// came early and is kept.
struct Admitted {
  order::SessionKey session;
  std::size_t bytes = 0;
  Claim claim{};        // to be held against the session's credentials, where it has some (credentials.hpp)
  Timestamp sent_at{};  // SendingTime(52), of a signed Logon
};
using LogonDecision = std::variant<NeedMore, Refused, Admitted>;

// Where a connection comes from.
struct Origin {
  IpAddress address{};
  std::optional<PeerCertificate> certificate;  // verified
};

// Judges a connection by `input`, all bytes received so far. `limit` is the size that a Logon may have, `at`
// is now, for sessions with hours. It judges what costs nothing to judge: whether the credentials are right
// is still to be seen.
[[nodiscard]] LogonDecision judge_first_message(std::string_view input, const Origin& origin,
                                                const std::vector<SessionSettings>& sessions,
                                                std::size_t limit, Timestamp at);

// Tells why a Logon that is not the first message of this session must not reach the engine, if it must not.
[[nodiscard]] std::optional<Refused> judge_logon(std::string_view message, const SessionSettings& session);

// True when the message has a DATA field of any version we speak, or one that states the length of such a
// field, besides RawData(96) and its length. Parsers that know such fields trust the stated length
// (bridge/fix/quickfix.md, 5), so none is let in on a Logon; RawData is, where the stated length is the
// field's.
[[nodiscard]] bool has_data_field(std::string_view message);

}  // namespace bridge::fix
