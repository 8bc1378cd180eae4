// In place of failpoint.cpp in the program that is installed (bridge/CMakeLists.txt): the linker finds these
// first, and leaves the others out. Nothing in it can arm a point.
#include "base/failpoint.hpp"

#include <cstdlib>
#include <stdexcept>
#include <string>

namespace bridge::failpoint {

// The variable is refused rather than passed over: whoever set it believes that something happens.
void arm(std::string_view text) {
  if (text.empty()) return;
  throw std::invalid_argument("FIXBRIDGE_FAILPOINTS: \"" + std::string(text) +
                              "\": this program was built without failpoints; unset the variable");
}

void arm_from_environment() {
  const char* const text = std::getenv("FIXBRIDGE_FAILPOINTS");
  if (text != nullptr) arm(text);
}

bool detail::hit(std::size_t) { return false; }

}  // namespace bridge::failpoint
