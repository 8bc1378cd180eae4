#include "venue/endpoint.hpp"

#include "base/number.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <stdexcept>

namespace bridge::venue {

namespace {

[[noreturn]] void refuse(const char* field, const std::string& value, const char* remedy) {
  throw std::runtime_error(std::string{"the venue's "} + field + " is \"" + clean_text(value) +
                           "\": " + remedy);
}

bool is_host_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-' ||
         c == '_' || c == ':';
}

}  // namespace

void check_endpoint(const std::string& host, const std::string& port) {
  if (host.empty() || !std::ranges::all_of(host, is_host_char)) {
    refuse("host", host, "give a plain name or address, such as ws-fapi.binance.com");
  }
  const auto number = whole_number<unsigned>(port);
  if (!number || *number == 0 || *number > 65535) {
    refuse("port", port, "give a number from 1 to 65535");
  }
}

bool is_path(std::string_view text) {
  return text.starts_with('/') && std::ranges::all_of(text, [](char c) { return c > 0x20 && c < 0x7F; });
}

std::string host_header(const std::string& host, const std::string& port) {
  const bool ipv6 = host.find(':') != std::string::npos;
  const std::string name = ipv6 ? "[" + host + "]" : host;
  return port == "443" ? name : name + ":" + port;
}

}  // namespace bridge::venue
