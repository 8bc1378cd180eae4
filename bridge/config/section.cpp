#include "config/section.hpp"

#include "base/number.hpp"
#include "base/words.hpp"

#include <algorithm>
#include <fstream>
#include <limits>
#include <optional>

namespace bridge::config {
namespace {

// Reads a whole number and its unit: "500ms", "2s", "5m".
std::optional<milliseconds> parse_duration(std::string_view text) {
  const auto unit_at = text.find_first_not_of("0123456789");
  if (unit_at == std::string_view::npos || unit_at == 0) return std::nullopt;
  const auto count = whole_number<std::int64_t>(text.substr(0, unit_at));
  const std::string_view unit = text.substr(unit_at);
  const std::int64_t factor = unit == "ms" ? 1 : unit == "s" ? 1000 : unit == "m" ? 60'000 : 0;
  if (!count || factor == 0 || *count > std::numeric_limits<std::int64_t>::max() / factor)
    return std::nullopt;
  return milliseconds{*count * factor};
}

std::string duration_text(milliseconds duration) {
  const auto ms = duration.count();
  if (ms % 60'000 == 0 && ms > 0) return std::to_string(ms / 60'000) + "m";
  if (ms % 1000 == 0 && ms > 0) return std::to_string(ms / 1000) + "s";
  return std::to_string(ms) + "ms";
}

template <class Words>
std::string listed(const Words& words) {
  std::string text;
  for (const auto& word : words) {
    if (!text.empty()) text += ", ";
    text += word;
  }
  return text;
}

// What to write instead of an unknown key.
std::string remedy(std::string_view unknown, const std::vector<std::string>& known) {
  if (const auto meant = meant_by(unknown, known); !meant.empty()) {
    return "unknown key; did you mean " + meant + "?";
  }
  return "unknown key; keys here are " + listed(known);
}

}  // namespace

std::string join(const std::string& path, std::string_view key) {
  return path.empty() ? std::string(key) : path + '.' + std::string(key);
}

std::vector<const Entry*> entries_of(const Node& map, const std::string& path, Findings& findings) {
  if (map.kind != Node::Kind::Map) {
    findings.mistake(map.line, path, "must be a map of 'key: value' lines; see config/README.md");
    return {};
  }
  std::vector<const Entry*> result;
  for (const Entry& entry : map.entries) {
    const auto first =
        std::find_if(result.begin(), result.end(), [&](const Entry* seen) { return seen->key == entry.key; });
    if (first == result.end()) {
      result.push_back(&entry);
    } else {
      findings.mistake(entry.line, join(path, entry.key),
                       "written twice, first on line " + std::to_string((*first)->line) + "; keep one");
    }
  }
  return result;
}

Section::Section(const Node& map, std::string path, Findings& findings)
    : path_(std::move(path)),
      findings_(findings),
      present_(map.kind == Node::Kind::Map),
      line_(map.line),
      entries_(entries_of(map, path_, findings)) {}

const Entry* Section::find(std::string_view key) const {
  const auto found =
      std::find_if(entries_.begin(), entries_.end(), [&](const Entry* e) { return e->key == key; });
  return found == entries_.end() ? nullptr : *found;
}

bool Section::given(std::string_view key) const {
  const Entry* entry = find(key);
  return entry != nullptr && entry->value.kind == Node::Kind::Scalar;
}

int Section::line_of(std::string_view key) const {
  const Entry* entry = find(key);
  return entry == nullptr ? line_ : entry->line;
}

void Section::mistake(std::string_view key, std::string_view what) {
  findings_.mistake(line_of(key), join(path_, key), what);
}
void Section::warning(std::string_view key, std::string_view what) {
  findings_.warning(line_of(key), join(path_, key), what);
}

const Node* Section::optional(std::string_view key) {
  asked_.emplace_back(key);
  const Entry* entry = find(key);
  if (entry == nullptr) return nullptr;
  if (entry->value.kind != Node::Kind::Empty) return &entry->value;
  mistake(key, "is empty; give a value, or leave the key out");
  return nullptr;
}

void Section::require(std::string_view key) {
  if (present_ && find(key) == nullptr) mistake(key, "is missing; add it (config/README.md)");
}

const Node* Section::required(std::string_view key) {
  require(key);
  return optional(key);
}

Section Section::required_section(std::string_view key) {
  const Node* value = required(key);
  return value == nullptr ? Section(join(path_, key), findings_)
                          : Section(*value, join(path_, key), findings_);
}

Section Section::section(std::string_view key) {
  const Node* value = optional(key);
  return value == nullptr ? Section(join(path_, key), findings_)
                          : Section(*value, join(path_, key), findings_);
}

const Node* Section::scalar(std::string_view key, const Node* node, std::string_view wanted) {
  if (node == nullptr || node->kind == Node::Kind::Scalar) return node;
  mistake(key, std::string("is a ") + (node->kind == Node::Kind::List ? "list" : "map") + "; write " +
                   std::string(wanted));
  return nullptr;
}

std::string Section::required_text(std::string_view key) {
  const Node* value = scalar(key, required(key), "text");
  return value == nullptr ? std::string() : value->text;
}

std::string Section::text(std::string_view key, const std::string& fallback) {
  const Node* value = scalar(key, optional(key), "text");
  return value == nullptr ? fallback : value->text;
}

bool Section::flag(std::string_view key, bool fallback) {
  const Node* value = scalar(key, optional(key), "true or false");
  if (value == nullptr) return fallback;
  if (!value->quoted && (value->text == "true" || value->text == "false")) return value->text == "true";
  mistake(key, shown(value->text) + " is neither true nor false; write one of them, without quotes");
  return fallback;
}

std::int64_t Section::number(std::string_view key, std::int64_t least, std::int64_t most,
                             std::int64_t fallback) {
  const std::string range = std::to_string(least) + " to " + std::to_string(most);
  const Node* value = scalar(key, optional(key), "a whole number, " + range);
  if (value == nullptr) return fallback;
  const auto number = value->quoted ? std::nullopt : whole_number<std::int64_t>(value->text);
  if (number && *number >= least && *number <= most) return *number;
  mistake(key, number ? std::to_string(*number) + " is out of range; write " + range
                      : shown(value->text) + " is not a whole number; write " + range + ", without quotes");
  return fallback;
}

milliseconds Section::duration(std::string_view key, milliseconds least, milliseconds most,
                               milliseconds fallback) {
  const Node* value = scalar(key, optional(key), "a duration such as 500ms or 2s");
  if (value == nullptr) return fallback;
  const auto duration = parse_duration(value->text);
  if (!duration) {
    mistake(key, shown(value->text) +
                     " is not a duration; write a whole number and ms, s or m, such as 500ms or 2s");
  } else if (*duration < least || *duration > most) {
    mistake(key,
            value->text + " is out of range; write " + duration_text(least) + " to " + duration_text(most));
  } else {
    return *duration;
  }
  return fallback;
}

std::string Section::readable(std::string_view key, const std::filesystem::path& base,
                              const std::string& text, std::string_view remedy) {
  const auto file = (base / text).lexically_normal();
  std::error_code failed;
  if (std::filesystem::is_regular_file(file, failed) && std::ifstream(file)) return file.string();
  mistake(key, "cannot read " + shown_path(file) + "; " + std::string(remedy));
  return {};
}

void Section::bad_choice(std::string_view key, const std::string& value,
                         const std::vector<std::string_view>& words) {
  mistake(key, shown(value) + " is not one of " + listed(words) + "; write one of them");
}

void Section::finish() {
  for (const Entry* entry : entries_) {
    if (std::find(asked_.begin(), asked_.end(), entry->key) != asked_.end()) continue;
    mistake(entry->key, remedy(entry->key, asked_));
  }
}

}  // namespace bridge::config
