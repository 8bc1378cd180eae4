// A child process to start, to signal and to lose. It ends with its object, and with the test program.
#pragma once

#include "base/time.hpp"

#include <filesystem>
#include <string>
#include <sys/types.h>
#include <vector>

namespace bridge::endtoend {

// Longer than anything takes on a busy machine; nothing is concluded from how long it took.
inline constexpr milliseconds kPatience{20'000};

class Process {
 public:
  // `output` receives NAME.out and NAME.err; both are appended to, so that a restart keeps what came before.
  // `environment`: "NAME=value", besides what this process has.
  Process(const std::vector<std::string>& command, const std::filesystem::path& output,
          const std::vector<std::string>& environment = {});
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  [[nodiscard]] pid_t id() const { return id_; }
  void signal(int number) const;
  // Waits for the end: the exit code, or 128 + the signal that ended it. Throws when it does not end in time.
  int wait(milliseconds deadline = kPatience);
  // It has ended by now.
  [[nodiscard]] bool has_ended();
  // SIGKILL, and waits.
  void kill();

 private:
  pid_t id_ = -1;
  bool ended_ = false;
  int exit_code_ = 0;
};

struct Ending {
  int exit_code = 0;
  std::string out;
  std::string err;
};
// The fixbridge that was built with this test, run to its end. `environment`: more of it, "NAME=value".
[[nodiscard]] Ending run_fixbridge(const std::vector<std::string>& arguments,
                                   const std::filesystem::path& directory,
                                   const std::vector<std::string>& environment = {});

}  // namespace bridge::endtoend
