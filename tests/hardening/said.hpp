// What files and commands say. For the tests of hardening.
#pragma once

#include "where.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace bridge::hardening {

inline std::string text_of(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  EXPECT_TRUE(in.is_open()) << file;
  return {std::istreambuf_iterator<char>(in), {}};
}

// Of the repository.
inline std::string page(const std::string& path) {
  return text_of(std::filesystem::path(BRIDGE_SOURCE_DIR) / path);
}

inline std::string output_of(const std::string& command) {
  std::FILE* const pipe = ::popen(command.c_str(), "r");
  if (pipe == nullptr) return "";
  std::string text;
  std::array<char, 4096> bytes;  // NOLINT(*-member-init): filled by fread
  for (auto size = std::fread(bytes.data(), 1, bytes.size(), pipe); size > 0;
       size = std::fread(bytes.data(), 1, bytes.size(), pipe)) {
    text.append(bytes.data(), size);
  }
  EXPECT_EQ(::pclose(pipe), 0) << command;
  return text;
}

}  // namespace bridge::hardening
