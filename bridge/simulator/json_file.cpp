#include "simulator/json_file.hpp"

#include "base/text.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <fstream>
#include <iterator>

namespace bridge::simulator {

namespace json = boost::json;

std::string shown(const json::value& value) { return clean_text(json::serialize(value), 60); }

json::value parse_json(std::string_view text) {
  json::parser parser;
  boost::system::error_code error;
  const std::size_t read = parser.write_some(text.data(), text.size(), error);
  if (!error && read < text.size()) error = json::error::extra_data;
  if (!error) return parser.release();
  const auto line = 1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(read), '\n');
  throw Wrong{.what = "is not JSON: " + error.message(), .place = "line " + std::to_string(line)};
}

json::value JsonFile::parse() const {
  std::ifstream in{file_, std::ios::binary};
  if (!in) fail("", "cannot be read; give the path of " + kind_);
  const std::string text{std::istreambuf_iterator<char>{in}, {}};
  try {
    return parse_json(text);
  } catch (const Wrong& wrong) {
    fail(wrong.place, wrong.what);
  }
}

}  // namespace bridge::simulator
