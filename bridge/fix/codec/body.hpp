// What a report says, without the session's part: the fields between header and trailer. So what was sent
// once can be compared with what would be sent now. It is free of QuickFIX. Pure; any thread.
#pragma once

#include "fix/settings.hpp"
#include "order/report.hpp"

#include <string>
#include <string_view>

namespace bridge::fix {

struct Body {
  std::string msg_type;
  bool poss_resend = false;  // 97=Y
  std::string fields;        // "37=…", each ended by SOH, in the order of the message
  std::string route{};       // likewise, of the header: for whom it is, behind the session's client
};

// Writes a report as a 35=8, 35=9 or 35=j.
[[nodiscard]] Body encode(const order::Report& report, const SessionSettings& session);
// Reads the body out of a message as it was sent.
[[nodiscard]] Body body_of(std::string_view message);

// The value of the first field with this tag; empty when there is none.
[[nodiscard]] std::string_view value_in(const Body& body, int tag);
std::string_view value_in(Body&&, int) = delete;  // the value would outlive its body

}  // namespace bridge::fix
