// A disk for the journal that can be made full and roomy again: a file system of a few MiB of this
// program's own where it may mount one, else a limit on the gateway's files.
#pragma once

#include <filesystem>
#include <sys/types.h>

namespace bridge::endtoend {

class SmallDisk {
 public:
  // Mounts, on the calling thread's view; processes started from that thread share it.
  explicit SmallDisk(const std::filesystem::path& at);
  ~SmallDisk();
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;

  // For the process that writes there.
  void make_full(pid_t process);
  void make_room(pid_t process);

 private:
  std::filesystem::path at_;
  bool mounted_ = false;
};

}  // namespace bridge::endtoend
