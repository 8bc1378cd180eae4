// What must survive: requests and what became of them (event_log.hpp), FIX sessions (session_log.hpp), and
// the turn in which both are written. The writes of a turn form one transaction; nothing may leave the
// process before commit() has answered Done. The lane's thread owns it. This is the port;
// journal/sqlite/sqlite_journal.hpp is the embedded default, over a log (log/log.hpp) that holds what was
// committed.
#pragma once

#include "journal/commit.hpp"
#include "journal/error.hpp"
#include "journal/event_log.hpp"
#include "journal/session_log.hpp"

#include <cstddef>
#include <cstdint>
#include <string>

namespace bridge::journal {

// The bytes of the journal's files, and those that its disk has left for this user.
struct Room {
  std::uintmax_t used = 0;
  std::uintmax_t free = 0;
};

class Journal : public EventLog, public SessionLog {
 public:
  // Makes the turn durable. When it answers Failed, nothing of the turn was written (error() says why), its
  // writes are forgotten, and reads see the state before the turn. After Unknown and Lost the journal is of
  // no use any more, but to say why.
  [[nodiscard]] virtual Commit commit() = 0;
  [[nodiscard]] virtual const std::string& error() const = 0;
  // Forgets the turn's writes.
  virtual void roll_back() = 0;
  // Tries a small durable write outside of any turn; returns true when the journal is writable again.
  [[nodiscard]] virtual bool probe() = 0;

  // The bytes of committed turns that those who read the journal's tables from outside cannot see yet. Any
  // thread.
  [[nodiscard]] virtual std::size_t behind() const = 0;

  [[nodiscard]] virtual Room room() const { return {}; }
  // What is damaged in there and what to do, as far as it was found since the start; empty when nothing was.
  // Any thread.
  [[nodiscard]] virtual std::string damage() const { return {}; }
};

}  // namespace bridge::journal
