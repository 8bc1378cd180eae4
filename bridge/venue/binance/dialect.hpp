// Binance USD-M futures WebSocket API: order.cancel, order.status, session.status (venue §1–§4).
#pragma once

#include "venue/dialect.hpp"
#include "venue/settings.hpp"

#include <memory>

namespace bridge::venue::binance {

struct Settings {
  milliseconds recv_window{2000};  // ≤ 60,000 (venue §2.3)
};

[[nodiscard]] std::unique_ptr<Dialect> make_dialect(Credentials credentials, Settings settings);

}  // namespace bridge::venue::binance
