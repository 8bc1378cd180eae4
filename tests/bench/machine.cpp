#include "bench/machine.hpp"

#include <fstream>
#include <sys/utsname.h>
#include <thread>

namespace bridge::bench {

std::string machine() {
  std::ifstream file("/proc/cpuinfo");
  std::string model = "unknown processor";
  for (std::string line; std::getline(file, line);) {
    if (!line.starts_with("model name")) continue;
    model = line.substr(line.find(": ") + 2);
    break;
  }
  utsname system{};
  ::uname(&system);
  return std::to_string(std::thread::hardware_concurrency()) + " x " + model + ", " + system.sysname + " " +
         system.release + ", compiler " + __VERSION__;
}

}  // namespace bridge::bench
