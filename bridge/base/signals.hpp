// SIGINT and SIGTERM as something to wait for. Blocks them in the thread that makes it and in those it
// starts afterwards: make it before the first of them.
#pragma once

#include <csignal>

namespace bridge {

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
