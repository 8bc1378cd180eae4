// The venue's reply frames: exactly its fields, names and JSON types (fixspec/venue.md, 4). Pure; any thread.
#pragma once

#include "base/time.hpp"
#include "simulator/algo_order.hpp"
#include "simulator/answer.hpp"
#include "simulator/order.hpp"
#include "simulator/order_limits.hpp"
#include "simulator/refusal.hpp"
#include "simulator/weight.hpp"

#include <boost/json/fwd.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace bridge::simulator {

// What every reply carries around its result.
struct Envelope {
  std::string id;                    // JSON text, echoed
  std::optional<RateLimit> limits;   // nothing: the client wants none
  std::vector<OrderLimit> orders{};  // the ORDERS rows behind it
};

// Who a connection is logged on as (fixspec/venue.md, 3.5).
struct Session {
  std::string api_key;
  Timestamp authorized_since;
};

// What the venue remembers of one connection.
struct Visit {
  Timestamp connected_since;
  bool return_rate_limits = true;
  std::optional<Session> session{};
  std::vector<Reply> held{};  // waits until the next request is answered
};

// The 22 fields of order.cancel since 2026-06-30, plus two for a trailing order.
[[nodiscard]] std::string cancel_reply(const Envelope& envelope, const Order& order);
// The reply to order.place and order.modify since 2026-06-30: no avgPrice, no cumQuote.
[[nodiscard]] std::string order_reply(const Envelope& envelope, const Order& order,
                                      std::optional<std::int64_t> modify_id = {});
[[nodiscard]] std::string algo_reply(const Envelope& envelope, const AlgoOrder& algo);
[[nodiscard]] std::string algo_cancel_reply(const Envelope& envelope, const AlgoOrder& algo);
// What order.status tells of an order.
[[nodiscard]] boost::json::object order_status(const Order& order);
[[nodiscard]] std::string status_reply(const Envelope& envelope, const Order& order);
// The reply to session.logon, session.status and session.logout.
[[nodiscard]] std::string session_reply(const Envelope& envelope, const Visit& visit, Timestamp at);
// The reply to userDataStream.start and ping; with no key, to stop.
[[nodiscard]] std::string listen_key_reply(const Envelope& envelope, const std::string& listen_key);
// What a connection whose key was revoked gets instead of an answer; no request is named
// (fixspec/venue.md, 2.4).
[[nodiscard]] std::string session_revoked();
[[nodiscard]] std::string refusal_reply(const Envelope& envelope, const Refusal& refusal, Timestamp at);
// The time at which the client may ask again after a 429 or 418, in ms.
[[nodiscard]] std::int64_t retry_after(const Refusal& refusal, Timestamp at);
// The event that is sent unasked: this server will close its connections soon (fixspec/venue.md, 2.4).
[[nodiscard]] std::string server_shutdown(Timestamp at);

}  // namespace bridge::simulator
