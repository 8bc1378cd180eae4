// A request's frame, and those of the listen key (fixspec/venue.md, 2.1 and 4.10). Pure; any thread.
#pragma once

#include "venue/binance/signing/signer.hpp"
#include "venue/dialect.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace bridge::venue::binance {

// The names and values as they are signed. Text must be well-formed (quote.hpp).
[[nodiscard]] std::string frame_of(std::string_view id, std::string_view method,
                                   const std::vector<Param>& params);

// It wants the key of the account and no signature. `api_key` is empty on a link that is logged on.
[[nodiscard]] std::string listen_key_frame(ListenKeyAction action, std::string_view id,
                                           std::string_view api_key);

}  // namespace bridge::venue::binance
