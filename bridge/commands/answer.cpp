#include "commands/answer.hpp"

#include "base/utf8.hpp"

#include <boost/json.hpp>

#include <cstddef>
#include <string_view>

namespace bridge {
// JSON is UTF-8, and a client may put any byte into its ids.
void print(std::ostream& out, const boost::json::value& value) {
  const std::string text = boost::json::serialize(value);
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = utf8_length(text, at);
    if (length == 0) {
      out << "\xEF\xBF\xBD";  // U+FFFD, the replacement character
      ++at;
    } else {
      out << std::string_view(text).substr(at, length);
      at += length;
    }
  }
  out << '\n';
}

int fail(int exit_code, const std::vector<std::string>& errors, bool json, Streams streams) {
  if (json) {
    print(streams.out, {{"errors", boost::json::value_from(errors)}});
  } else {
    for (const auto& error : errors) streams.errors << error << '\n';
  }
  return exit_code;
}

}  // namespace bridge
