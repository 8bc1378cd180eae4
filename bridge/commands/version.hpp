// What this program is and what it is linked with: its bill of materials. Any thread.
#pragma once

#include <string>

namespace bridge {

// "fixbridge 0.1.0"; `verbose`: and a table of the packages it was built with. What is installed where it
// runs may be newer.
[[nodiscard]] std::string version_text(bool verbose);

}  // namespace bridge
