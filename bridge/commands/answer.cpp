#include "commands/answer.hpp"

#include <boost/json.hpp>

#include <cstddef>
#include <string_view>

namespace bridge {
namespace {

// The length of the character that the text begins with, in UTF-8; 0: it begins with none.
std::size_t character_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned lead = byte(0);
  if (lead < 0x80) return 1;
  const std::size_t length = lead < 0xC2 ? 0U : lead < 0xE0 ? 2U : lead < 0xF0 ? 3U : lead < 0xF5 ? 4U : 0U;
  if (length == 0 || length > text.size()) return 0;
  // Some second bytes would make a shorter character longer, a half of a pair, or one beyond the last.
  const unsigned least = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
  const unsigned most = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
  if (byte(1) < least || byte(1) > most) return 0;
  for (std::size_t i = 2; i < length; ++i) {
    if ((byte(i) & 0xC0U) != 0x80U) return 0;
  }
  return length;
}

}  // namespace

// JSON is UTF-8, and a client may put any byte into its ids.
void print(std::ostream& out, const boost::json::value& value) {
  const std::string text = boost::json::serialize(value);
  for (std::string_view rest = text; !rest.empty();) {
    const std::size_t length = character_length(rest);
    if (length == 0) {
      out << "\xEF\xBF\xBD";  // U+FFFD, the replacement character
      rest.remove_prefix(1);
    } else {
      out << rest.substr(0, length);
      rest.remove_prefix(length);
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
