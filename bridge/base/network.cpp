#include "base/network.hpp"

#include "base/number.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <string_view>

namespace bridge {
namespace {

constexpr unsigned kMappedBits = 96;  // ::ffff:0:0/96 holds all of IPv4
constexpr unsigned kBits = 128;

bool bit(const IpAddress& address, unsigned at) { return (address[at / 8] >> (7 - at % 8) & 1U) != 0; }

}  // namespace

std::optional<IpAddress> parse_address(const std::string& text) {
  IpAddress address{};
  if (inet_pton(AF_INET6, text.c_str(), address.data()) == 1) return address;
  address = {};
  address[10] = address[11] = 0xFF;
  if (inet_pton(AF_INET, text.c_str(), address.data() + kMappedBits / 8) == 1) return address;
  return {};
}

std::optional<Network> Network::parse(const std::string& text) {
  const auto slash = text.find('/');
  const auto address = parse_address(text.substr(0, slash));
  if (!address) return {};
  const unsigned offset = text.find(':') == std::string::npos ? kMappedBits : 0;
  unsigned bits = kBits;
  if (slash != std::string::npos) {
    const auto prefix = whole_number<unsigned>(std::string_view(text).substr(slash + 1));
    if (!prefix || *prefix > kBits - offset) return {};
    bits = *prefix + offset;
  }
  for (unsigned at = bits; at < kBits; ++at) {
    if (bit(*address, at)) return {};
  }
  return Network(*address, bits);
}

bool Network::contains(const IpAddress& address) const {
  const auto whole = bits_ / 8;
  if (!std::equal(address_.begin(), address_.begin() + whole, address.begin())) return false;
  const unsigned rest = bits_ % 8;
  return rest == 0 || ((address_[whole] ^ address[whole]) >> (8 - rest)) == 0;
}

bool admits(const std::vector<Network>& networks, const IpAddress& address) {
  return networks.empty() || std::any_of(networks.begin(), networks.end(),
                                         [&](const Network& network) { return network.contains(address); });
}

}  // namespace bridge
