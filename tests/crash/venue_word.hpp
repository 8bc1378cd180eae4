// What the venue of the cancels' kill loop says, as its judge wants it.
#pragma once

#include "crash/checker.hpp"
#include "crash/site.hpp"

#include <cstdint>
#include <map>
#include <vector>

namespace bridge::crash {

// The venue that plays plan_orders(seed, orders).
[[nodiscard]] SiteSettings cancel_site(std::uint64_t seed, int orders);

// The venue's word; it must be running.
[[nodiscard]] std::map<std::int64_t, Entry> book_of(Site& site, std::uint64_t seed, int orders);
[[nodiscard]] std::vector<Request> requests_of(Site& site);

}  // namespace bridge::crash
