// A request's `id` on the wire: "<ticket>-<attempt>c" for order.cancel, "…s" for order.status. At most
// 32 of the 36 characters the venue's ids should have (fixspec/venue.md, 2.1). Pure; any thread.
#pragma once

#include "order/outcome.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace bridge::venue::binance {

[[nodiscard]] std::string to_text(const order::RequestId& id);
// Reads an id; nothing for every text that to_text could not have written.
[[nodiscard]] std::optional<order::RequestId> read_request_id(std::string_view text);

}  // namespace bridge::venue::binance
