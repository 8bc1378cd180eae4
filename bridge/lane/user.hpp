// The user that this process belongs to, for records of who did what. Any thread.
#pragma once

#include <string>

namespace bridge {

// Its name and number: "fixbridge (uid 998)"; the number alone when the system has no name for it.
[[nodiscard]] std::string user_of_process();

}  // namespace bridge
