// Where turns become durable: a row of opaque texts, each under its number and its owner. What is in a turn,
// and the tables that are made of it, is above (journal/sqlite). The embedded log is a file
// (write_ahead_log.hpp); one that other machines share answers the same four words. The lane's thread; read()
// may be any thread's and any process's.
#pragma once

#include "journal/commit.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace bridge::journal {

// What a log held beyond what its reader has.
struct LoggedTurns {
  std::uint64_t last = 0;   // number of the newest turn, or of the reader's
  std::uint64_t taken = 0;  // turns
  std::uint64_t lost = 0;   // turns behind a hole, which a loss of power has left (`durability: process`)
  // The number of a turn that is there in part; 0 when there is none. Either the process was killed while it
  // wrote it, or the file was cut or damaged; then it was committed, and there may have been more.
  std::uint64_t torn = 0;
  bool cut = false;  // a file is shorter than any that we leave behind
};

class Log {
 public:
  virtual ~Log() = default;

  // Calls `take` with each turn beyond number `after`, in their order. A turn that is torn was never
  // committed. It throws JournalError when the log cannot be read, is another journal's, or does not go on
  // behind `after`.
  virtual LoggedTurns read(std::uint64_t after,
                           const std::function<void(std::string_view turn)>& take) const = 0;
  // Has turns appended behind number `last` from now on, by this owner: the identity of the journal that they
  // belong to. It is to be called once, before the first append(), and throws JournalError when the log
  // cannot be written.
  virtual void begin(std::uint64_t last, std::int64_t owner) = 0;

  // Appends the turn of number last() + 1. Turns up to `settled` are on disk in the tables, and need no
  // longer be kept. Failed says that nothing of the turn is in the log, for certain; Unknown that it may be
  // there; Lost that another owner's turns are.
  [[nodiscard]] virtual Commit append(std::string_view turn, std::uint64_t settled) = 0;
  [[nodiscard]] virtual std::uint64_t last() const = 0;
  // Tries whether a turn could be appended, and answers as append() would.
  [[nodiscard]] virtual Commit probe() = 0;
  // Why the last append() or probe() did not answer Done, with the remedy.
  [[nodiscard]] virtual const std::string& error() const = 0;
  // Empties the log, because every turn has been settled: a log that is empty was closed in peace.
  virtual void close() = 0;
};

}  // namespace bridge::journal
