// The turns that are not in the tables yet, as they were committed: the file that is written before anything
// leaves. Two files, `<journal>-turns-1` and `-2`, overwritten by turns: one takes the turns, and when it is
// long and all of the other is on disk in the tables, the other does. A turn has a header (whose journal, its
// number, its length, a checksum), so what is torn is found. WriteAheadLog: owned by the lane's thread.
#pragma once

#include "journal/journal.hpp"

#include <array>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

namespace bridge::journal {

class WriteAheadLog {
 public:
  // Creates both files, empty; throws JournalError. `identity` is the journal's (schema.hpp), `last` the
  // number of the last turn that is in the tables. `sync`: each turn is on disk when write() returns.
  WriteAheadLog(const std::filesystem::path& journal, std::int64_t identity, std::uint64_t last, bool sync);
  ~WriteAheadLog();
  WriteAheadLog(const WriteAheadLog&) = delete;
  WriteAheadLog& operator=(const WriteAheadLog&) = delete;

  // The turn of number last() + 1. `settled`: the tables have all turns up to this one on disk. Throws
  // JournalError: the turn is not in the record. After a sync that failed nothing is written any more.
  void write(std::string_view turn, std::uint64_t settled);
  [[nodiscard]] std::uint64_t last() const { return last_; }
  // Whether a turn could be written; throws JournalError when not.
  void probe();
  // After the last turn has been settled: a journal without a record was closed in peace.
  void remove();

 private:
  struct File {
    ~File();
    std::string path;
    int fd = -1;
    std::uint64_t last = 0;  // turn in it
  };

  void open(File& file);
  void check_trust();
  void fill(const File& file) const;
  void put(std::int64_t offset, std::string_view first, std::string_view second);
  void sync();
  void bury();
  [[nodiscard]] JournalError error(const std::string& what) const;

  std::array<File, 2> files_;
  File* file_ = &files_[0];  // takes the turns
  std::int64_t end_ = 0;     // of its last turn
  std::int64_t identity_;
  std::uint64_t last_;
  bool sync_;
  bool unburied_ = false;    // what is left of a turn that failed may look like one
  bool distrusted_ = false;  // a sync failed: nothing is written until a restart has read the files anew
};

// What a record held beyond what the tables have.
struct LoggedTurns {
  std::uint64_t last = 0;   // number of the newest turn, or of the tables'
  std::uint64_t taken = 0;  // turns
  std::uint64_t lost = 0;   // turns behind a hole, which a loss of power has left (`durability: process`)
  // Number of a turn that is there in part; 0: none. Either the process was killed while it wrote it, or the
  // file was cut or damaged; then it was committed, and there may have been more.
  std::uint64_t torn = 0;
  bool cut = false;  // a file is shorter than any that we leave behind
};

// Calls `take` with each turn beyond number `after`, in their order. A turn that is torn was never committed:
// it ends its file. Throws JournalError: the files are another journal's, or do not go on where the tables
// end. Any thread, any process.
LoggedTurns read_log(const std::filesystem::path& journal, std::int64_t identity, std::uint64_t after,
                     const std::function<void(std::string_view turn)>& take);

// The number of the newest turn in there, which the journal's owner may be writing meanwhile; 0: none.
[[nodiscard]] std::uint64_t last_logged(const std::filesystem::path& journal, std::int64_t identity);

}  // namespace bridge::journal
