// The log's lines about a ticket. Each begins with the same words, so that one grep, by ClOrdID(11) or by
// ticket, tells a cancel's whole story, and a question's. Any thread.
#pragma once

#include "base/log.hpp"
#include "order/report.hpp"
#include "order/subject.hpp"

#include <string>
#include <string_view>
#include <utility>

namespace bridge {

// Whom a line is about. These are views of what outlives the call.
struct About {
  std::string_view account;
  std::string_view session;
  std::string_view cl_ord_id;  // empty: a question need not have one
  order::TicketId ticket{0};   // 0: it was not recorded
};

[[nodiscard]] inline About about(std::string_view account, const order::Subject& subject,
                                 order::TicketId ticket) {
  return {account, subject.session.value(), subject.cl_ord_id, ticket};
}

template <class... Fields>
void log_ticket(log::Level level, std::string_view event, const About& about, Fields&&... more) {
  if (!log::enabled(level)) return;
  log::write(level, event,
             {{"account", about.account},
              {"session", about.session},
              {"ticket", about.ticket.value() == 0 ? std::string() : std::to_string(about.ticket.value())},
              {"cl_ord_id", about.cl_ord_id},
              std::forward<Fields>(more)...});
}

// Logs that a report was given to its session, in answer to the request with this ClOrdID.
void log_told(std::string_view account, const order::Report& report, std::string_view cl_ord_id);

}  // namespace bridge
