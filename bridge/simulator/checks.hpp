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
// For requests that want a key only, no signature and no time: userDataStream.*.
[[nodiscard]] std::optional<Refusal> refuse_stranger(const Request& request, const Visit& visit,
                                                     const KeyRing& keys);
// Whether the request comes in time: by its `timestamp`, which must be there, and its `recvWindow`.
[[nodiscard]] std::optional<Refusal> refuse_time(const Request& request, Timestamp at);
// What holds for every signed request: timestamp, key, signature.
[[nodiscard]] std::optional<Refusal> refuse_signed_request(const Request& request, const Visit& visit,
                                                           const KeyRing& keys, Timestamp at);
[[nodiscard]] std::optional<Refusal> refuse_symbol(const Request& request, const Book& book);
// Of a modify as of a cancel: it names an order, by legal ids.
[[nodiscard]] std::optional<Refusal> refuse_order_name(const Request& request);
[[nodiscard]] std::optional<Refusal> refuse_algo_name(const Request& request);
[[nodiscard]] std::optional<Refusal> refuse_logon(const Request& request, const KeyRing& keys, Timestamp at);

}  // namespace bridge::simulator
