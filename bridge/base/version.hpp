// Which release this is. Any thread.
#pragma once

namespace bridge {

// The version, such as "0.1.0"...
[[nodiscard]] const char* version();

}  // namespace bridge
