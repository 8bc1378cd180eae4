// Reads what a FIX session's entry in the file may say beyond who it is: version, terms, limits, hours. Used
// by one thread.
#pragma once

#include "config/findings.hpp"
#include "config/section.hpp"
#include "fix/settings.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace bridge::config {

// True for a symbol. It may be non-ASCII (the venue lists such), but has no blank and no control character.
[[nodiscard]] bool is_symbol(std::string_view symbol);

// Why the text is no venue symbol, whole ("BTCUSDT") or by its beginning ("ETH*", "*"); empty when it is one.
[[nodiscard]] std::string objection_to_pattern(std::string_view text);
// A list of such; a mistake when it is there and empty.
[[nodiscard]] std::vector<std::string> read_patterns(Section& section, std::string_view key);
// Reads every optional key of a session but `account` and `accounts`. `path` is how errors name the session.
void read_session_options(Section& section, const std::string& path, fix::SessionSettings& settings,
                          Findings& findings);
// Reads the session's `schedule`; a section that is missing leaves it always on.
void read_schedule(Section section, fix::ScheduleSettings& settings);

}  // namespace bridge::config
