#include "base/thread.hpp"

#include <pthread.h>
#include <string>
#include <sys/resource.h>
#include <unistd.h>

namespace bridge {
namespace {

constexpr std::size_t kNameMax = 15;
constexpr int kNice = 10;

}  // namespace

void name_thread(const char* name) {
  ::pthread_setname_np(::pthread_self(), std::string(name).substr(0, kNameMax).c_str());
}

// Linux counts it per thread. Where it is refused, the thread stays as it is.
void give_way() { ::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), kNice); }

}  // namespace bridge
