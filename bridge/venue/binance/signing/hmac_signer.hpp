// Signs with HMAC-SHA256, in lower-case hex. The key is expanded once; each signature works on a duplicate of
// that state. The dialect owns it; the lane's thread.
#pragma once

#include "venue/binance/signing/signer.hpp"

#include <memory>

namespace bridge::venue::binance {

[[nodiscard]] std::unique_ptr<Signer> make_hmac_signer(const Secret& secret);

}  // namespace bridge::venue::binance
