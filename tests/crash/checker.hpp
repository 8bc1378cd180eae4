// The judge of a kill loop: knows what the client sent and got, what the venue got and how its book ended,
// and nothing of the gateway. Plain data in, violations out. Any thread.
#pragma once

#include "base/time.hpp"

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace bridge::crash {

// A cancel the client sent.
struct Cancel {
  std::string cl_ord_id;
  std::int64_t order = 0;
  bool accepted = true;  // the gateway has it in its journal
};

// The venue's book: an order's status at first and at the end, in the venue's words.
struct Entry {
  std::string before;
  std::string after;
};

// A request that reached the venue, in the order of arrival.
struct Request {
  int life = 0;        // of the venue: a new one after each of its kills
  std::string ticket;  // what its id begins with
  std::int64_t order = 0;
  bool cancel = true;  // else order.status
  std::int64_t timestamp_ms = 0;
};

struct Evidence {
  std::vector<Cancel> cancels;
  std::map<std::int64_t, Entry> book;  // an order that is not there is one the venue does not know
  std::vector<Request> requests;
  std::vector<std::string> received;  // all messages the client got, in order, '|' for SOH
  std::set<std::string> open;         // ClOrdIDs of tickets that are open in the journal
  milliseconds recv_window{2000};
  // Whether 150=4 must also be right about who canceled the order. After a lost reply the venue shows that an
  // order is CANCELED, not by whom; false: the order's state is judged alone.
  bool judges_credit = false;
};

enum class Breach {
  Lost,           // an accepted cancel without a final report
  Double,         // a second final report; a repeat that differs from the first
  Contradiction,  // a report the venue's book disagrees with
  Wire,           // a cancel written again that must not be
  Number,         // MsgSeqNum(34) skipped or used twice
  ExecId,         // ExecID(17) used twice
  Open,           // a ticket that has not been closed
};
[[nodiscard]] std::string_view name_of(Breach breach);

struct Violation {
  Breach breach = Breach::Lost;
  std::string about;  // a ClOrdID, or what else it is about
  std::string what;
};
[[nodiscard]] std::vector<Violation> judge(const Evidence& evidence);

// --- what the checker makes of messages; the loop counts by it too ---

// 35=9, or 35=8 with 150=4 that answers a cancel.
[[nodiscard]] bool is_final(std::string_view message);
// Not marked as said before, by 43=Y or 97=Y.
[[nodiscard]] bool is_fresh(std::string_view message);
// Whether all numbers up to the highest have come since the last reset; the engine asks for those that have
// not.
[[nodiscard]] bool is_complete(const std::vector<std::string>& received);

}  // namespace bridge::crash
