// What the venue checks before it executes a REST request: key and signature in its own way
// (fixspec/venue.md, 3), the rest as on the WebSocket API. Pure; any thread.
#pragma once

#include "base/time.hpp"
#include "simulator/key_ring.hpp"
#include "simulator/refusal.hpp"
#include "simulator/request.hpp"
#include "simulator/rest.hpp"

#include <optional>

namespace bridge::simulator {

// What a route wants of those who ask: nothing, a key of the venue, or a key and a signature.
enum class Security { None, Key, Signed };

// The parameters of query and body, all of them text, and the route as the method: "GET /fapi/v1/openOrders".
[[nodiscard]] Request read_rest(const RestRequest& request);
// What is signed: query and body as they were sent, percent-encoding and all, without the signature itself.
[[nodiscard]] std::string rest_payload(const RestRequest& request);
// Nothing when all holds. `params` is what read_rest() read of the request.
[[nodiscard]] std::optional<Refusal> refuse_rest(const RestRequest& request, const Request& params,
                                                 Security security, const KeyRing& keys, Timestamp at);

}  // namespace bridge::simulator
