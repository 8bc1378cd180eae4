// Signals that wait, or are waited for.
#pragma once

#include <csignal>

namespace bridge {

// A signal that is blocked is not lost: it comes when it no longer is. For the calling thread, and for those
// that it starts afterwards.
inline void set_blocked(int number, bool blocked) {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, number);
  pthread_sigmask(blocked ? SIG_BLOCK : SIG_UNBLOCK, &set, nullptr);
}

// Makes SIGINT and SIGTERM something to wait for. It blocks them in the thread that makes it and in those
// that this starts afterwards, so it has to be made before the first of them.
class Signals {
 public:
  Signals() {
    sigemptyset(&set_);
    sigaddset(&set_, SIGINT);
    sigaddset(&set_, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &set_, nullptr);
  }
  void wait() const {
    int number = 0;
    sigwait(&set_, &number);
  }

 private:
  sigset_t set_{};
};

}  // namespace bridge
