// The door: judges the first bytes of a connection before the engine sees one of them. Pure; any thread.
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "fix/settings.hpp"

namespace bridge::fix {

struct NeedMore {};
// `reason` is for log and metric: one of a fixed set of words ("not_fix", "too_long", "checksum",
// "not_logon", "unknown_session", "heart_bt_int", "encrypt_method", "data_field", "malformed");
// `detail` is a sentence for the log. The peer is told nothing.
struct Refused {
  std::string reason;
  std::string detail;
};
// `bytes` of the input form the Logon of this session; whatever follows it came early and is kept.
struct Admitted {
  order::SessionKey session;
  std::size_t bytes = 0;
};
using Verdict = std::variant<NeedMore, Refused, Admitted>;

// `input`: all bytes received so far. `limit`: size the Logon may have.
[[nodiscard]] Verdict judge_first_message(std::string_view input,
                                          const std::vector<SessionSettings>& sessions,
                                          std::size_t limit);

}  // namespace bridge::fix
