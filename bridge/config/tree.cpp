#include "config/tree.hpp"

#include "base/text.hpp"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <optional>
#include <sstream>
#include <utility>

namespace bridge::config {
namespace {

constexpr std::size_t kDepthLimit = 16;  // the schema needs five

int line_of(const YAML::Mark& mark) { return mark.line < 0 ? 1 : mark.line + 1; }

// Grows the tree from yaml-cpp's events; `open_` holds the lists and maps not yet ended.
class Builder final : public YAML::EventHandler {
 public:
  Node take() { return std::move(root_); }

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t) override {
    place({.kind = Node::Kind::Empty,
           .line = line_of(mark),
           .quoted = false,
           .text = {},
           .items = {},
           .entries = {}});
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override { refuse_alias(mark); }
  void OnAnchor(const YAML::Mark& mark, const std::string&) override { refuse_alias(mark); }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                const std::string& value) override {
    refuse_tag(mark, tag);
    place({.kind = Node::Kind::Scalar,
           .line = line_of(mark),
           .quoted = tag == "!",
           .text = value,
           .items = {},
           .entries = {}});
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                       YAML::EmitterStyle::value) override {
    start(mark, tag, Node::Kind::List);
  }
  void OnSequenceEnd() override { end(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                  YAML::EmitterStyle::value) override {
    start(mark, tag, Node::Kind::Map);
  }
  void OnMapEnd() override { end(); }

 private:
  struct Open {
    Node node;
    std::optional<Entry> entry;  // of a map: its key is read, its value comes next
  };

  [[noreturn]] static void refuse_alias(const YAML::Mark& mark) {
    throw SyntaxError{line_of(mark),
                      "anchors (&) and aliases (*) are not taken; write the value out, in quotes if it "
                      "begins with one of these"};
  }
  // yaml-cpp's own tags: "?" for plain, "!" for quoted and block text, "" for lists and maps without a tag.
  static void refuse_tag(const YAML::Mark& mark, const std::string& tag) {
    if (tag.size() > 1) throw SyntaxError{line_of(mark), "tags (!) are not taken; write the plain value"};
  }

  void start(const YAML::Mark& mark, const std::string& tag, Node::Kind kind) {
    refuse_tag(mark, tag);
    if (open_.size() == kDepthLimit)
      throw SyntaxError{line_of(mark), "nested too deeply; see config/README.md"};
    Open open;
    open.node.kind = kind;
    open.node.line = line_of(mark);
    open_.push_back(std::move(open));
  }

  void end() {
    Node done = std::move(open_.back().node);
    open_.pop_back();
    place(std::move(done));
  }

  void place(Node node) {
    if (open_.empty()) {
      root_ = std::move(node);
      return;
    }
    Open& parent = open_.back();
    if (parent.node.kind == Node::Kind::List) {
      parent.node.items.push_back(std::move(node));
    } else if (!parent.entry) {
      if (node.kind != Node::Kind::Scalar) throw SyntaxError{node.line, "a key must be plain text"};
      parent.entry = Entry{.key = std::move(node.text), .line = node.line, .value = {}};
    } else {
      // A list or map stands where its key does: there a missing key of it is looked for.
      if (node.kind == Node::Kind::List || node.kind == Node::Kind::Map) node.line = parent.entry->line;
      parent.entry->value = std::move(node);
      parent.node.entries.push_back(std::move(*parent.entry));
      parent.entry.reset();
    }
  }

  Node root_;
  std::vector<Open> open_;
};

}  // namespace

Node parse_tree(const std::string& text) {
  try {
    std::istringstream input(text);
    YAML::Parser parser(input);
    Builder builder;
    parser.HandleNextDocument(builder);
    Node root = builder.take();
    Builder second;
    if (parser.HandleNextDocument(second)) {
      throw SyntaxError{second.take().line, "a second document (---); keep one"};
    }
    if (root.kind == Node::Kind::Empty) root.kind = Node::Kind::Map;
    return root;
  } catch (const YAML::Exception& error) {
    throw SyntaxError{line_of(error.mark),
                      "not valid YAML (" + clean_text(error.msg) + "); check indentation, colons and quotes"};
  }
}

}  // namespace bridge::config
