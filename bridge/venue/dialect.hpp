// A venue's language: it turns requests into frames, and frames into answers. It is pure: it has no socket,
// no clock, and no state but the credentials. Other venues can stand behind this seam. The lane's thread owns
// it.
#pragma once

#include "base/result.hpp"
#include "base/time.hpp"
#include "order/effect.hpp"
#include "order/stream.hpp"
#include "order/symbol_rules.hpp"
#include "venue/rest.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace bridge::venue {

// REQUEST_WEIGHT and ORDERS counters of a reply (fixspec/venue.md, 6.3).
struct RateLimit {
  std::string type;
  std::string interval;
  int interval_num = 0;
  std::int64_t limit = 0;
  std::int64_t count = 0;
};

// A reply to one of our order requests.
struct Reply {
  order::RequestId request;
  order::Outcome outcome;
};
// A reply to session.status or session.logon: the venue's clock, and who the connection is logged on as. Or a
// reply about the listen key of the user-data stream.
struct SessionReply {
  std::string id;                          // as it was asked with
  std::int64_t server_time_ms = 0;         // 0 on an error
  bool authorized = false;                 // the connection is logged on
  std::string listen_key{};                // fit for a path; a secret, never logged
  std::optional<order::VenueError> error;  // the request was refused
};
// The venue says it is about to close the connection (fixspec/venue.md, 2.4).
struct Shutdown {};
// A frame that belongs to no request of ours: its id is unknown or null, or it is an event. It is logged and
// counted, and nothing else comes of it.
struct Stray {
  std::string what;                        // for the log, cleaned
  std::optional<order::VenueError> error;  // e.g. −2015 with a null id: key revoked
};
using Message = std::variant<Reply, SessionReply, Shutdown, Stray>;

struct Decoded {
  Message message;
  std::vector<RateLimit> rate_limits;
};
// Why a request could not be signed; nothing was sent. With `signer_dead` nothing will be signed before a
// restart.
struct Unsigned {
  bool signer_dead = false;
  std::string why;
};
// What is done with the listen key of an account's user-data stream: made or found and given another hour,
// given another hour, ended for everybody who listens to the account.
enum class ListenKeyAction { Start, Ping, Stop };

// A call to the venue's REST service: what it needs, and what it costs.
struct RestRequest {
  std::string target;
  std::vector<HttpField> fields;
  int weight = 1;
  RestMethod method = RestMethod::Get;
};
// The venue's dead man's switch (fixspec/venue.md, 9.5): once so long has passed, what is open for the symbol
// is canceled; 0 ends it.
struct Countdown {
  std::string symbol;  // the venue's
  milliseconds time{0};
};
// Why a countdown was not set; nobody knows that it was not when it `may_be_set`.
struct CountdownNotSet {
  order::VenueError error;
  bool may_be_set = false;
};
// What is asked about an account and its market, now and then.
enum class AccountQuestion { Symbols, PositionMode, OrderLimits, MarkPrices };
struct SymbolMarkPrice {
  std::string symbol;
  std::string price;
  std::int64_t time_ms = 0;  // by the venue's clock
};
// The WebSocket API does not have these.
[[nodiscard]] constexpr bool is_over_rest(order::RequestKind kind) {
  return kind == order::RequestKind::Trades || kind == order::RequestKind::OpenOrders ||
         kind == order::RequestKind::AllOrders || kind == order::RequestKind::AlgoStatus ||
         order::is_sweep(kind);
}

// A frame that could not be read at all; `what` says why, cleaned, without the frame.
struct Unreadable {
  std::string what;
};

class Dialect {
 public:
  virtual ~Dialect() = default;

  // The signed frame of a request. `at` is the venue's time (Clock::venue_time), which is signed into it.
  [[nodiscard]] virtual Result<std::string, Unsigned> encode(const order::Request& request,
                                                             Timestamp at) const = 0;
  // The frame of session.status, which asks for the server's time and needs no credentials. `id` is echoed.
  [[nodiscard]] virtual std::string ask_time(std::string_view id) const = 0;
  // True when a link is of use only once log_on() was answered without an error: requests then carry a
  // timestamp and neither key nor signature (fixspec/venue.md, 3.5). When it is false, each request is signed
  // on its own.
  [[nodiscard]] virtual bool logs_on() const = 0;
  // The signed frame of session.logon.
  [[nodiscard]] virtual Result<std::string, Unsigned> log_on(std::string_view id, Timestamp at) const = 0;
  [[nodiscard]] virtual Result<Decoded, Unreadable> decode(std::string_view frame) const = 0;
  // The frame about the listen key; it has the key of the account, and no signature.
  [[nodiscard]] virtual std::string listen_key(ListenKeyAction action, std::string_view id) const = 0;
  // A frame of the user-data stream.
  [[nodiscard]] virtual Result<order::StreamEvent, Unreadable> read_stream(std::string_view frame) const = 0;
  // The signed call of a request that goes over REST, and what its answer proves. `retry_after_ms` is when to
  // come back, epoch ms by our clock; 0: the answer did not say.
  [[nodiscard]] virtual Result<RestRequest, Unsigned> encode_rest(const order::Request& request,
                                                                  Timestamp at) const = 0;
  [[nodiscard]] virtual order::Outcome read_rest(order::RequestKind kind, int status, std::string_view body,
                                                 std::int64_t retry_after_ms) const = 0;
  // `symbol` is for mark prices alone; empty: of all symbols.
  [[nodiscard]] virtual Result<RestRequest, Unsigned> ask(AccountQuestion question, Timestamp at,
                                                          std::string_view symbol) const = 0;
  [[nodiscard]] virtual Result<std::vector<order::SymbolRules>, Unreadable> read_symbols(
      std::string_view body) const = 0;
  // True in hedge mode.
  [[nodiscard]] virtual Result<bool, Unreadable> read_position_mode(std::string_view body) const = 0;
  [[nodiscard]] virtual Result<std::vector<RateLimit>, Unreadable> read_order_limits(
      std::string_view body) const = 0;
  // The signed call that begins a countdown anew, or ends it; and what its answer says, nothing when it is
  // set.
  [[nodiscard]] virtual Result<RestRequest, Unsigned> encode_countdown(const Countdown& countdown,
                                                                       Timestamp at) const = 0;
  [[nodiscard]] virtual std::optional<CountdownNotSet> read_countdown(const Countdown& asked, int status,
                                                                      std::string_view body) const = 0;
  [[nodiscard]] virtual Result<std::vector<SymbolMarkPrice>, Unreadable> read_mark_prices(
      std::string_view body) const = 0;
  // The frame with apiKey and signature masked, for the debug log and the demo.
  [[nodiscard]] virtual std::string masked(std::string_view frame) const = 0;
};

}  // namespace bridge::venue
