#include "config/url.hpp"

#include "base/number.hpp"
#include "base/words.hpp"
#include "config/findings.hpp"

#include <algorithm>

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
  const auto value = whole_number<unsigned>(port);
  return value && *value >= 1 && *value <= 65535;
}

bool is_path(std::string_view path) {
  return std::all_of(path.begin(), path.end(), [](char c) { return c > ' ' && c <= '~' && c != '#'; });
}

constexpr std::string_view kPath = "/ws-fapi/v1";
constexpr const char* kRemedy =
    "; write wss://ws-fapi.binance.com/ws-fapi/v1, or wss://testnet.binancefuture.com/ws-fapi/v1 for the "
    "testnet";

std::string_view without_query(std::string_view path) { return path.substr(0, path.find('?')); }

std::string lower(std::string_view text) {
  std::string result(text);
  std::ranges::transform(result, result.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return result;
}

bool is_of(std::string_view host, std::string_view domain) {
  return host == domain || (host.ends_with(domain) && host[host.size() - domain.size() - 1] == '.');
}

bool is_the_venues(std::string_view host) {
  return is_of(host, "binance.com") || is_of(host, "binancefuture.com") || is_of(host, "binance.vision") ||
         is_of(host, "binance.us");
}

// What the venue's other services are called, by how their host or path begins (fixspec/venue.md, 1.1).
constexpr const char* kSpot = "is the spot market's, which knows none of these orders";
constexpr const char* kCoinM = "is that of COIN-M futures, which knows none of these orders";
constexpr const char* kStreams = "is that of streams, which take no orders";
constexpr const char* kRest = "is that of the REST service";

const char* other_market_by_host(std::string_view host) {
  if (!is_the_venues(host)) return nullptr;
  if (is_of(host, "binance.vision") || is_of(host, "binance.us")) return kSpot;
  if (host.starts_with("ws-api") || host.starts_with("demo-ws-api")) return kSpot;
  if (host.starts_with("ws-dapi")) return kCoinM;
  const std::string_view name = host.substr(0, host.find('.'));
  if (name.ends_with("stream")) return kStreams;
  if (name.ends_with("api") && name.find("ws-") == std::string_view::npos) return kRest;
  return nullptr;
}

// A proxy may have put something in front of it.
const char* other_market_by_path(std::string_view path) {
  if (path.find("/ws-api/") != std::string_view::npos) return kSpot;
  if (path.find("/ws-dapi/") != std::string_view::npos) return kCoinM;
  return nullptr;
}

}  // namespace

std::optional<Url> parse_url(std::string_view text, std::string_view scheme) {
  const std::string begin = std::string(scheme) + "://";
  if (!text.starts_with(begin)) return std::nullopt;
  text.remove_prefix(begin.size());
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

std::string objection_to(const Url& url) {
  const std::string host = lower(url.host);
  const std::string_view path = without_query(url.path);
  const char* other = other_market_by_host(host);
  if (other == nullptr) other = other_market_by_path(path);
  if (other != nullptr) return std::string(other) + kRemedy;
  const bool right = is_the_venues(host) ? path == kPath : path.ends_with(kPath);
  if (right) return "";
  const std::string found = "has the path " + shown(path);
  if (!meant_by(path, {std::string(kPath)}).empty())
    return found + "; did you mean " + std::string(kPath) + "?";
  if (!is_the_venues(host)) return "";
  return found + ", where the venue has no WebSocket API of USD-M futures" +
         "; write wss://ws-fapi.binance.com/ws-fapi/v1, or leave the path out";
}

Url rest_of(const Url& url) {
  const std::string host = lower(url.host);
  Url rest{url.host, url.port, ""};
  if (host == "ws-fapi.binance.com") rest.host = "fapi.binance.com";
  if (host == "testnet.binancefuture.com") rest.host = "testnet.binancefuture.com";
  return rest;
}

Url stream_of(const Url& url) {
  const std::string host = lower(url.host);
  Url stream{url.host, url.port, "/private/ws/"};
  if (host == "ws-fapi.binance.com") stream.host = "fstream.binance.com";
  if (host == "testnet.binancefuture.com") stream.host = "fstream.binancefuture.com";
  return stream;
}

std::string doubt_about(const Url& url) {
  const std::string_view path = without_query(url.path);
  if (path.ends_with(kPath)) return "";
  return "has the path " + shown(path) + ", and the venue has " + std::string(kPath) +
         ": right only where a proxy puts the one in place of the other";
}

}  // namespace bridge::config
