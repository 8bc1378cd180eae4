// The names of users, for records of who did what. Any thread.
#pragma once

#include <string>
#include <sys/types.h>

namespace bridge {

// By this machine's own file, because a directory service could keep the lane waiting: "fixbridge", or
// "uid 998" when the file has none.
[[nodiscard]] std::string name_of(uid_t uid);
// The user that this process belongs to, with its number: "fixbridge (uid 998)", or the number alone.
[[nodiscard]] std::string user_of_process();

}  // namespace bridge
