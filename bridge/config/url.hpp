// Takes wss://host[:port][/path] apart, and judges it as an address of the venue's. Any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace bridge::config {

struct Url {
  std::string host;  // a name or an IPv4 address
  std::string port = "443";
  std::string path = "/ws-fapi/v1";  // with its query
};

// Reads an address. Returns nothing when the text is anything else: another scheme, user and password, a
// blank, a bad port.
[[nodiscard]] std::optional<Url> parse_url(std::string_view text);

// Why no cancel can ever be sent there, with what to write instead: an address of another market of the
// venue's, or a path with a slip in it. Empty when one can.
[[nodiscard]] std::string objection_to(const Url& url);
// What is odd about the address, though a proxy may want it so; empty when nothing is.
[[nodiscard]] std::string doubt_about(const Url& url);

}  // namespace bridge::config
