// Reads the venue's frames: JSON in, facts out. Every limit and doubt is decided here: depth 16, 1 MiB,
// no key twice, integers never through a double, a word we have not met is never success. Pure; the
// lane's thread.
#pragma once

#include "base/result.hpp"
#include "venue/dialect.hpp"

#include <string>
#include <string_view>

namespace bridge::venue::binance {

[[nodiscard]] Result<Decoded, Unreadable> read_frame(std::string_view frame);
// The frame with the values of apiKey, signature and listenKey masked, wherever they stand.
[[nodiscard]] std::string mask_frame(std::string_view frame);

}  // namespace bridge::venue::binance
