// Where the figures come from.
#pragma once

#include <string>

namespace bridge::bench {

// Processor, how many, kernel, compiler.
[[nodiscard]] std::string machine();

}  // namespace bridge::bench
