#include "venue/binance/signing/confinement.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <memory>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>
#include <vector>

namespace bridge::venue::binance {
namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kSanitized = true;
#else
constexpr bool kSanitized = false;
#endif

struct Release {
  void operator()(void* filter) const { ::seccomp_release(filter); }
};
using Filter = std::unique_ptr<void, Release>;

// The calls that are allowed: for reading key files, for memory, for waiting, for its end, and for the
// sockets that it has open already.
constexpr int kNeeded[] = {
    SCMP_SYS(read),          SCMP_SYS(pread64),      SCMP_SYS(readv),          SCMP_SYS(write),
    SCMP_SYS(writev),        SCMP_SYS(recvfrom),     SCMP_SYS(sendto),         SCMP_SYS(poll),
    SCMP_SYS(ppoll),         SCMP_SYS(close),        SCMP_SYS(stat),           SCMP_SYS(fstat),
    SCMP_SYS(newfstatat),    SCMP_SYS(statx),        SCMP_SYS(lseek),          SCMP_SYS(access),
    SCMP_SYS(brk),           SCMP_SYS(munmap),       SCMP_SYS(mremap),         SCMP_SYS(madvise),
    SCMP_SYS(mlock),         SCMP_SYS(munlock),      SCMP_SYS(futex),          SCMP_SYS(getrandom),
    SCMP_SYS(clock_gettime), SCMP_SYS(gettimeofday), SCMP_SYS(getpid),         SCMP_SYS(gettid),
    SCMP_SYS(sched_yield),   SCMP_SYS(rt_sigreturn), SCMP_SYS(rt_sigprocmask), SCMP_SYS(restart_syscall),
    SCMP_SYS(exit),          SCMP_SYS(exit_group),
};

// Nobody with honest work in here asks for one of these.
constexpr int kFatal[] = {
    SCMP_SYS(socket),
    SCMP_SYS(connect),
    SCMP_SYS(bind),
    SCMP_SYS(listen),
    SCMP_SYS(accept),
    SCMP_SYS(accept4),
    SCMP_SYS(execve),
    SCMP_SYS(execveat),
    SCMP_SYS(ptrace),
    SCMP_SYS(process_vm_readv),
    SCMP_SYS(process_vm_writev),
    SCMP_SYS(kexec_load),
    SCMP_SYS(init_module),
    SCMP_SYS(finit_module),
};

// The error of libseccomp in the words of errno.
int allow_needed(scmp_filter_ctx filter) {
  int worst = 0;
  const auto note = [&](int result) { worst = std::min(worst, result); };
  for (const int call : kNeeded) note(::seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 0));
  // Files may be opened to read only, and no memory may be run.
  const scmp_arg_cmp open_to_read = SCMP_A1(SCMP_CMP_MASKED_EQ, O_ACCMODE | O_CREAT | O_TRUNC, O_RDONLY);
  const scmp_arg_cmp openat_to_read = SCMP_A2(SCMP_CMP_MASKED_EQ, O_ACCMODE | O_CREAT | O_TRUNC, O_RDONLY);
  const scmp_arg_cmp not_to_run = SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0);
  note(::seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, SCMP_SYS(open), 1, &open_to_read));
  note(::seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, SCMP_SYS(openat), 1, &openat_to_read));
  note(::seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1, &not_to_run));
  note(::seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1, &not_to_run));
  return worst;
}

int kill_fatal(scmp_filter_ctx filter) {
  int worst = 0;
  for (const int call : kFatal) {
    worst = std::min(worst, ::seccomp_rule_add(filter, SCMP_ACT_KILL_PROCESS, call, 0));
  }
  return worst;
}

}  // namespace

void close_all_but(std::span<const int> descriptors) {
  const int nothing = ::open("/dev/null", O_RDWR | O_CLOEXEC);
  ::dup2(nothing, STDIN_FILENO);
  ::dup2(nothing, STDOUT_FILENO);
  if (!kSanitized) ::dup2(nothing, STDERR_FILENO);  // where a sanitizer tells what it found
  std::vector<int> kept(descriptors.begin(), descriptors.end());
  std::sort(kept.begin(), kept.end());
  auto next = static_cast<unsigned>(STDERR_FILENO + 1);
  for (const int fd : kept) {
    const auto here = static_cast<unsigned>(fd);
    if (here > next) ::close_range(next, here - 1, 0);
    next = here + 1;
  }
  ::close_range(next, ~0U, 0);
}

std::string confine() {
  ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  const Filter filter{::seccomp_init(kSanitized ? SCMP_ACT_ALLOW : SCMP_ACT_ERRNO(EPERM))};
  if (!filter) return "libseccomp has no filter for this machine";
  int result = kSanitized ? 0 : allow_needed(filter.get());
  if (result == 0) result = kill_fatal(filter.get());
  if (result == 0) result = ::seccomp_load(filter.get());
  return result == 0 ? std::string() : std::strerror(-result);
}

}  // namespace bridge::venue::binance
