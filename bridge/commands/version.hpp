// What this program is and what it is linked with: its bill of materials. Any thread.
#pragma once

#include <string>

namespace bridge {

// The text of --version, such as "fixbridge 0.1.0". With `verbose` a table of the packages follows that it
// was built with; what is installed where it runs may be newer.
[[nodiscard]] std::string version_text(bool verbose);
// The same for programs.
[[nodiscard]] std::string version_json(bool verbose);

}  // namespace bridge
