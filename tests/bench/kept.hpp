// Which figures may stand on a page: those of a quiet machine, and of two runs the ones that claim less.
#pragma once

#include <boost/json/value.hpp>

#include <string>

namespace bridge::bench {

// Of the relay, one in flight. It is what every ratio is to: measured while the machine is busy it is slow
// itself, and whatever is compared with it looks good.
struct Band {
  double p50_us = 150;
  double p99_us = 400;
};
// "the relay, 1 in flight: p50 92 us, p99 214 us (a table is kept up to 150 us and 400 us)". `report`: with a
// target "relay"; empty without.
[[nodiscard]] std::string relay_line(const boost::json::object& report, const Band& band = {});
// Empty when the relay is among the targets and inside the band; else why no page may have these figures.
[[nodiscard]] std::string unfit(const boost::json::object& report, const Band& band = {});

// Of two reports of the same plan: of the gateway each figure that is the worse one, of those it is compared
// with the better one.
[[nodiscard]] boost::json::object cautious(const boost::json::object& one, const boost::json::object& other);

}  // namespace bridge::bench
