#include "venue/binance/errors.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <charconv>

namespace bridge::venue::binance {

namespace {

constexpr int kTooManyRequests = -1003;
constexpr int kDisconnected = -1001;
constexpr int kThrottled = -1008;
constexpr int kTooManyOrders = -1015;
constexpr int kShuttingDown = -1016;
constexpr int kBadTimestamp = -1021;
constexpr int kBadSymbol = -1121;
constexpr int kInvalidSymbolStatus = -1122;
constexpr int kUnknownOrderSent = -2011;
constexpr int kNoSuchOrder = -2013;
constexpr int kLateAtTheEngine = -5028;
constexpr int kRateLimited = 429;

const DocumentedError* find(int code) {
  const auto table = known_errors();
  const auto row = std::ranges::lower_bound(table, code, std::ranges::greater{}, &DocumentedError::code);
  return row != table.end() && row->code == code ? &*row : nullptr;
}

bool contains(std::string_view text, std::string_view part) { return text.find(part) != text.npos; }

// The text decides over the code: −1000 and −1001 both carry the first one (fixspec/venue.md, 5.1).
bool admits_doubt(std::string_view text) {
  return contains(text, "Unknown error, please check your request or try again later.") ||
         contains(text, "xecution status unknown");
}

// Documented as "not executed" although the status may be 5xx (fixspec/venue.md, 5.1).
bool certainly_refused(int code, std::string_view text, order::RequestKind asked) {
  switch (code) {
    case kTooManyRequests:
    case kThrottled:
    case kTooManyOrders:
    case kShuttingDown:
      return true;
    case kDisconnected:
      // A cancel is sent once more, which does no harm; a new order that is alive after all would do some.
      if (order::is_place(asked) || asked == order::RequestKind::Modify) return false;
      return contains(text, "Service Unavailable.") ||
             contains(text, "Internal error; unable to process your request. Please try again.");
    default:
      return false;
  }
}

// 408 is a backend that did not answer, 409 a partial success: both leave doubt.
bool refuses(int status) { return status >= 400 && status < 500 && status != 408 && status != 409; }

// Statuses that say "turned away at the gate" by themselves, whatever the body.
bool turned_away(int status) { return status == 401 || status == 403 || status == 418 || status == 429; }

order::RejectReason reason_of(int status, int code) {
  using order::RejectReason;
  if (const DocumentedError* known = find(code)) {
    const bool gate = known->category == Category::Auth || known->category == Category::RateLimit ||
                      known->category == Category::Overload || code == kShuttingDown;
    // −1121 stays Other too: 102=1 would tell an OMS that its order is dead, and it may well be alive.
    return gate ? RejectReason::VenueOption : RejectReason::Other;
  }
  return turned_away(status) ? RejectReason::VenueOption : RejectReason::Other;
}

order::Retry retry_of(int status, int code) {
  if (code == kDisconnected || code == kThrottled || code == kBadTimestamp || code == kLateAtTheEngine) {
    return order::Retry::Soon;
  }
  // A ban (418) is nothing to wait out; going on prolongs it (fixspec/venue.md, 6.2).
  return code == kTooManyRequests && status == kRateLimited ? order::Retry::Later : order::Retry::Never;
}

// Finds the time in "Way too many requests; IP banned until
// 1795359720000. …"...
std::int64_t ban_end_ms(std::string_view text) {
  constexpr std::string_view kLead = "IP banned until ";
  const auto at = text.find(kLead);
  if (at == text.npos) return 0;
  const std::string_view rest = text.substr(at + kLead.size());
  std::int64_t ms = 0;
  const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), ms);
  return error == std::errc{} ? ms : 0;
}

// Milliseconds of this age have thirteen digits. Anything else is no time, and would overflow our clock's
// units.
std::int64_t epoch_ms(std::int64_t ms) { return ms >= 1'000'000'000'000 && ms <= 9'999'999'999'999 ? ms : 0; }

}  // namespace

order::VenueError describe(int status, int code, std::string_view text, std::int64_t retry_after_ms) {
  return order::VenueError{
      .status = status,
      .code = code,
      .text = clean_text(text),
      .reason = reason_of(status, code),
      .retry_after_ms = epoch_ms(retry_after_ms != 0 ? retry_after_ms : ban_end_ms(text)),
      .unknown_symbol = code == kBadSymbol || code == kInvalidSymbolStatus,
      .retry = retry_of(status, code)};
}

order::Outcome judge(int status, int code, std::string_view text, std::int64_t retry_after_ms,
                     order::RequestKind asked) {
  order::VenueError error = describe(status, code, text, retry_after_ms);
  const DocumentedError* known = find(code);

  if (admits_doubt(text) || (known && known->proof == Proof::Unknown)) return order::Unclear{error};
  // An error under a success status contradicts itself.
  if (status < 400) return order::Unclear{error};
  if (certainly_refused(code, text, asked)) return order::Rejected{error};
  if (code == kDisconnected || !refuses(status)) return order::Unclear{error};
  const bool gone = code == kUnknownOrderSent || code == kNoSuchOrder;
  if (gone && !order::is_place(asked)) return order::Missing{error};
  if (code == 0 && !turned_away(status)) return order::Unclear{error};
  return order::Rejected{error};
}

order::OrdRejReason ord_rej_reason(int status, int code) {
  if (const DocumentedError* known = find(code)) return known->ord_rej_reason;
  return turned_away(status) ? order::OrdRejReason::BrokerOption : order::OrdRejReason::Other;
}

std::string remedy(int code) {
  switch (code) {
    case -1002:
      return "The key may not do this: enable futures trading for it at the venue.";
    case kTooManyRequests:
      return "The address has used up its request weight: wait for the time given, then lower the rate or "
             "spread accounts over addresses. Going on turns the limit into a ban.";
    case kShuttingDown:
      return "The venue is under maintenance: see its announcements.";
    case kBadTimestamp:
    case kLateAtTheEngine:
      return "The clocks differ by more than recv_window, or the request was held up: check that this "
             "machine's clock is synchronised (chronyc tracking).";
    case -1022:
      return "The secret does not belong to the key, or is of another type than the key: check "
             "accounts.<name>.secret and .key_type. Of an RSA or Ed25519 key, the venue must have the "
             "public key.";
    case -1011:
      return "This address is not on the key's allow-list: add it at the venue.";
    case -2014:
      return "The key is not in the venue's format: check accounts.<name>.key for blanks or missing "
             "characters; it is the API key the venue shows, for each key_type.";
    case -2015:
      return "The key is unknown, revoked, lacks the permission for futures, or this address is not on its "
             "allow-list: check accounts.<name>.key and the key's settings at the venue; a testnet key "
             "works on the testnet only. A session that was logged on with it is over.";
    case -2017:
      return "The account's keys are locked: unlock them at the venue.";
    case -4056:
      return "The venue logs on Ed25519 keys only: check that accounts.<name>.key is one, or set "
             "session_logon: false or the key_type that it has.";
    case -4109:
      return "The account is not active for futures: activate it at the venue.";
    default:
      return {};
  }
}

}  // namespace bridge::venue::binance
