// check() states an invariant of ours, and is on in every build. A failed check is a bug of this program,
// never a peer's doing: it ends the process, the supervisor restarts it, the journal recovers.
#pragma once

namespace bridge {

[[noreturn]] void check_failed(const char* what, const char* file, int line);

// The builtins are those of g++ and clang: clang 14, which lints us, lacks std::source_location.
inline void check(bool holds, const char* what, const char* file = __builtin_FILE(),
                  int line = __builtin_LINE()) {
  if (!holds) check_failed(what, file, line);
}

}  // namespace bridge
