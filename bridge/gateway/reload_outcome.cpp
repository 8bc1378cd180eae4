#include "gateway/reload_outcome.hpp"

#include "base/log.hpp"

#include <fstream>
#include <system_error>

namespace bridge {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kLinesMax = 1000;
constexpr const char* kTaken = "taken ";
constexpr const char* kNotTaken = "not-taken ";

fs::path outcome_file(const fs::path& journal_dir) { return journal_dir / "reload"; }

}  // namespace

void tell_outcome(const fs::path& journal_dir, const ReloadOutcome& outcome) {
  const fs::path file = outcome_file(journal_dir);
  const fs::path temporary = file.string() + ".new";
  std::ofstream text(temporary, std::ios::trunc);
  text << (outcome.taken ? kTaken : kNotTaken) << outcome.id << '\n';
  for (const auto& line : outcome.lines) text << line << '\n';
  text.close();
  std::error_code error;
  if (text) fs::rename(temporary, file, error);
  if (text && !error) return;
  log::warn("reload_not_told", {{"file", file.string()}, {"remedy", "the log has what became of it"}});
}

std::optional<ReloadOutcome> read_outcome(const fs::path& journal_dir) {
  std::ifstream file(outcome_file(journal_dir));
  std::string line;
  if (!std::getline(file, line)) return std::nullopt;
  ReloadOutcome outcome{.id = line.substr(line.find(' ') + 1), .taken = line.starts_with(kTaken)};
  while (outcome.lines.size() < kLinesMax && std::getline(file, line)) outcome.lines.push_back(line);
  return outcome;
}

}  // namespace bridge
