// Reads a journal that another process may be writing, or a copy of one: the operator's commands. A read-only
// connection of its own, whose reads are short: it never checkpoints, and no commit waits for it. It sees
// all turns that were committed when it was opened: what a running gateway has not moved from its record into
// the tables yet is waited for, 5 s at most, and what one that died has left there is moved first, as its
// next start would. Throws JournalError. One thread at a time.
#pragma once

#include "journal/error.hpp"
#include "journal/sqlite/pruner.hpp"
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
  // It throws JournalError for a journal that is not there, not readable, not one of ours, or of a newer
  // fixbridge.
  explicit Reader(const std::filesystem::path& file);
  ~Reader();
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  // The number of turns that the running gateway did not move in time; they are not shown.
  [[nodiscard]] std::uint64_t turns_missing() const;
  // What is no longer in it.
  [[nodiscard]] Pruned pruned();
  // Of an archive: what came from this time on never was in it. Zero: it is none.
  [[nodiscard]] Timestamp archived_until();

  // While it lives all reads see the journal as it was at the first of them. It must not live for long: the
  // log of a running gateway cannot start over meanwhile.
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
  // The events with after < id <= until, in ascending order, `limit` at most.
  [[nodiscard]] std::vector<EventRow> events(std::int64_t after, std::int64_t until, int limit);
  // What Journal::open_events() returns, with the ids; and the tickets themselves.
  [[nodiscard]] std::vector<EventRow> open_events();
  [[nodiscard]] std::vector<TicketRow> open_tickets();
  // The tickets that a start at this time found open, in ascending order.
  [[nodiscard]] std::vector<TicketRow> open_at(Timestamp at);
  // The events of no ticket, which are links and starts, with from <= id < until, in ascending order.
  [[nodiscard]] std::vector<EventRow> events_of_none(std::int64_t from, std::int64_t until);
  // The starts, the newest first.
  [[nodiscard]] std::vector<EventRow> starts();
  // The events of one ticket, in ascending order.
  [[nodiscard]] std::vector<EventRow> events_of(order::TicketId ticket, int limit);

  [[nodiscard]] std::optional<TicketRow> ticket(order::TicketId ticket);
  // The closed tickets, the newest first.
  [[nodiscard]] std::vector<TicketRow> closed_tickets(int limit);
  // The tickets with this ClOrdID(11), the newest first.
  [[nodiscard]] std::vector<TicketRow> tickets_of(const order::SessionKey& session,
                                                  std::string_view cl_ord_id, int limit);
  // The tickets beyond `after` that no event is about; they are looked for only when the numbers of both
  // disagree.
  [[nodiscard]] std::vector<TicketRow> tickets_without_events(std::int64_t after, int limit);
  [[nodiscard]] std::int64_t count_tickets();

  [[nodiscard]] std::vector<order::SessionKey> sessions();
  [[nodiscard]] MessagePlace last_message(const order::SessionKey& session);
  // The messages with after < place <= until, in ascending order, `limit` at most; archived ones are among
  // them.
  [[nodiscard]] std::vector<MessageRow> messages(const order::SessionKey& session, MessagePlace after,
                                                 MessagePlace until, int limit);

 private:
  struct Tables;
  std::unique_ptr<Tables> tables_;
};

}  // namespace bridge::journal
