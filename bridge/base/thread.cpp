#include "base/thread.hpp"

#include <pthread.h>
#include <string>
#include <sys/resource.h>

namespace bridge {
namespace {

constexpr std::size_t kNameMax = 15;
constexpr int kNice = 10;

}  // namespace

void name_thread(const char* name) {
  ::pthread_setname_np(::pthread_self(), std::string(name).substr(0, kNameMax).c_str());
}

// Linux counts it per thread; 0 is the calling one. Where it is refused, the thread stays as it is.
void give_way() { ::setpriority(PRIO_PROCESS, 0, kNice); }

void wait_its_turn() {
  const sched_param same{};
  ::pthread_setschedparam(::pthread_self(), SCHED_BATCH, &same);  // where it is refused, likewise
}

long preemptions() {
  rusage usage{};
  ::getrusage(RUSAGE_THREAD, &usage);
  return usage.ru_nivcsw;
}

std::size_t processors() {
  cpu_set_t set;
  CPU_ZERO(&set);
  if (::sched_getaffinity(0, sizeof set, &set) != 0) return 1;
  return static_cast<std::size_t>(CPU_COUNT(&set));
}

}  // namespace bridge
