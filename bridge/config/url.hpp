// wss://host[:port][/path], taken apart. Any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace bridge::config {

struct Url {
  std::string host;  // a name or an IPv4 address
  std::string port = "443";
  std::string path = "/ws-fapi/v1";
};

// Nothing when the text is anything else: another scheme, user and password, a blank, a bad port.
[[nodiscard]] std::optional<Url> parse_url(std::string_view text);

}  // namespace bridge::config
