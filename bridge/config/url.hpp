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

// Reads an address of this scheme, "wss" or "https". Returns nothing when the text is anything else: another
// scheme, user and password, a blank, a bad port.
[[nodiscard]] std::optional<Url> parse_url(std::string_view text, std::string_view scheme = "wss");

// Why no cancel can ever be sent there, with what to write instead: an address of another market of the
// venue's, or a path with a slip in it. Empty when one can.
[[nodiscard]] std::string objection_to(const Url& url);
// The same venue's REST service, and its private streams up to the listen key, where the address is one that
// we know (fixspec/venue.md, 1.1); else the same host and port, where a proxy or a simulator has all of them.
[[nodiscard]] Url rest_of(const Url& url);
[[nodiscard]] Url stream_of(const Url& url);
// What is odd about the address, though a proxy may want it so; empty when nothing is.
[[nodiscard]] std::string doubt_about(const Url& url);

}  // namespace bridge::config
