// Writes configuration files into a directory of its own, and judges them. For the tests of config.
#pragma once

#include "config/config.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <unistd.h>
#include <utility>
#include <vector>

namespace bridge::config {

class ConfigFiles : public testing::Test {
 protected:
  void SetUp() override {
    directory_ = std::filesystem::path(testing::TempDir()) /
                 ("config_" + std::to_string(getpid()) +
                  testing::UnitTest::GetInstance()->current_test_info()->name());
    std::filesystem::remove_all(directory_);
    std::filesystem::create_directories(directory_);
  }
  void TearDown() override { std::filesystem::remove_all(directory_); }

  [[nodiscard]] const std::filesystem::path& directory() const { return directory_; }

  [[nodiscard]] std::filesystem::path write(const std::string& name, const std::string& text) const {
    const auto file = directory_ / name;
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << text;
    std::filesystem::permissions(file,
                                 std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    return file;
  }

  [[nodiscard]] Config load_text(const std::string& text) const { return load(write("bridge.yaml", text)); }

  // The mistakes of a file, each without its directory: "bridge.yaml:12: …".
  [[nodiscard]] std::vector<std::string> mistakes_of(const std::string& text) const {
    try {
      static_cast<void>(load_text(text));
      return {};
    } catch (const Mistakes& mistakes) {
      return without_directory(mistakes.lines);
    }
  }

  [[nodiscard]] std::vector<std::string> without_directory(std::vector<std::string> lines) const {
    const std::string prefix = directory_.string() + "/";
    for (std::string& line : lines) {
      for (auto at = line.find(prefix); at != std::string::npos; at = line.find(prefix))
        line.erase(at, prefix.size());
    }
    return lines;
  }

 private:
  std::filesystem::path directory_;
};

// A file without a mistake; `change` replaces one of its lines, counted from 1.
inline std::string good_file(int line = 0, const std::string& change = "") {
  const std::vector<std::string> lines = {
      "listen:",                                   // 1
      "  plain: true",                             // 2
      "  port: 9878",                              // 3
      "accounts:",                                 // 4
      "  main:",                                   // 5
      "    url: wss://localhost:9443/ws-fapi/v1",  // 6
      "    key: aKey",                             // 7
      "    secret: aSecret",                       // 8
      "sessions:",                                 // 9
      "  - begin_string: FIX.4.4",                 // 10
      "    sender_comp_id: BRIDGE",                // 11
      "    target_comp_id: DESK1",                 // 12
      "    account: main",                         // 13
      "journal:",                                  // 14
      "  dir: journal",                            // 15
      "ops: {}",                                   // 16
      "log: {}",                                   // 17
  };
  std::string text;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    text += static_cast<int>(i) + 1 == line ? change : lines[i];
    text += '\n';
  }
  return text;
}

}  // namespace bridge::config
