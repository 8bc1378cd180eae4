// What must survive: events, FIX messages sent, sequence numbers. Writes of one turn form one
// transaction; nothing may leave the process before commit() has returned true. Owned by the lane's
// thread. The port; journal/sqlite/sqlite_journal.hpp is the embedded default.
#pragma once

#include "order/event.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace bridge::journal {

// MsgSeqNum(34) the session will use next, and expects next.
struct Numbers {
  int next_sender = 1;
  int next_target = 1;
  friend bool operator==(const Numbers&, const Numbers&) = default;
};

// A message sent before a reset that the client may not have received.
struct Owed {
  std::int64_t epoch = 0;
  int msg_seq_num = 0;
  std::string message;
  friend bool operator==(const Owed&, const Owed&) = default;
};

// Bytes of the journal's files, and those that its disk has left for this user.
struct Room {
  std::uintmax_t used = 0;
  std::uintmax_t free = 0;
};

// Thrown by reads and by open: the journal cannot be used. what() names file, cause and remedy.
struct JournalError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

class Journal {
 public:
  virtual ~Journal() = default;

  // --- the turn: writes are collected; a write that fails makes commit() fail, it does not throw ---
  // `evidence` is what proves the event: the FIX message or the venue's frame, as it came; may be empty.
  virtual void append(const order::Event& event, std::string_view evidence) = 0;
  // Final report of an open ticket: it will not come back after a restart.
  virtual void close_ticket(const order::Report& report) = 0;
  // Final report of a ticket that was settled by hand: it is what find_ticket() shows, but the ticket stays
  // open, and its events come back after a restart, until close_ticket() or forget_ticket().
  virtual void settle_ticket(const order::Report& report) = 0;
  virtual void forget_ticket(order::TicketId ticket) = 0;
  virtual void store_message(const order::SessionKey& session, int msg_seq_num, std::string_view message) = 0;
  virtual void set_numbers(const order::SessionKey& session, Numbers numbers) = 0;
  // Messages since the last reset up to this number have evidently reached the client.
  virtual void set_delivered(const order::SessionKey& session, int msg_seq_num) = 0;
  // ResetSeqNumFlag: numbers go back to 1; sent messages are archived, never deleted. Those beyond
  // delivered() are owed to the client from now on.
  virtual void reset_session(const order::SessionKey& session, Timestamp at) = 0;
  // What is owed up to and including `last` has been stored anew.
  virtual void settle_owed(const order::SessionKey& session, const Owed& last) = 0;

  // Makes the turn durable. False: nothing of the turn was written (error() says why), its writes are
  // forgotten, and what reads see is the state before the turn.
  [[nodiscard]] virtual bool commit() = 0;
  [[nodiscard]] virtual const std::string& error() const = 0;
  // Forgets the turn's writes.
  virtual void roll_back() = 0;
  // Tries a small durable write outside of any turn; true when the journal is writable again.
  [[nodiscard]] virtual bool probe() = 0;

  // Bytes of committed turns that those who read the journal's tables from outside cannot see yet. Any
  // thread.
  [[nodiscard]] virtual std::size_t behind() const = 0;

  [[nodiscard]] virtual Room room() const { return {}; }
  // What is damaged in there and what to do, as far as it was found since the start; empty: nothing. Any
  // thread.
  [[nodiscard]] virtual std::string damage() const { return {}; }

  // --- reads; they see the open turn's writes ---
  // A ticket id never given before, not even in a turn that failed or by a replaced journal: counts on from
  // the clock at opening or the last id, whichever is higher.
  [[nodiscard]] virtual order::TicketId next_ticket() = 0;
  // The newest ticket of this id, if it is open or was opened at `since` or later.
  [[nodiscard]] virtual std::optional<order::Prior> find_ticket(const order::SessionKey& session,
                                                                const order::ClOrdId& cl_ord_id,
                                                                Timestamp since = Timestamp::min()) = 0;
  [[nodiscard]] virtual Numbers numbers(const order::SessionKey& session) = 0;
  // The last reset_session(); nothing when there was none.
  [[nodiscard]] virtual std::optional<Timestamp> since(const order::SessionKey& session) = 0;
  // As set_delivered() said last; 0 after a reset.
  [[nodiscard]] virtual int delivered(const order::SessionKey& session) = 0;
  // The oldest of what is owed, in the order in which it was sent: `limit` messages at most.
  [[nodiscard]] virtual std::vector<Owed> owed(const order::SessionKey& session, std::size_t limit) = 0;
  // Messages sent with begin <= MsgSeqNum <= end since the last reset, ascending; gaps possible.
  [[nodiscard]] virtual std::vector<std::pair<int, std::string>> messages(const order::SessionKey& session,
                                                                          int begin, int end) = 0;
  // Every event of the tickets that are open, plus link and restart events since the start before the oldest
  // of them (by which settings was it decided, was the link up?), in the order in which they were appended.
  [[nodiscard]] virtual std::vector<order::Event> open_events() = 0;
};

}  // namespace bridge::journal
