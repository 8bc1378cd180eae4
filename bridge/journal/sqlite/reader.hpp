// Reads a journal that another process may be writing, or a copy of one: the operator's commands. A read-only
// connection of its own, whose reads are short: it never checkpoints, and no commit waits for it. It sees
// all turns that were committed when it was opened: what a running gateway has not moved from its record into
// the tables yet is waited for, 5 s at most, and what one that died has left there is moved first, as its
// next start would. Throws JournalError. One thread at a time.
#pragma once

#include "journal/error.hpp"
#include "order/event.hpp"

#include <compare>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bridge::journal {

struct EventRow {
  std::int64_t id = 0;
  std::int64_t at_us = 0;
  std::optional<std::int64_t> ticket;
  std::string kind;
  std::string body;  // decode_event() reads it
};
struct TicketRow {
  order::TicketId ticket;
  order::SessionKey session;
  std::string cl_ord_id;  // empty: a question (35=H)
  Timestamp opened;
  std::optional<Timestamp> closed;
  std::string final_report;  // decode_report() reads it; empty: none yet
};
// Where a message stands among all that were sent on a session.
struct MessagePlace {
  std::int64_t epoch = -1;
  std::int64_t msg_seq_num = 0;
  friend auto operator<=>(const MessagePlace&, const MessagePlace&) = default;
};
struct MessageRow {
  MessagePlace place;
  std::string body;
};

class Reader {
 public:
  // Throws JournalError: not there, not readable, no journal of ours, or one of a newer fixbridge.
  explicit Reader(const std::filesystem::path& file);
  ~Reader();
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  // Turns that the running gateway did not move in time: they are not shown.
  [[nodiscard]] std::uint64_t turns_missing() const;

  // While it lives all reads see the journal as it was at the first of them. Not for long: the log of a
  // running gateway cannot start over meanwhile.
  class Snapshot {
   public:
    explicit Snapshot(Reader& reader);
    ~Snapshot();
    Snapshot(const Snapshot&) = delete;
    Snapshot& operator=(const Snapshot&) = delete;

   private:
    Reader& reader_;
  };

  [[nodiscard]] std::int64_t last_event();
  // after < id <= until, ascending, `limit` at most.
  [[nodiscard]] std::vector<EventRow> events(std::int64_t after, std::int64_t until, int limit);
  // Journal::open_events(), with their ids; and the tickets themselves.
  [[nodiscard]] std::vector<EventRow> open_events();
  [[nodiscard]] std::vector<TicketRow> open_tickets();
  // The tickets that a start at this time found open, ascending.
  [[nodiscard]] std::vector<TicketRow> open_at(Timestamp at);
  // Those of no ticket: links and starts. from <= id < until, ascending.
  [[nodiscard]] std::vector<EventRow> events_of_none(std::int64_t from, std::int64_t until);
  // The starts, the newest first.
  [[nodiscard]] std::vector<EventRow> starts();
  // Of one ticket, ascending.
  [[nodiscard]] std::vector<EventRow> events_of(order::TicketId ticket, int limit);

  [[nodiscard]] std::optional<TicketRow> ticket(order::TicketId ticket);
  // The newest first.
  [[nodiscard]] std::vector<TicketRow> closed_tickets(int limit);
  // With this ClOrdID(11), the newest first.
  [[nodiscard]] std::vector<TicketRow> tickets_of(const order::SessionKey& session,
                                                  std::string_view cl_ord_id, int limit);
  // Those that no event is about; only looked for when the numbers of both disagree.
  [[nodiscard]] std::vector<TicketRow> tickets_without_events(int limit);
  [[nodiscard]] std::int64_t count_tickets();

  [[nodiscard]] std::vector<order::SessionKey> sessions();
  [[nodiscard]] MessagePlace last_message(const order::SessionKey& session);
  // after < place <= until, ascending, `limit` at most; archived ones included.
  [[nodiscard]] std::vector<MessageRow> messages(const order::SessionKey& session, MessagePlace after,
                                                 MessagePlace until, int limit);

 private:
  struct Tables;
  std::unique_ptr<Tables> tables_;
};

}  // namespace bridge::journal
