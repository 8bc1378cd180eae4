// Tells what this process takes of the machine, under the names that Prometheus' own clients use. Any thread.
#pragma once

#include <prometheus/metric_family.h>

#include <vector>

namespace bridge::ops {

// The figures are read from /proc/self each time; what cannot be read is left out.
[[nodiscard]] std::vector<prometheus::MetricFamily> process_metrics();

}  // namespace bridge::ops
