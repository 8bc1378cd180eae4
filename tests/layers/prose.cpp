#include "layers/citations.hpp"

#include <algorithm>
#include <cctype>
#include <filesystem>

namespace bridge::layers {
namespace {

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

// Copies comments from `text` to `kept`, which is as long and blank.
class Comments {
 public:
  Comments(std::string_view text, std::string& kept) : text_(text), kept_(kept) {}

  // Of C++, JavaScript and Promela: to the line's end, or between marks; not in literals.
  void of_c() {
    while (at_ < text_.size()) {
      if (here("//")) {
        keep_until("\n", 2);
      } else if (here("/*")) {
        keep_until("*/", 2);
      } else if (here("R\"")) {
        skip_raw();
      } else if (text_[at_] == '"' || text_[at_] == '`' || opens_character()) {
        skip_literal(text_[at_]);
      } else {
        ++at_;
      }
    }
  }
  // Of scripts and lists: a # that begins a word, to the line's end.
  void of_scripts() {
    while (at_ < text_.size()) {
      const bool begins = at_ == 0 || std::isspace(static_cast<unsigned char>(text_[at_ - 1])) != 0;
      begins&& text_[at_] == '#' ? keep_until("\n", 1) : void(++at_);
    }
  }
  void of_xml() {
    while ((at_ = text_.find("<!--", at_)) != text_.npos) keep_until("-->", 4);
  }

 private:
  [[nodiscard]] bool here(std::string_view mark) const { return text_.substr(at_).starts_with(mark); }
  // Not the ' within 1'000.
  [[nodiscard]] bool opens_character() const {
    return text_[at_] == '\'' && (at_ == 0 || std::isalnum(static_cast<unsigned char>(text_[at_ - 1])) == 0);
  }
  void keep_until(std::string_view mark, std::size_t opening) {
    const auto end = std::min(text_.find(mark, at_ + opening), text_.size());
    for (at_ += opening; at_ < end; ++at_) kept_[at_] = text_[at_];
  }
  void skip_raw() {
    const auto open = std::min(text_.find('(', at_), text_.size());
    const std::string close = ")" + std::string(text_.substr(at_ + 2, open - at_ - 2)) + "\"";
    at_ = std::min(text_.find(close, at_), text_.size() - close.size()) + close.size();
  }
  void skip_literal(char quote) {
    for (++at_; at_ < text_.size() && text_[at_] != quote && (quote == '`' || text_[at_] != '\n'); ++at_) {
      if (text_[at_] == '\\') ++at_;
    }
    ++at_;
  }

  std::string_view text_;
  std::string& kept_;
  std::size_t at_ = 0;
};

void blank(std::string& text, std::size_t from, std::size_t to) {
  std::replace_if(
      text.begin() + static_cast<std::ptrdiff_t>(from), text.begin() + static_cast<std::ptrdiff_t>(to),
      [](char c) { return c != '\n'; }, ' ');
}

// A page without its fenced blocks.
std::string unfenced(std::string_view text) {
  std::string kept(text);
  bool inside = false;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find('\n', at), text.size());
    const bool fence = text.substr(at, end - at).find_first_not_of(' ') != text.npos &&
                       text.substr(text.find_first_not_of(' ', at)).starts_with("```");
    if (inside || fence) blank(kept, at, end);
    inside = inside != fence;
    at = end + 1;
  }
  return kept;
}

}  // namespace

std::string prose(const std::string& path, std::string_view text) {
  const std::filesystem::path name(path);
  const std::string extension = name.extension().string();
  if (extension == ".md") return unfenced(text);
  std::string kept(text);
  blank(kept, 0, kept.size());
  Comments comments(text, kept);
  if (is_one_of(extension, {".cpp", ".hpp", ".mjs", ".pml"})) {
    comments.of_c();
  } else if (extension == ".xml") {
    comments.of_xml();
  } else if (is_one_of(extension, {"", ".sh", ".cmake", ".yaml", ".yml", ".txt", ".service"})) {
    comments.of_scripts();
  }
  return kept;
}

std::string anchor_of(std::string_view heading) {
  std::string anchor;
  for (const char c : heading) {
    if (std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '_') {
      anchor += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    } else if (c == ' ') {
      anchor += '-';
    }
  }
  return anchor;
}

}  // namespace bridge::layers
