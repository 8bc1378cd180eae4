// fixspec/scenarios.md against the whole messages: a row's reports are those that its test has seen.
#include "scenarios/golden.hpp"
#include "where.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <string>

namespace bridge::scenarios {
namespace {

// The reports of each row, "8(X) 0/0 10/0/10/0; …", by the name of its test.
std::map<std::string, std::string> rows() {
  std::map<std::string, std::string> rows;
  std::ifstream page(BRIDGE_SOURCE_DIR "/fixspec/scenarios.md");
  const std::regex row(R"(\| S\d\d \| .* \| `([^`]*)` \| `(?:Mass)?Scenarios\.(\w+)` \|)");
  std::smatch cells;
  for (std::string line; std::getline(page, line);) {
    if (std::regex_match(line, cells, row)) rows[cells[2]] = cells[1];
  }
  return rows;
}

TEST(ScenariosPage, SaysWhatTheMessagesSay) {
  const auto rows = scenarios::rows();
  std::set<std::string> files;
  for (const auto& scenario : golden_scenarios()) {
    files.insert(scenario);
    std::string lines;
    for (const auto& [line, message] : golden(scenario, "FIX 4.4"))
      lines += (lines.empty() ? "" : "; ") + line;
    const auto row = rows.find(scenario);
    ASSERT_NE(row, rows.end()) << "the page has no row of " << scenario;
    EXPECT_EQ(row->second, lines) << scenario;
  }
  for (const auto& [scenario, reports] : rows) EXPECT_TRUE(files.contains(scenario)) << scenario;
}

TEST(ScenariosPage, NamesEachOfTheSixtySix) {
  std::ifstream page(BRIDGE_SOURCE_DIR "/fixspec/scenarios.md");
  std::set<std::string> numbers;
  for (std::string line; std::getline(page, line);) {
    if (line.starts_with("| S")) numbers.insert(line.substr(2, 3));
  }
  EXPECT_EQ(numbers.size(), 66U);
  EXPECT_TRUE(numbers.contains("S01") && numbers.contains("S66"));
}

}  // namespace
}  // namespace bridge::scenarios
