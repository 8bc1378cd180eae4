// Why a client is told no: the values of CxlRejReason(102), BusinessRejectReason(380) and
// MassCancelRejectReason(532). Any thread.
#pragma once

#include <string>

namespace bridge::order {

// CxlRejReason(102), values of FIX 4.4.
enum class RejectReason {
  TooLate = 0,
  UnknownOrder = 1,
  VenueOption = 2,  // "Broker / Exchange Option"
  AlreadyPending = 3,
  DuplicateClOrdId = 6,
  Other = 99,
};

// MassCancelRejectReason(532).
enum class MassCancelRejectReason { NotSupported = 0, UnknownSecurity = 1, Other = 99 };

// Why a request is answered without asking the venue. Nothing was sent.
struct Refusal {
  RejectReason reason = RejectReason::Other;
  std::string text;
};

// BusinessRejectReason(380).
enum class BusinessReason { UnknownId = 1, UnknownSecurity = 2, NotAvailable = 4, NotAuthorized = 6 };

}  // namespace bridge::order
