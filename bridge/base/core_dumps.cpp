#include "base/core_dumps.hpp"

#include <sys/prctl.h>
#include <sys/resource.h>

namespace bridge {

// Neither call can be refused, because a limit may always be lowered.
void forbid_core_dumps() {
  ::prctl(PR_SET_DUMPABLE, 0);
  const rlimit none{0, 0};
  ::setrlimit(RLIMIT_CORE, &none);
}

}  // namespace bridge
