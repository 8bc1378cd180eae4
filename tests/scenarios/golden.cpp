#include "scenarios/golden.hpp"

#include "where.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>

namespace bridge::scenarios {
namespace {

namespace fs = std::filesystem;

const fs::path kFolder = fs::path(BRIDGE_SOURCE_DIR) / "tests/scenarios/golden";

fs::path file_of(const std::string& scenario) { return kFolder / (scenario + ".txt"); }

std::map<std::string, Told> read(const std::string& scenario) {
  std::map<std::string, Told> versions;
  std::ifstream file(file_of(scenario));
  Told* told = nullptr;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("FIX ")) {
      told = &versions[line];
    } else if (told != nullptr && line.starts_with("35=") && !told->empty()) {
      told->back().second = line;
    } else if (told != nullptr && !line.empty()) {
      told->emplace_back(line, "");
    }
  }
  return versions;
}

}  // namespace

Told golden(const std::string& scenario, const std::string& version) { return read(scenario)[version]; }

bool writes_golden() { return std::getenv("WRITE_SCENARIOS") != nullptr; }

void write_golden(const std::string& scenario, const std::string& version, const Told& told) {
  auto versions = read(scenario);
  versions[version] = told;
  fs::create_directories(kFolder);
  std::ofstream file(file_of(scenario));
  for (const auto& [name, reports] : versions) {
    file << name << "\n\n";
    for (const auto& [line, message] : reports) file << line << "\n" << message << "\n";
    file << "\n";
  }
}

std::vector<std::string> golden_scenarios() {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(kFolder)) names.push_back(entry.path().stem().string());
  std::ranges::sort(names);
  return names;
}

}  // namespace bridge::scenarios
