#include "base/check.hpp"

#include "base/log.hpp"

#include <cstdio>
#include <cstdlib>

namespace bridge {

void check_failed(const char* what, const std::source_location& where) {
  // stderr first: it needs nothing of ours to work. The log follows, and is closed so that the line is
  // on disk before the process is gone.
  std::fprintf(stderr, "%s:%u: check failed: %s\n", where.file_name(), static_cast<unsigned>(where.line()),
               what);
  std::fflush(stderr);
  log::error("check_failed", {{"what", what}, {"file", where.file_name()}, {"line", where.line()}});
  log::close();
  std::abort();
}

}  // namespace bridge
