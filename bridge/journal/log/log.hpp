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
  // Number of a turn that is there in part; 0: none. Either the process was killed while it wrote it, or the
  // file was cut or damaged; then it was committed, and there may have been more.
  std::uint64_t torn = 0;
  bool cut = false;  // a file is shorter than any that we leave behind
};

class Log {
 public:
  virtual ~Log() = default;

  // Calls `take` with each turn beyond number `after`, in their order. A turn that is torn was never
  // committed. Throws JournalError: the log cannot be read, is another journal's, or does not go on behind
  // `after`.
  virtual LoggedTurns read(std::uint64_t after,
                           const std::function<void(std::string_view turn)>& take) const = 0;
  // From now on turns are appended behind number `last`, by this owner: the identity of the journal that they
  // belong to. Once, before the first append(). Throws JournalError: the log cannot be written.
  virtual void begin(std::uint64_t last, std::int64_t owner) = 0;

  // The turn of number last() + 1. `settled`: turns up to this one are on disk in the tables, and need no
  // longer be kept. Failed: nothing of the turn is in the log, for certain. Unknown: it may be there. Lost:
  // another owner's turns are.
  [[nodiscard]] virtual Commit append(std::string_view turn, std::uint64_t settled) = 0;
  [[nodiscard]] virtual std::uint64_t last() const = 0;
  // Whether a turn could be appended: as append() would answer.
  [[nodiscard]] virtual Commit probe() = 0;
  // Why the last append() or probe() did not answer Done, with the remedy.
  [[nodiscard]] virtual const std::string& error() const = 0;
  // Every turn has been settled: a log that is empty was closed in peace.
  virtual void close() = 0;
};

}  // namespace bridge::journal
