// What an error of the venue proves about an order: one table (errors.csv, of which the code carries the
// columns it needs) and one rule (fixspec/venue.md, 5.1). Pure; any thread.
#pragma once

#include "order/ord_rej_reason.hpp"
#include "order/outcome.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace bridge::venue::binance {

// The column `category` of errors.csv.
enum class Category {
  Account,
  Auth,
  Engine,
  Filter,
  Market,
  Order,
  Overload,
  RateLimit,
  Request,
  Risk,
  Server,
  Stream,
  Timing,
};

// The column `order_outcome` of errors.csv: KNOWN-REJECTED, UNKNOWN, KNOWN-DONE, N/A.
enum class Proof { Rejected, Unknown, Done, NotAnOrder };

struct DocumentedError {
  int code;
  std::string_view name;
  Category category;
  Proof proof;
  // The column `ord_rej_reason`: what a new order that is refused with it is told.
  order::OrdRejReason ord_rej_reason = order::OrdRejReason::Other;
};

// The table, sorted by code from −1000 down.
[[nodiscard]] std::span<const DocumentedError> known_errors();

// Judges an error: Rejected, Missing or Unclear. `text` is as the venue wrote it, `code` is 0 when the reply
// had none, `retry_after_ms` is from error.data, 0 when absent (then a ban's text is searched for it).
// `asked` is what was asked when the error came. One of Place is never Missing, and one that only the venue's
// page calls final leaves Place and Modify in doubt (fixspec/venue.md, 5.5).
[[nodiscard]] order::Outcome judge(int status, int code, std::string_view text,
                                   std::int64_t retry_after_ms = 0,
                                   order::RequestKind asked = order::RequestKind::Cancel);
// The same facts without a verdict, for frames that answer no request.
[[nodiscard]] order::VenueError describe(int status, int code, std::string_view text,
                                         std::int64_t retry_after_ms = 0);

// OrdRejReason(103) of an order that was refused with this code; `status` decides where there is no code that
// we know.
[[nodiscard]] order::OrdRejReason ord_rej_reason(int status, int code);

// A sentence for the operator's log on what to do about this code; empty when there is nothing to do.
[[nodiscard]] std::string remedy(int code);

}  // namespace bridge::venue::binance
