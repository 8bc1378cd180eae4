// SECURITY.md names a test for each thing that stops a peer: it is there, and every row has one.
#include "hardening/said.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>
#include <set>
#include <sstream>

namespace bridge::hardening {
namespace {

namespace fs = std::filesystem;

// "Suite.Name" of each TEST, TEST_F and TEST_P, and each add_test of a CMakeLists.txt. Of an instantiated
// suite the name is without what was instantiated.
std::set<std::string> tests() {
  const std::regex test(R"re(TEST(?:_[FP])?\((\w+),\s*(\w+)\))re");
  const std::regex added(R"re((?:model_test|interop_test|fuzz_target)\((\w+))re");
  std::set<std::string> names;
  for (const auto& entry : fs::recursive_directory_iterator(fs::path(BRIDGE_SOURCE_DIR) / "tests")) {
    if (entry.path().string().find("node_modules") != std::string::npos) continue;
    const bool list = entry.path().filename() == "CMakeLists.txt";
    if (!list && entry.path().extension() != ".cpp") continue;
    const std::string text = text_of(entry.path());
    for (std::sregex_iterator at(text.begin(), text.end(), list ? added : test), end; at != end; ++at) {
      if (!list) names.insert((*at)[1].str() + "." + (*at)[2].str());
      if (list && at->str().starts_with("fuzz_target")) names.insert("Fuzz.Replay." + (*at)[1].str());
      if (list && at->str().starts_with("model_test")) names.insert("Model." + (*at)[1].str());
      if (list && at->str().starts_with("interop_test")) names.insert("Interop." + (*at)[1].str());
    }
  }
  return names;
}

TEST(SecurityPage, NamesTestsThatExist) {
  const std::string text = page("SECURITY.md");
  const std::set<std::string> known = tests();
  const std::regex quoted(R"(`((?:\w+\.)+\w+)`)");
  std::size_t found = 0;
  for (std::sregex_iterator at(text.begin(), text.end(), quoted), end; at != end; ++at) {
    const std::string name = (*at)[1];
    if (!std::isupper(static_cast<unsigned char>(name.front())) || name.ends_with(".md")) continue;
    EXPECT_TRUE(known.contains(name)) << "SECURITY.md names " << name << ", which is no test";
    ++found;
  }
  EXPECT_GT(found, 40U);
}

// "| what it may try | what stops it | `Suite.Test` |"
TEST(SecurityPage, NamesATestInEachRow) {
  std::istringstream lines(page("SECURITY.md"));
  bool inside = false;
  std::size_t rows = 0;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("| It tries") || line.starts_with("| What is tried")) {
      inside = true;
    } else if (!line.starts_with("|")) {
      inside = false;
    } else if (inside && !line.starts_with("|---")) {
      EXPECT_THAT(line, testing::ContainsRegex("`[A-Z][A-Za-z]+[.][A-Za-z_.]+`[^|]*[|]$")) << "no test";
      ++rows;
    }
  }
  EXPECT_GT(rows, 20U);
}

}  // namespace
}  // namespace bridge::hardening
