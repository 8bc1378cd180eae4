#include "base/check.hpp"

#include "base/log.hpp"

#include <cstdio>
#include <cstdlib>

namespace bridge {

void check_failed(const char* what, const char* file, int line) {
  // stderr comes first, because it needs nothing of ours to work. The log follows, and is closed so that the
  // line is on disk before the process is gone.
  std::fprintf(stderr, "%s:%d: check failed: %s\n", file, line, what);
  std::fflush(stderr);
  log::error("check_failed", {{"what", what}, {"file", file}, {"line", line}});
  log::close();
  std::abort();
}

}  // namespace bridge
