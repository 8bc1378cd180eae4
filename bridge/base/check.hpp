// check(): an invariant of ours, on in every build. A failed check is a bug of this program, never a
// peer's doing: it ends the process, the supervisor restarts it, the journal recovers.
#pragma once

#include <source_location>

namespace bridge {

[[noreturn]] void check_failed(const char* what, const std::source_location& where);

inline void check(bool holds, const char* what,
                  const std::source_location where = std::source_location::current()) {
  if (!holds) check_failed(what, where);
}

}  // namespace bridge
