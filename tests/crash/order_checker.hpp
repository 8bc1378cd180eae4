// The judge of a kill loop under order flow: knows what the client sent and got and what the venue's book and
// trades are, and nothing of the gateway. It builds the client's book from the reports alone and holds it
// against the venue's. Plain data in, violations out. Any thread.
#pragma once

#include "crash/checker.hpp"

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace bridge::crash {

// A request the client sent: 35=D, G or F. `order` is the ClOrdID of the 35=D that it is about.
struct SentRequest {
  std::string type;
  std::string cl_ord_id;
  std::string order;
};

// An order of the venue's book, in the venue's words.
struct VenueOrder {
  std::string id;
  std::string client_id;  // clientOrderId
  std::string side;       // BUY, SELL
  std::string status;
  std::string executed;
};
struct VenueTrade {
  std::string id;
  std::string order_id;
  std::string side;
  std::string quantity;
  std::string price;
};

struct OrderEvidence {
  std::vector<SentRequest> sent;
  std::vector<std::string> received;  // all messages the client got, in order, '|' for SOH
  std::vector<VenueOrder> orders;
  std::vector<VenueTrade> trades;
  std::string position;               // of the symbol: below 0 is short
  std::map<std::string, int> places;  // how often an order.place came, by newClientOrderId
  // Nothing is on its way any more. False: an order of which the client was last told that nobody knows
  // (150=A) is left alone, with all that was asked about it.
  bool settled = true;
};

[[nodiscard]] std::vector<Violation> judge(const OrderEvidence& evidence);

// --- what the judge makes of messages; the loop counts by it too ---

// Those about orders (35=8, 9, 3, j), each MsgSeqNum(34) once, in their order.
[[nodiscard]] std::vector<std::string> told_in_order(const std::vector<std::string>& received);
// The one answer to a request that ends it: 150=0 or 8 to a 35=D, 150=5 or 35=9 to a 35=G, 150=4 or 35=9 to
// a 35=F; 35=3 and j to any.
[[nodiscard]] bool ends_request(std::string_view type, std::string_view message);
// After this report the order lives no more.
[[nodiscard]] bool ends_order(std::string_view message);

}  // namespace bridge::crash
