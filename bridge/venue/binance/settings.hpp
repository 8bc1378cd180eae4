// How requests to Binance are made. Plain values; filled by config/. Any thread.
#pragma once

#include "base/time.hpp"

namespace bridge::venue::binance {

struct Settings {
  milliseconds recv_window{2000};  // ≤ 60,000 (fixspec/venue.md, 3.4)
};

}  // namespace bridge::venue::binance
