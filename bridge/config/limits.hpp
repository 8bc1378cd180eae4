// Reads the risk limits of an account or of a session (`limits`). Used by one thread.
#pragma once

#include "config/findings.hpp"
#include "config/section.hpp"
#include "order/risk_limits.hpp"

#include <string>

namespace bridge::config {

// `path` is how errors name the section. A section that is missing sets no limits.
void read_limits(Section section, const std::string& path, order::RiskLimits& limits, Findings& findings);

}  // namespace bridge::config
