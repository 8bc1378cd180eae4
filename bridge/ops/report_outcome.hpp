// What the log, the metrics and the operator's commands call a report, and a resolution by hand. Any thread.
#pragma once

#include "ops/metrics.hpp"
#include "order/event.hpp"

namespace bridge {

// The word for the log.
[[nodiscard]] const char* word_of(order::ReportKind kind);
[[nodiscard]] const char* word_of(order::Resolution verdict);
[[nodiscard]] const char* word_of(order::CancelCause cause);
// True for the answer to a 35=H or 35=AF, or a correction of what was settled by hand (unsolicited).
[[nodiscard]] bool is_of_question(order::ReportKind kind);
// True for a report about an order that was placed here, other than the answer to its cancel.
[[nodiscard]] bool is_of_placed_order(const order::Report& report);
// Counts a report that was told: one about a placed order by what it tells, else a final one by its outcome.
void count_told(ops::Metrics::Lane& metrics, const order::Report& report);
// Counts a final report by its outcome. A correction of what was settled by hand answers no request: it has
// a count of its own.
void count_answer(ops::Metrics::Lane& metrics, const order::Report& report);

}  // namespace bridge
