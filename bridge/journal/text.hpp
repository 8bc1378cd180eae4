// Events and reports as JSON text: what the journal's tables hold, readable to an auditor.
// decode(encode(x)) == x, for ever: fields may be added, never renamed. Any thread.
#pragma once

#include "base/result.hpp"
#include "order/event.hpp"

#include <string>
#include <string_view>

namespace bridge::journal {

// The word for the events table's `kind` column: "cancel_requested", "venue_answered" …
[[nodiscard]] std::string_view kind_of(const order::Event& event);
[[nodiscard]] std::string encode(const order::Event& event);
[[nodiscard]] std::string encode(const order::Report& report);
// The error says what could not be read.
struct TextError {
  std::string what;
};
[[nodiscard]] Result<order::Event, TextError> decode_event(std::string_view text);
[[nodiscard]] Result<order::Report, TextError> decode_report(std::string_view text);

}  // namespace bridge::journal
