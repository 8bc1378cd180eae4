// What the log, the metrics and the operator's commands call a report, and a resolution by hand. Any thread.
#pragma once

#include "ops/metrics.hpp"
#include "order/event.hpp"

namespace bridge {

// The word for the log.
[[nodiscard]] const char* word_of(order::ReportKind kind);
[[nodiscard]] const char* word_of(order::Resolution verdict);
// The word for the answer to a 35=H, or for a correction of what was settled by hand (unsolicited).
[[nodiscard]] bool is_of_question(order::ReportKind kind);
// Counts a final report by its outcome. A correction of what was settled by hand answers no request: it has
// a count of its own.
void count_answer(ops::Metrics::Lane& metrics, const order::Report& report);

}  // namespace bridge
