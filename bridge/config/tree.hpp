// YAML as a plain tree that knows its lines: every key is kept, repeated ones too. Anchors, aliases, tags and
// deep nesting are refused, so a small file cannot become a large tree. This is the only place that knows
// yaml-cpp. Any thread.
#pragma once

#include <string>
#include <vector>

namespace bridge::config {

struct Entry;

struct Node {
  enum class Kind { Empty, Scalar, List, Map };

  Kind kind = Kind::Empty;
  int line = 1;
  bool quoted = false;  // "9878" in quotes is text, not a number
  std::string text;     // of a scalar
  std::vector<Node> items;
  std::vector<Entry> entries;  // in the file's order
};

struct Entry {
  std::string key;
  int line = 1;
  Node value;
};

// Where and why a text is not YAML we take.
struct SyntaxError {
  int line = 1;
  std::string what;
};

// Reads a text. It throws SyntaxError. An empty text is an empty map.
[[nodiscard]] Node parse_tree(const std::string& text);

}  // namespace bridge::config
