// Internet addresses and networks of them, for allow-lists and for counting by address. Pure; any thread.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

namespace bridge {

// An address in network order. An IPv4 address is the IPv6 address that maps it (::ffff:192.0.2.1), so that
// one client is one address whichever socket it came by.
using IpAddress = std::array<unsigned char, 16>;

[[nodiscard]] std::optional<IpAddress> parse_address(const std::string& text);

class Network {
 public:
  // Reads "10.0.0.0/8", "2001:db8::/32", or one address. Returns nothing when the text is none of these, or
  // when bits beyond the prefix are set: whoever wrote 10.1.2.3/8 may have meant something else.
  [[nodiscard]] static std::optional<Network> parse(const std::string& text);

  [[nodiscard]] bool contains(const IpAddress& address) const;

 private:
  Network(IpAddress address, unsigned bits) : address_(address), bits_(bits) {}

  IpAddress address_;
  unsigned bits_;
};

// An empty list admits everyone.
[[nodiscard]] bool admits(const std::vector<Network>& networks, const IpAddress& address);

}  // namespace bridge
