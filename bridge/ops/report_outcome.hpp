// What the log, the metrics and the operator's commands call a report, and a verdict. Any thread.
#pragma once

#include "ops/metrics.hpp"
#include "order/event.hpp"

namespace bridge {

// For the log.
[[nodiscard]] const char* word_of(order::ReportKind kind);
[[nodiscard]] const char* word_of(order::Resolution verdict);
// Of a 35=H, or of a correction of what was settled by hand (unsolicited).
[[nodiscard]] bool is_of_question(order::ReportKind kind);
// Counts a final report by its outcome. A correction of what was settled by hand answers no request: it has
// a count of its own.
void count_answer(ops::Metrics::Lane& metrics, const order::Report& report);

}  // namespace bridge
