// What the log, the metrics and the operator's commands call a report, and a verdict. Any thread.
#pragma once

#include "ops/metrics.hpp"
#include "order/event.hpp"

namespace bridge {

// For the log.
[[nodiscard]] const char* word_of(order::ReportKind kind);
[[nodiscard]] const char* word_of(order::Verdict verdict);
// Counts a final report by its outcome.
void count_answer(ops::Metrics::Lane& metrics, const order::Report& report);

}  // namespace bridge
