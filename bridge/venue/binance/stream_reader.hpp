// Reads the frames of the user-data stream (fixspec/venue.md, 8). Pure; any thread.
#pragma once

#include "base/result.hpp"
#include "order/stream.hpp"
#include "venue/dialect.hpp"

#include <string_view>

namespace bridge::venue::binance {

// An event, bare or in the wrapper of a combined stream. Unreadable is a frame that is no such JSON, and an
// event about an order or a fill that lacks what we rely on: what it would have said must be asked for. The
// texts of an event are taken over without control characters, and never computed with.
[[nodiscard]] Result<order::StreamEvent, Unreadable> read_stream_frame(std::string_view frame);

}  // namespace bridge::venue::binance
