// Reads one map of the file, key by key: each read checks type and range, each mistake becomes a finding, and
// the fallback is returned, so that reading goes on to the next mistake. Used by one thread.
#pragma once

#include "base/time.hpp"
#include "config/findings.hpp"
#include "config/tree.hpp"

#include <cstdint>
#include <filesystem>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace bridge::config {

// A map's entries, each key once; a repeated key and a value that is no map are mistakes. `path` is how
// errors name the map.
[[nodiscard]] std::vector<const Entry*> entries_of(const Node& map, const std::string& path,
                                                   Findings& findings);
// Joins "accounts" and "main" to "accounts.main".
[[nodiscard]] std::string join(const std::string& path, std::string_view key);

class Section {
 public:
  // Makes the section of a map that is there.
  Section(const Node& map, std::string path, Findings& findings);
  // Makes the section of a map that is not there: every read returns its fallback and finds nothing.
  Section(std::string path, Findings& findings) : path_(std::move(path)), findings_(findings) {}

  // The section under `key`. When it is missing, that is a mistake for the first and no matter for the
  // second.
  [[nodiscard]] Section required_section(std::string_view key);
  [[nodiscard]] Section section(std::string_view key);
  // Finds a mistake when `key` is missing.
  void require(std::string_view key);
  // The value under `key`; nothing, and a mistake, when it is missing or empty.
  [[nodiscard]] const Node* required(std::string_view key);
  // The value under `key`; nothing when it is missing, and a mistake when it is empty.
  [[nodiscard]] const Node* optional(std::string_view key);

  [[nodiscard]] std::string required_text(std::string_view key);
  [[nodiscard]] std::string text(std::string_view key, const std::string& fallback);
  [[nodiscard]] bool flag(std::string_view key, bool fallback);
  [[nodiscard]] std::int64_t number(std::string_view key, std::int64_t least, std::int64_t most,
                                    std::int64_t fallback);
  [[nodiscard]] milliseconds duration(std::string_view key, milliseconds least, milliseconds most,
                                      milliseconds fallback);
  template <class T>
  [[nodiscard]] T choice(std::string_view key, std::initializer_list<std::pair<std::string_view, T>> words,
                         T fallback);

  // `text` as the path of a file that can be read, relative to `base`; empty, and a mistake with this remedy,
  // when it cannot.
  [[nodiscard]] std::string readable(std::string_view key, const std::filesystem::path& base,
                                     const std::string& text, std::string_view remedy);

  // Finds every key that nobody asked for, which is a mistake. It is to be called last.
  void finish();

  [[nodiscard]] bool present() const { return present_; }
  // True when there is a plain value under `key`, be it an empty text.
  [[nodiscard]] bool given(std::string_view key) const;
  [[nodiscard]] int line() const { return line_; }
  [[nodiscard]] int line_of(std::string_view key) const;  // the section's own when the key is missing
  void mistake(std::string_view key, std::string_view what);
  void warning(std::string_view key, std::string_view what);

 private:
  [[nodiscard]] const Entry* find(std::string_view key) const;
  [[nodiscard]] const Node* scalar(std::string_view key, const Node* node, std::string_view wanted);
  void bad_choice(std::string_view key, const std::string& value, const std::vector<std::string_view>& words);

  std::string path_;
  Findings& findings_;
  bool present_ = false;
  int line_ = 1;
  std::vector<const Entry*> entries_;
  std::vector<std::string> asked_;
};

template <class T>
T Section::choice(std::string_view key, std::initializer_list<std::pair<std::string_view, T>> words,
                  T fallback) {
  const Node* value = scalar(key, optional(key), "a word");
  if (value == nullptr) return fallback;
  std::vector<std::string_view> known;
  for (const auto& [word, meaning] : words) {
    if (value->text == word) return meaning;
    known.push_back(word);
  }
  bad_choice(key, value->text, known);
  return fallback;
}

}  // namespace bridge::config
