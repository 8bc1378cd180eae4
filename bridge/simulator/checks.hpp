// What the venue checks before it executes a request, in its order. Pure; any thread.
#pragma once

#include "base/time.hpp"
#include "simulator/book.hpp"
#include "simulator/key_ring.hpp"
#include "simulator/refusal.hpp"
#include "simulator/replies.hpp"
#include "simulator/request.hpp"

#include <optional>
#include <string_view>

namespace bridge::simulator {

[[nodiscard]] bool was_sent(const Request& request, std::string_view name);
// True when the request has neither key nor signature: it stands and falls with the connection's
// session.logon (fixspec/venue.md, 3.5).
[[nodiscard]] bool relies_on_session(const Request& request, const Visit& visit);

// Each of these returns nothing when all holds.
[[nodiscard]] std::optional<Refusal> refuse_order_request(const Request& request, const Visit& visit,
                                                          const KeyRing& keys, const Book& book,
                                                          Timestamp at);
[[nodiscard]] std::optional<Refusal> refuse_logon(const Request& request, const KeyRing& keys, Timestamp at);

}  // namespace bridge::simulator
