// What a FIX session may do and how its requests are meant: config/ fills it, a request is put under it
// before its event is recorded, so that a replay needs no configuration. Pure; any thread.
#pragma once

#include "base/time.hpp"
#include "order/command.hpp"
#include "order/reason.hpp"
#include "order/risk_limits.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace bridge::order {

// Whether the open orders of a session are canceled once its client is gone: the connection is lost, or
// silent for too long. `grace` is how long the client may take to come back.
struct CancelOnDisconnect {
  bool enabled = false;
  milliseconds grace{5000};
  bool on_logout = false;  // after a Logout, too

  friend bool operator==(const CancelOnDisconnect&, const CancelOnDisconnect&) = default;
};

struct Terms {
  // The account of requests without Account(1), and of all requests while `accounts` is empty. It may be
  // missing when `accounts` is not empty; Account(1) is then required.
  std::optional<AccountName> account;
  std::map<std::string, AccountName> accounts;  // Account(1) → account; others are refused
  std::map<std::string, std::string> symbols;   // client's symbol → venue's; others pass as they are
  // The venue symbols that the session may name, each whole ("BTCUSDT") or by its beginning ("ETH*"). When it
  // is empty, the session may name all.
  std::vector<std::string> entitled_symbols;
  IdPreference prefer = IdPreference::ByOrderId;
  PendingCancelNotice pending_cancel = PendingCancelNotice::InDoubt;
  // A request that goes to the venue by OrigClOrdID(41) and whose TransactTime(60) is older is refused:
  // client ids may be used again there once an order is closed (fixspec/venue.md, 4.5). 0: never.
  milliseconds stale_after{3600000};
  OrderEntryTerms entry;                    // what 35=D and 35=G are taken as, if at all
  CancelOnDisconnect cancel_on_disconnect;  // unless the Logon says otherwise (fixspec/session.md)
  RiskLimits limits;  // of what the session places; its requests are held against those that are recorded
};

// Puts the request under the session's terms: fills account_name, venue_symbol, prefer and pending_cancel.
// Returns why it must be refused, if it must.
[[nodiscard]] std::optional<Refusal> put_under(const Terms& terms, Command& command);
// Why a request that was put under its terms is too old at `at`, by the clock of its account's venue; nothing
// when it is not.
[[nodiscard]] std::optional<Refusal> refuse_stale(const Terms& terms, const Command& command, Timestamp at);

}  // namespace bridge::order
