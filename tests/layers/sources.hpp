// What citations can lead to: files, the sections of pages, tests. Owned by the test; one thread.
#pragma once

#include "layers/citations.hpp"

#include <optional>
#include <set>
#include <unordered_set>

namespace bridge::layers {

[[nodiscard]] inline bool is_page(std::string_view path) { return path.ends_with(".md"); }

class Sources {
 public:
  explicit Sources(const Files& files);

  // The file that is meant by `name` in `from`: beside it, from the root, or the end of one path there is.
  [[nodiscard]] std::optional<std::string> find(const std::string& name, const std::string& from) const;
  [[nodiscard]] bool has(const std::string& path) const { return files_.contains(path); }
  // A file whose path begins so.
  [[nodiscard]] bool has_start(const std::string& start) const;
  [[nodiscard]] bool has_folder(const std::string& path) const { return has_start(path + "/"); }
  // A heading, or a row of a table, that begins with this number.
  [[nodiscard]] bool has_number(const std::string& page, const std::string& number) const;
  [[nodiscard]] bool has_anchor(const std::string& page, const std::string& anchor) const;
  // A heading of these words, or the bold ones at the start of a paragraph.
  [[nodiscard]] bool has_title(const std::string& page, const std::string& title) const;
  [[nodiscard]] bool has_suite(const std::string& suite) const { return suites_.contains(suite); }
  // A test's whole name, or the beginning of one, as ctest -R takes it.
  [[nodiscard]] bool has_test(const std::string& name) const;
  // A word of any file that is no page.
  [[nodiscard]] bool has_word(std::string_view word) const { return words_.contains(word); }

 private:
  using Names = std::set<std::string, std::less<>>;

  void read_page(const std::string& path, std::string_view text);
  void read_words(std::string_view text);
  void read_tests(std::string_view text);
  void read_list(std::string_view text);
  void add(const std::string& suite, std::string_view test);

  const Files& files_;
  std::map<std::string, Names> numbers_;  // by page
  std::map<std::string, Names> anchors_;
  std::map<std::string, Names> titles_;
  std::unordered_set<std::string_view> words_;
  Names suites_;
  Names tests_;
};

}  // namespace bridge::layers
