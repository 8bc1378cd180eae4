// Another process as the system sees it: its children, and what is in its memory. Its memory is for root, or
// for whoever may trace it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <vector>

namespace bridge::endtoend {

[[nodiscard]] std::vector<pid_t> children_of(pid_t id);
[[nodiscard]] bool can_read_memory(pid_t id);
// How often `bytes` stands in the memory that it can read or write.
[[nodiscard]] std::size_t found_in_memory(pid_t id, std::string_view bytes);

}  // namespace bridge::endtoend
