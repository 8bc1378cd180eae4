#include "config/url.hpp"

#include <algorithm>
#include <charconv>

namespace bridge::config {
namespace {

bool is_host(std::string_view host) {
  return !host.empty() && host.size() <= 253 && host.front() != '-' && host.front() != '.' &&
         std::all_of(host.begin(), host.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                  c == '.';
         });
}

bool is_port(std::string_view port) {
  unsigned value = 0;
  const auto [end, failed] = std::from_chars(port.data(), port.data() + port.size(), value);
  return failed == std::errc{} && end == port.data() + port.size() && value >= 1 && value <= 65535;
}

bool is_path(std::string_view path) {
  return std::all_of(path.begin(), path.end(), [](char c) { return c > ' ' && c <= '~' && c != '#'; });
}

}  // namespace

std::optional<Url> parse_url(std::string_view text) {
  constexpr std::string_view kScheme = "wss://";
  if (!text.starts_with(kScheme)) return std::nullopt;
  text.remove_prefix(kScheme.size());
  const auto slash = text.find('/');
  const std::string_view authority = text.substr(0, slash);
  const auto colon = authority.find(':');

  Url url;
  url.host = authority.substr(0, colon);
  if (colon != std::string_view::npos) url.port = authority.substr(colon + 1);
  if (slash != std::string_view::npos && slash + 1 < text.size()) url.path = text.substr(slash);
  if (!is_host(url.host) || !is_port(url.port) || !is_path(url.path)) return std::nullopt;
  return url;
}

}  // namespace bridge::config
