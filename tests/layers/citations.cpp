#include "layers/citations.hpp"

#include "layers/sources.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <initializer_list>
#include <iterator>
#include <set>
#include <sstream>

namespace bridge::layers {
namespace {

namespace fs = std::filesystem;

using Names = std::set<std::string, std::less<>>;
const Names kTops = {"bridge", "tests", "fixspec", "config"};
const Names kForeignFolders = {".git", "node_modules", "build"};
// Names of other programs that a page may quote.
const Names kForeignWords = {"copytruncate", "localtime_r", "sched_setattr", "FieldNotFound", "auto_vacuum"};

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }
bool is_name(char c) { return is_word(c) || c == '.' || c == '/' || c == '-'; }
bool is_space(char c) { return std::isspace(static_cast<unsigned char>(c)) != 0; }
bool is_upper(char c) { return std::isupper(static_cast<unsigned char>(c)) != 0; }
bool is_digit(char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; }

// The name of a file as this project has them; other names are of users' files or of nothing.
bool is_file_name(std::string_view word) {
  static constexpr std::array kKinds = {".cpp", ".hpp", ".md", ".pml", ".csv", ".mjs", ".cmake", ".xml"};
  return std::any_of(kKinds.begin(), kKinds.end(), [word](std::string_view kind) {
    return word.size() > kind.size() && word.ends_with(kind) && is_word(word[word.size() - kind.size() - 1]);
  });
}

std::string normal(const fs::path& path) { return path.lexically_normal().generic_string(); }

// One file's prose against the sources.
class Reader {
 public:
  Reader(const Sources& sources, const std::string& path, std::string_view text,
         std::vector<std::string>& findings)
      : sources_(sources), path_(path), text_(prose(path, text)), findings_(findings) {}

  void read() {
    for (std::size_t at = 0; at < text_.size();) {
      if (text_.compare(at, 2, "§") == 0)
        find(at, {"a section sign: name page and number, or the standard's number"});
      if (is_page(path_) && text_.compare(at, 2, "](") == 0) judge_link(at + 2);
      if (!is_name(text_[at])) {
        ++at;
        continue;
      }
      const auto end = end_of_name(at);
      judge_word(at, end);
      at = end;
    }
  }

 private:
  [[nodiscard]] std::size_t end_of_name(std::size_t at) const {
    while (at < text_.size() && is_name(text_[at])) ++at;
    return at;
  }
  void find(std::size_t at, std::initializer_list<std::string_view> what) {
    const auto line = 1 + std::count(text_.begin(), text_.begin() + static_cast<std::ptrdiff_t>(at), '\n');
    findings_.push_back(path_ + ":" + std::to_string(line) + ": ");
    for (const auto part : what) findings_.back() += part;
  }
  [[nodiscard]] char character(std::size_t at) const { return at < text_.size() ? text_[at] : '\0'; }

  void judge_word(std::size_t begin, std::size_t end) {
    std::string word = text_.substr(begin, end - begin);
    while (word.ends_with('.') || word.ends_with('/')) word.pop_back();
    const bool quoted = begin > 0 && text_[begin - 1] == '`';
    if (word.starts_with("//")) return;  // the rest of an address
    if (begin >= 1 && std::string_view("<*}$").find(text_[begin - 1]) != std::string_view::npos) return;
    if (is_file_name(word)) return judge_file(begin, begin + word.size(), word);
    const auto decision = word.find("decisions/");
    if (decision != word.npos && is_digit(character(begin + decision + 10)))
      return judge_decision(begin, word);
    if (quoted && is_page(path_)) judge_folder(begin, word);
    if (quoted && is_page(path_) && character(begin + word.size()) != '*') judge_names(begin);
    const auto dot = word.find('.');
    const bool is_test =
        dot != word.npos && dot + 1 < word.size() && is_upper(word[0]) && is_upper(word[dot + 1]);
    if (!is_test || word.find_first_of("/-") != word.npos) return;
    const bool meant = (quoted && is_page(path_)) || sources_.has_suite(word.substr(0, dot));
    if (meant && !sources_.has_test(word)) find(begin, {"no test is called ", word});
  }

  void judge_file(std::size_t begin, std::size_t end, const std::string& name) {
    const auto file = sources_.find(name, path_);
    if (!file) return find(begin, {"no file is called ", name});
    if (is_page(*file)) judge_sections(*file, end);
  }

  // What follows a page's name: ", 4.1 and 4.2" or ", \"Limits and deadlines\"".
  void judge_sections(const std::string& page, std::size_t at) {
    while (character(at) == ')' || character(at) == '`' || character(at) == ']') ++at;
    while (true) {
      const auto word = text_.compare(at, 1, ",") == 0 ? at + 1 : at;
      auto next = text_.find_first_not_of(" \n", word);
      if (next == text_.npos || next == at) return;
      if (word == at) {
        if (text_.compare(next, 4, "and ") != 0) return;
        next += 4;
      }
      if (text_[next] == '"') return judge_heading(page, next);
      std::string number = text_.substr(next, end_of_name(next) - next);
      if (number.ends_with('.')) number.pop_back();
      const auto digits = number.find_first_of("0123456789");
      if (digits == number.npos || digits > 1 || (digits == 1 && !is_upper(number[0]))) return;
      if (number.find_first_not_of("0123456789.", digits) != number.npos) return;
      if (!sources_.has_number(page, number)) find(next, {page, " has no section ", number});
      at = next + number.size();
    }
  }

  void judge_heading(const std::string& page, std::size_t quote) {
    const auto end = std::min(text_.find('"', quote + 1), text_.size());
    std::string heading;  // a comment may break it
    std::unique_copy(text_.begin() + static_cast<std::ptrdiff_t>(quote) + 1,
                     text_.begin() + static_cast<std::ptrdiff_t>(end), std::back_inserter(heading),
                     [](char left, char right) { return is_space(left) && is_space(right); });
    std::replace(heading.begin(), heading.end(), '\n', ' ');
    if (!sources_.has_title(page, heading)) find(quote, {page, " has no heading \"", heading, "\""});
  }

  void judge_decision(std::size_t begin, const std::string& word) {
    const std::string start = "bridge/decisions/" + word.substr(word.find("decisions/") + 10, 4);
    if (!sources_.has_start(start)) find(begin, {"no decision is called ", word});
  }

  void judge_folder(std::size_t begin, const std::string& word) {
    const auto slash = word.find('/');
    if (slash == word.npos || !kTops.contains(word.substr(0, slash)) || character(begin + word.size()) == '*')
      return;
    if (!sources_.has_folder(word) && !sources_.find(word, "")) find(begin, {"there is no ", word});
  }

  // A single name in a page, `Lane::stop` or `answer_within`: the code has each of its words.
  void judge_names(std::size_t begin) {
    const auto end = std::min(text_.find('`', begin), text_.size());
    std::string_view name = std::string_view(text_).substr(begin, end - begin);
    if (name.ends_with("()")) name.remove_suffix(2);
    while (!name.empty() && name.front() != ':') {
      const auto word = name.substr(0, name.find("::"));
      const bool part = word.front() == '_' || is_digit(word.front());  // the end of a name, a number
      const bool single = !part && std::all_of(word.begin(), word.end(), is_word);
      if (!single) return;
      if (!sources_.has_word(word) && !kForeignWords.contains(word)) {
        find(begin, {"nothing is called ", word});
      }
      name.remove_prefix(std::min(word.size() + 2, name.size()));
    }
  }

  void judge_link(std::size_t begin) {
    const std::string target = text_.substr(begin, text_.find_first_of(") ", begin) - begin);
    if (target.find("://") != target.npos) return;
    const auto hash = std::min(target.find('#'), target.size());
    std::string file = hash == 0 ? path_ : normal(fs::path(path_).parent_path() / target.substr(0, hash));
    if (file.ends_with('/')) file.pop_back();
    if (!sources_.has(file) && !sources_.has_folder(file))
      return find(begin, {"a link to nothing: ", target});
    if (hash < target.size() && !sources_.has_anchor(file, target.substr(hash + 1))) {
      find(begin, {"a link to no heading: ", target});
    }
  }

  const Sources& sources_;
  const std::string& path_;
  std::string text_;
  std::vector<std::string>& findings_;
};

// Cells of a row: what stands between its bars, an escaped one being text.
int cells(std::string_view row) {
  int bars = 0;
  for (std::size_t at = 0; at < row.size(); ++at) {
    if (row[at] == '|' && (at == 0 || row[at - 1] != '\\')) ++bars;
  }
  return bars - 1;
}

bool is_read(const fs::path& path) { return !kForeignFolders.contains(path.filename().string()); }

}  // namespace

Files read_files(const std::string& root) {
  Files files;
  for (auto at = fs::recursive_directory_iterator(root); at != fs::recursive_directory_iterator(); ++at) {
    if (at->is_directory() && !is_read(at->path())) at.disable_recursion_pending();
    if (!at->is_regular_file()) continue;
    std::ifstream input(at->path(), std::ios::binary);
    files[fs::relative(at->path(), root).generic_string()] = {std::istreambuf_iterator<char>(input), {}};
  }
  return files;
}

std::vector<std::string> dead_citations(const Files& files) {
  const Sources sources(files);
  std::vector<std::string> findings;
  for (const auto& [path, text] : files) Reader(sources, path, text, findings).read();
  return findings;
}

std::vector<std::string> broken_rows(const Files& files) {
  std::vector<std::string> findings;
  for (const auto& [path, text] : files) {
    if (!is_page(path)) continue;
    std::istringstream lines(prose(path, text));
    int number = 0;
    int wanted = 0;  // 0: not in a table
    for (std::string line; std::getline(lines, line);) {
      ++number;
      const int found = line.starts_with('|') ? cells(line) : 0;
      if (wanted != 0 && found != 0 && found != wanted) {
        findings.push_back(path + ":" + std::to_string(number) + ": a row of " + std::to_string(found) +
                           " cells in a table of " + std::to_string(wanted));
      }
      if (wanted == 0 || found == 0) wanted = found;
    }
  }
  return findings;
}

}  // namespace bridge::layers
