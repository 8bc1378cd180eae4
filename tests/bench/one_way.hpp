// The ways inside of the gateway, from its own metrics: FIX bytes in to frame bytes out, reply in to 35=8
// out, and what the journal takes of each.
#pragma once

#include <boost/json/value.hpp>

#include <string>

namespace bridge::bench {

// {"fix_in_to_frame_out": {"p50", "p99"}, …} in microseconds, read off the histograms (linear within a
// bucket).
[[nodiscard]] boost::json::object one_way(unsigned short ops_port);
[[nodiscard]] std::string table_of_ways(const boost::json::object& ways);

}  // namespace bridge::bench
