// Where a journal is, and what a commit promises. Plain values; filled by config/. Any thread.
#pragma once

#include <filesystem>

namespace bridge::journal {

// With `process` a commit survives kill -9. With `disk` it is synced, and survives power loss as well.
enum class Durability { Process, Disk };

struct Settings {
  std::filesystem::path file;
  Durability durability = Durability::Process;
};

}  // namespace bridge::journal
