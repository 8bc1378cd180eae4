// What the venue of the benchmark says to any frame: canned, but for the ids.
#pragma once

#include <string>
#include <string_view>

namespace bridge::bench {

[[nodiscard]] std::string venue_answer(std::string_view frame);

}  // namespace bridge::bench
