#include "endtoend/small_disk.hpp"

#include <fstream>
#include <sched.h>
#include <stdexcept>
#include <string>
#include <sys/mount.h>
#include <sys/resource.h>

namespace bridge::endtoend {
namespace {

bool mount_at(const std::filesystem::path& at) {
  return ::unshare(CLONE_NEWNS) == 0 && ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
         ::mount("tmpfs", at.c_str(), "tmpfs", 0, "size=4m") == 0;
}

void limit_file_size(pid_t process, rlim_t bytes) {
  rlimit limit{};
  if (::prlimit(process, RLIMIT_FSIZE, nullptr, &limit) != 0) return;  // it is gone, and its limit with it
  limit.rlim_cur = bytes;
  if (::prlimit(process, RLIMIT_FSIZE, &limit, nullptr) != 0) throw std::runtime_error("prlimit");
}

// Takes every byte that is left.
void fill(const std::filesystem::path& file) {
  std::ofstream out(file, std::ios::binary);
  const std::string block(4096, 'f');
  while (out.write(block.data(), static_cast<std::streamsize>(block.size())).flush()) {
  }
}

}  // namespace

SmallDisk::SmallDisk(const std::filesystem::path& at) : at_(at), mounted_(mount_at(at)) {}

SmallDisk::~SmallDisk() {
  if (mounted_) ::umount2(at_.c_str(), MNT_DETACH);
}

void SmallDisk::make_full(pid_t process) {
  // More than the files of the start, the reserve among them, and less than what the test then writes.
  constexpr rlim_t kFull = 256 * 1024;
  mounted_ ? fill(at_ / "filler") : limit_file_size(process, kFull);
}

void SmallDisk::make_room(pid_t process) {
  if (mounted_) {
    std::filesystem::remove(at_ / "filler");
  } else {
    limit_file_size(process, RLIM_INFINITY);
  }
}

}  // namespace bridge::endtoend
