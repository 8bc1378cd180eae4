// A file of /proc/ID, up to where the process ended, should it end meanwhile; empty when there is none.
#pragma once

#include <fstream>
#include <sstream>
#include <string>
#include <sys/types.h>

namespace bridge {

[[nodiscard]] inline std::string proc_file(pid_t id, const std::string& name) {
  std::ifstream file("/proc/" + std::to_string(id) + "/" + name, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

}  // namespace bridge
