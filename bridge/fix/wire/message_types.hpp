// Knows which message types a version of FIX has and the gateway does not speak. Pure; any thread.
#pragma once

#include <string_view>

namespace bridge::fix {

// True for a MsgType(35) that is valid in the session's version ("FIX.4.2", "FIX.4.4" or "FIXT.1.1") but has
// no meaning here: it is answered with 35=j, 380=3, where a type that does not exist is answered with 35=3,
// 373=11 (fixspec/rules.md, 6).
[[nodiscard]] bool is_unsupported_type(std::string_view begin_string, std::string_view msg_type);

}  // namespace bridge::fix
