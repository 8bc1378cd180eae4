// What holds of the reports of any order in any scenario, whatever happens to it.
#pragma once

#include "order/report.hpp"

#include <string>
#include <vector>

namespace bridge::scenarios {

// What is wrong with these reports, in the order they were told, a sentence each:
//   14 + 151 = 38 while the order lives, and 151 is 0 when it has ended
//   14 never falls, and is the sum of 32; a trade is told once
//   one terminal report, and nothing but answers after it. An order that was called rejected and turned up
//   all the same begins anew 17 is used once; every request has one final answer at most 37 stays what it
//   was; 11 is the order's id, or that of the request that is answered, and then 41 is the order's id before
//   it; 378 is there when nobody of the session asked
[[nodiscard]] std::vector<std::string> faults(const std::vector<order::Report>& reports);

}  // namespace bridge::scenarios
