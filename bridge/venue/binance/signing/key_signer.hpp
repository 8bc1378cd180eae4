// Signs with a private key, in base64 without line breaks: RSASSA-PKCS1-v1_5 with SHA-256, or
// Ed25519 (fixspec/venue.md, 3.3). Owned by the dialect; the lane's thread.
#pragma once

#include "venue/binance/signing/signer.hpp"

#include <memory>

namespace bridge::venue::binance {

// Makes the signer, which signs once for a trial and checks it: a key whose parts do not fit together throws
// here, as one that cannot be read (private_key.hpp), and not at the first cancel.
[[nodiscard]] std::unique_ptr<Signer> make_key_signer(const Credentials& credentials);

}  // namespace bridge::venue::binance
