#include "layers/sources.hpp"

#include <algorithm>
#include <cctype>
#include <filesystem>

namespace bridge::layers {
namespace {

namespace fs = std::filesystem;

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }
std::string normal(const fs::path& path) { return path.lexically_normal().generic_string(); }

std::string_view word_at(std::string_view text, std::size_t begin) {
  std::size_t end = begin;
  while (end < text.size() && is_word(text[end])) ++end;
  return text.substr(begin, end - begin);
}

}  // namespace

Sources::Sources(const Files& files) : files_(files) {
  for (const auto& [path, text] : files) {
    is_page(path) ? read_page(path, text) : read_words(text);
    if (path.starts_with("tests/") && path.ends_with(".cpp")) read_tests(text);
    if (path.starts_with("tests/") && path.ends_with("CMakeLists.txt")) read_list(text);
  }
}

std::optional<std::string> Sources::find(const std::string& name, const std::string& from) const {
  for (const auto& candidate : {normal(fs::path(from).parent_path() / name), normal(name)}) {
    if (has(candidate)) return candidate;
  }
  const auto ends = [&name](const auto& file) { return file.first.ends_with("/" + name); };
  const auto found = std::find_if(files_.begin(), files_.end(), ends);
  return found != files_.end() ? std::optional(found->first) : std::nullopt;
}

bool Sources::has_start(const std::string& start) const {
  const auto at = files_.lower_bound(start);
  return at != files_.end() && at->first.starts_with(start);
}

bool Sources::has_number(const std::string& page, const std::string& number) const {
  const auto found = numbers_.find(page);
  return found != numbers_.end() && found->second.contains(number);
}

bool Sources::has_anchor(const std::string& page, const std::string& anchor) const {
  const auto found = anchors_.find(page);
  return found != anchors_.end() && found->second.contains(anchor);
}

bool Sources::has_title(const std::string& page, const std::string& title) const {
  const auto found = titles_.find(page);
  return found != titles_.end() && found->second.contains(anchor_of(title));
}

bool Sources::has_test(const std::string& name) const {
  const auto at = tests_.lower_bound(name);
  return at != tests_.end() && at->starts_with(name);
}

void Sources::read_page(const std::string& path, std::string_view text) {
  const std::string kept = prose(path, text);
  for (std::size_t at = 0, end = 0; at < kept.size(); at = end + 1) {
    end = std::min(kept.find('\n', at), kept.size());
    const std::string_view line = std::string_view(kept).substr(at, end - at);
    const auto words = line.find_first_not_of("#|* ");
    if (words == line.npos || std::string_view("#|*").find(line.front()) == std::string_view::npos) continue;
    std::string_view title = line.substr(words);
    if (line.front() == '#') anchors_[path].insert(anchor_of(title));
    if (line.starts_with("**")) title = title.substr(0, title.find("**"));
    if (line.front() != '|') titles_[path].insert(anchor_of(title));
    auto number = title.substr(0, title.find(' '));
    if (number.ends_with('.')) number.remove_suffix(1);
    numbers_[path].emplace(number);
  }
}

void Sources::read_words(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const auto word = word_at(text, at);
    if (!word.empty()) words_.insert(word);
    at += word.size() + 1;
  }
}

// What TEST, TEST_F and TEST_P define.
void Sources::read_tests(std::string_view text) {
  for (auto at = text.find("TEST"); at != text.npos; at = text.find("TEST", at + 1)) {
    const auto open = text.find('(', at);
    if (open == text.npos || open > at + 6) continue;
    const auto suite = word_at(text, open + 1);
    const auto comma = open + 1 + suite.size();
    const auto name = text.find_first_not_of(" \n", comma + 1);
    if (!suite.empty() && text.substr(comma).starts_with(',')) add(std::string(suite), word_at(text, name));
  }
}

// add_test(NAME Fuzz.Replay.${name} …) in a function that is called for each name.
void Sources::read_list(std::string_view text) {
  constexpr std::string_view kLead = "add_test(NAME ";
  for (auto at = text.find(kLead); at != text.npos; at = text.find(kLead, at + 1)) {
    const auto begin = at + kLead.size();
    const std::string group(text.substr(begin, text.find(".${", begin) - begin));
    if (group.find_first_of(" )$") != group.npos) continue;
    for (auto open = text.find('('); open != text.npos; open = text.find('(', open + 1)) {
      add(group, word_at(text, open + 1));
    }
  }
}

void Sources::add(const std::string& suite, std::string_view test) {
  suites_.insert(suite.substr(0, suite.find('.')));
  tests_.insert(suite + "." + std::string(test));
}

}  // namespace bridge::layers
