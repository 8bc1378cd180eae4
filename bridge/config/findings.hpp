// What was found wrong or doubtful in one configuration file, gathered while reading goes on, shown in
// the order of lines. Used by one thread.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace bridge::config {

class Findings {
 public:
  explicit Findings(std::string file) : file_(std::move(file)) {}

  // `key` may be empty: the line is then about the file as a whole.
  void mistake(int line, std::string_view key, std::string_view what) { add(mistakes_, line, key, what); }
  void warning(int line, std::string_view key, std::string_view what) { add(warnings_, line, key, what); }

  // The findings as "FILE:LINE: KEY: what", in the order of lines.
  [[nodiscard]] std::vector<std::string> mistakes() const { return in_order(mistakes_); }
  [[nodiscard]] std::vector<std::string> warnings() const { return in_order(warnings_); }

 private:
  struct Finding {
    int line = 1;
    std::string text;
  };

  void add(std::vector<Finding>& to, int line, std::string_view key, std::string_view what) const;
  [[nodiscard]] static std::vector<std::string> in_order(std::vector<Finding> findings);

  std::string file_;
  std::vector<Finding> mistakes_;
  std::vector<Finding> warnings_;
};

// A value from the file as an error shows it: in quotes, printable, short. It is never used for a secret.
[[nodiscard]] std::string shown(std::string_view value);
// A path, in quotes and printable, but whole: the operator has to find it.
[[nodiscard]] std::string shown_path(const std::filesystem::path& path);

}  // namespace bridge::config
