// Reads JSON that a person wrote, strictly: a mistake is answered with its place. Any thread.
#pragma once

#include <boost/json/value.hpp>

#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace bridge::simulator {

// A sentence about one value, and where it is: "orders[1].price". Whoever calls the reader knows what is
// around the value, and puts that in front.
struct Wrong {
  std::string what;
  std::string place{};
};

[[nodiscard]] inline std::string join_places(const std::string& outer, const std::string& inner) {
  const bool joined = outer.empty() || inner.empty() || inner.front() == '[';
  return outer + (joined ? "" : ".") + inner;
}

// Runs `reading`; what it finds Wrong is at `place`.
template <class Reading>
auto within(const std::string& place, Reading reading) {
  try {
    return reading();
  } catch (const Wrong& wrong) {
    throw Wrong{.what = wrong.what, .place = join_places(place, wrong.place)};
  }
}

// A value in an error text: cut short, made safe.
[[nodiscard]] std::string shown(const boost::json::value& value);

// Parses a text. It throws Wrong, with the line, when that is not JSON.
[[nodiscard]] boost::json::value parse_json(std::string_view text);

class JsonFile {
 public:
  // `kind` is for the error, such as "an orders file".
  JsonFile(std::string file, std::string kind) : file_(std::move(file)), kind_(std::move(kind)) {}

  // It throws std::runtime_error when the file is unreadable or, with the line, when it is not JSON.
  [[nodiscard]] boost::json::value parse() const;
  [[noreturn]] void fail(const std::string& where, const std::string& what) const {
    throw std::runtime_error(file_ + ": " + (where.empty() ? "" : where + ": ") + what);
  }
  // Parses it, and fails with what `reader` finds Wrong in the document.
  template <class Reader>
  [[nodiscard]] auto read(Reader reader) const {
    const boost::json::value document = parse();
    try {
      return reader(document);
    } catch (const Wrong& wrong) {
      fail(wrong.place, wrong.what);
    }
  }
  [[nodiscard]] const std::string& name() const { return file_; }

 private:
  std::string file_;
  std::string kind_;
};

}  // namespace bridge::simulator
