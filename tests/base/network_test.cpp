#include "base/network.hpp"

#include <gtest/gtest.h>

namespace bridge {
namespace {

bool holds(const std::string& network, const std::string& address) {
  return Network::parse(network)->contains(*parse_address(address));
}

TEST(Network, HoldsTheAddressesOfItsPrefix) {
  EXPECT_TRUE(holds("10.0.0.0/8", "10.255.0.1"));
  EXPECT_FALSE(holds("10.0.0.0/8", "11.0.0.1"));
  EXPECT_TRUE(holds("192.0.2.64/27", "192.0.2.95"));
  EXPECT_FALSE(holds("192.0.2.64/27", "192.0.2.96"));
  EXPECT_TRUE(holds("192.0.2.7", "192.0.2.7"));
  EXPECT_FALSE(holds("192.0.2.7", "192.0.2.8"));
  EXPECT_TRUE(holds("2001:db8::/32", "2001:db8:ffff::1"));
  EXPECT_FALSE(holds("2001:db8::/32", "2001:db9::1"));
  EXPECT_TRUE(holds("0.0.0.0/0", "203.0.113.5"));
  EXPECT_FALSE(holds("0.0.0.0/0", "2001:db8::1")) << "all of IPv4 is not all";
  EXPECT_TRUE(holds("::/0", "203.0.113.5"));
}

TEST(Network, KnowsAnIpv4AddressInEitherDress) {
  EXPECT_TRUE(holds("10.0.0.0/8", "::ffff:10.1.2.3"));
  EXPECT_TRUE(holds("::ffff:10.0.0.0/104", "10.1.2.3"));
}

TEST(Network, IsNothingElse) {
  for (const char* text : {"", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "10.0.0.0/8x", "10.0.0.1/8", "host",
                           "2001:db8::/129", "2001:db8::1/32", "10.0.0/8", " 10.0.0.0/8", "10.0.0.0 /8"}) {
    EXPECT_FALSE(Network::parse(text)) << text;
  }
}

TEST(Network, AdmitsEveryoneWhereNoneIsNamed) {
  const auto address = *parse_address("192.0.2.1");
  EXPECT_TRUE(admits({}, address));
  EXPECT_TRUE(admits({*Network::parse("10.0.0.0/8"), *Network::parse("192.0.2.0/24")}, address));
  EXPECT_FALSE(admits({*Network::parse("10.0.0.0/8")}, address));
}

}  // namespace
}  // namespace bridge
