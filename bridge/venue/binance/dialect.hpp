// Binance USD-M futures WebSocket API: order.cancel, order.status, session.status, session.logon
// (fixspec/venue.md).
#pragma once

#include "venue/binance/settings.hpp"
#include "venue/dialect.hpp"
#include "venue/settings.hpp"

#include <memory>
#include <string>

namespace bridge::venue::binance {

class Signer;

// Who we are at the venue, and how it is proved.
struct Identity {
  std::string api_key;
  bool session_logon = false;
};

// It throws std::runtime_error for an identity or settings that cannot work, with the key of the
// configuration to look at and nothing secret.
[[nodiscard]] std::unique_ptr<Dialect> make_dialect(Identity identity, std::shared_ptr<const Signer> signer,
                                                    Settings settings);
// The same with a signer of its own in this process. It throws for credentials that cannot work, too.
[[nodiscard]] std::unique_ptr<Dialect> make_dialect(Credentials credentials, Settings settings);

}  // namespace bridge::venue::binance
