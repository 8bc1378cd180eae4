// How requests to Binance are made. Plain values; filled by config/. Any thread.
#pragma once

#include "base/time.hpp"

namespace bridge::venue::binance {

struct Settings {
  milliseconds recv_window{2000};  // ≤ 60,000 (venue §2.3)
};

}  // namespace bridge::venue::binance
