// What survives a death of the process: the journal's tables and the emergency numbers, as they would lie on
// a disk. Plain facts.
#pragma once

#include "journal/journal.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace bridge::simulation {

struct Disk {
  struct Row {
    order::Event event;
    std::optional<order::TicketId> ticket;
  };
  struct Ticket {
    order::SessionKey session;
    order::ClOrdId cl_ord_id;
    Timestamp opened;
    std::optional<order::Report> final_report;
    bool closed = false;
  };
  struct Session {
    int epoch = 0;
    SequenceNumbers numbers;
    std::optional<Timestamp> since;
    int delivered = 0;
    std::vector<OwedMessage> owed{};  // before resets
  };

  std::vector<Row> events;
  std::map<order::TicketId, Ticket> tickets;
  std::map<std::pair<order::SessionKey, order::ClOrdId>, std::vector<order::TicketId>> by_cl_ord_id;
  std::map<order::SessionKey, Session> sessions;
  std::map<std::tuple<order::SessionKey, int, int>, std::string> messages;  // session, epoch, number
  std::map<order::SessionKey, SequenceNumbers> emergency_numbers;
  // Sessions that were reset while the journal was down: should the process end before it returns, they have
  // to be reset again (lane/journal_session_store.cpp).
  std::set<order::SessionKey> resets_at_risk;
  bool in_turn = false;  // some of the above is not durable yet
};

}  // namespace bridge::simulation
