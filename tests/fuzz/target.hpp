// What the fuzz targets share. A target is one function: it takes any bytes, and ends the process when one of
// its promises does not hold (base/check.hpp). libFuzzer calls it, and so does replay.cpp. One thread.
#pragma once

#include "base/check.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <stdlib.h>
#include <string>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace bridge::fuzz {

inline std::string_view text_of(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

// Takes the first character off; 0 when there is none.
inline char take(std::string_view& text) {
  if (text.empty()) return 0;
  const char first = text.front();
  text.remove_prefix(1);
  return first;
}

// Takes a line off, without its end.
inline std::string_view take_line(std::string_view& text) {
  const auto end = text.find('\n');
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return line;
}

// What may stand in a line of the log, in an error, in Text(58).
inline bool is_clean(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~'; });
}

// A directory of this process, gone with it, with one file to write inputs to.
class Scratch {
 public:
  explicit Scratch(const std::string& name) {
    std::string pattern = (std::filesystem::temp_directory_path() / "fixbridge-fuzz-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("cannot make " + pattern);
    directory_ = pattern;
    file_ = directory_ / name;
  }
  ~Scratch() {
    std::error_code ignored;
    std::filesystem::remove_all(directory_, ignored);
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;

  const std::filesystem::path& write(std::string_view bytes) {
    std::ofstream(file_, std::ios::binary | std::ios::trunc)
        .write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    return file_;
  }
  [[nodiscard]] const std::filesystem::path& directory() const { return directory_; }

 private:
  std::filesystem::path directory_;
  std::filesystem::path file_;
};

}  // namespace bridge::fuzz
