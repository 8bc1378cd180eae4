#include "config/findings.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <utility>

namespace bridge::config {
namespace {

constexpr std::size_t kShownValue = 48;  // characters of a value an error repeats
constexpr std::size_t kShownKey = 160;
constexpr std::size_t kShownPath = 4096;

}  // namespace

void Findings::add(std::vector<Finding>& to, int line, std::string_view key, std::string_view what) const {
  std::string text = file_ + ':' + std::to_string(line) + ": ";
  if (!key.empty()) text += clean_text(key, kShownKey) + ": ";
  text += what;
  to.push_back({line, std::move(text)});
}

std::vector<std::string> Findings::in_order(std::vector<Finding> findings) {
  std::stable_sort(findings.begin(), findings.end(),
                   [](const Finding& a, const Finding& b) { return a.line < b.line; });
  std::vector<std::string> lines;
  lines.reserve(findings.size());
  for (Finding& finding : findings) lines.push_back(std::move(finding.text));
  return lines;
}

std::string shown(std::string_view value) {
  return '\'' + clean_text(value, kShownValue) + (value.size() > kShownValue ? "..." : "") + '\'';
}

std::string shown_path(const std::filesystem::path& path) {
  return '\'' + clean_text(path.string(), kShownPath) + '\'';
}

}  // namespace bridge::config
