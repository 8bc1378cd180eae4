#include "fix/wire/traffic.hpp"

#include "fix/soh.hpp"

namespace bridge::fix {
namespace {

bool is_secret(std::string_view tag) { return tag == "554" || tag == "925" || tag == "96"; }

}  // namespace

std::string printable(std::string_view message) {
  std::string text;
  text.reserve(message.size());
  while (!message.empty()) {
    const auto end = message.find(kSoh);
    const std::string_view field = message.substr(0, end);
    const auto equals = field.find('=');
    if (equals != std::string_view::npos && is_secret(field.substr(0, equals))) {
      text.append(field.substr(0, equals)).append("=***");
    } else {
      for (const char c : field) text.push_back(c >= ' ' && c <= '~' ? c : '?');
    }
    if (end == std::string_view::npos) break;
    text.push_back('|');
    message.remove_prefix(end + 1);
  }
  return text;
}

}  // namespace bridge::fix
