// What the log and the metrics call a report. Any thread.
#pragma once

#include "ops/metrics.hpp"
#include "order/types.hpp"

namespace bridge {

// For the log.
[[nodiscard]] const char* word_of(order::ReportKind kind);
// Counts a final report by its outcome.
void count_answer(ops::Metrics::Lane& metrics, const order::Report& report);

}  // namespace bridge
