// Binance USD-M futures WebSocket API: order.cancel, order.status, session.status, session.logon
// (venue §1–§4).
#pragma once

#include "venue/dialect.hpp"
#include "venue/settings.hpp"

#include <memory>

namespace bridge::venue::binance {

struct Settings {
  milliseconds recv_window{2000};  // ≤ 60,000 (venue §2.3)
};

// Throws std::runtime_error for credentials or settings that cannot work, with the key of the
// configuration to look at and nothing secret.
[[nodiscard]] std::unique_ptr<Dialect> make_dialect(Credentials credentials, Settings settings);

}  // namespace bridge::venue::binance
