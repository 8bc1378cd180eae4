#include "endtoend/memory.hpp"

#include "endtoend/world.hpp"
#include "proc_file.hpp"

#include <algorithm>
#include <charconv>
#include <fcntl.h>
#include <filesystem>
#include <sstream>
#include <unistd.h>

namespace bridge::endtoend {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kChunk = 1U << 20;

fs::path proc_of(pid_t id) { return fs::path("/proc") / std::to_string(id); }

int open_memory(pid_t id) { return ::open((proc_of(id) / "mem").c_str(), O_RDONLY | O_CLOEXEC); }

// A region may begin or end while it is read; what cannot be read is not there.
std::size_t found_in_region(int memory, std::size_t from, std::size_t to, std::string_view bytes) {
  std::size_t found = 0;
  std::string tail;
  std::string chunk(kChunk, '\0');
  for (std::size_t at = from; at < to; at += kChunk) {
    const std::size_t wanted = std::min(kChunk, to - at);
    const ssize_t length = ::pread(memory, chunk.data(), wanted, static_cast<off_t>(at));
    if (length <= 0) return found;
    const std::string text = tail + chunk.substr(0, static_cast<std::size_t>(length));
    found += count_of(text, bytes);
    tail = text.substr(text.size() - std::min(text.size(), bytes.size() - 1));
  }
  return found;
}

}  // namespace

std::vector<pid_t> children_of(pid_t id) {
  std::vector<pid_t> children;
  for (const auto& entry : fs::directory_iterator("/proc")) {
    const std::string name = entry.path().filename().string();
    pid_t child = 0;
    if (std::from_chars(name.data(), name.data() + name.size(), child).ec != std::errc{}) continue;
    if (proc_file(child, "status").find("\nPPid:\t" + std::to_string(id) + "\n") != std::string::npos) {
      children.push_back(child);
    }
  }
  return children;
}

bool can_read_memory(pid_t id) {
  const int memory = open_memory(id);
  if (memory < 0) return false;
  ::close(memory);
  return true;
}

std::size_t found_in_memory(pid_t id, std::string_view bytes) {
  const int memory = open_memory(id);
  std::istringstream maps(proc_file(id, "maps"));
  std::size_t found = 0;
  for (std::string line; std::getline(maps, line);) {
    std::size_t from = 0;
    std::size_t to = 0;
    char dash = 0;
    std::string rights;
    std::istringstream region(line);
    region >> std::hex >> from >> dash >> to >> rights;
    if (rights.starts_with("r") && line.find("[v") == std::string::npos) {
      found += found_in_region(memory, from, to, bytes);
    }
  }
  ::close(memory);
  return found;
}

}  // namespace bridge::endtoend
