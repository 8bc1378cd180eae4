// The embedded log: two files, `<journal>-turns-1` and `-2`, overwritten by turns: one takes the turns, and
// when it is long and all of the other is on disk in the tables, the other does. A turn has a header (whose
// journal, its number, its length, a checksum), so what is torn is found. Owned by the lane's thread.
#pragma once

#include "journal/error.hpp"
#include "journal/log/log.hpp"

#include <array>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

namespace bridge::journal {

// It never answers Lost, because the journal's lock keeps others away; nor Unknown, because what cannot be
// synced is wiped out, and nothing is written any more until a restart has read the files anew.
class WriteAheadLog final : public Log {
 public:
  // Names the files of this journal, of that identity, and touches none of them. With `sync` each turn is on
  // disk when append() returns.
  WriteAheadLog(std::filesystem::path journal, std::int64_t identity, bool sync);
  ~WriteAheadLog() override;
  WriteAheadLog(const WriteAheadLog&) = delete;
  WriteAheadLog& operator=(const WriteAheadLog&) = delete;

  LoggedTurns read(std::uint64_t after,
                   const std::function<void(std::string_view turn)>& take) const override;
  void begin(std::uint64_t last, std::int64_t owner) override;  // both files are made anew, empty
  [[nodiscard]] Commit append(std::string_view turn, std::uint64_t settled) override;
  [[nodiscard]] std::uint64_t last() const override { return last_; }
  [[nodiscard]] Commit probe() override;
  [[nodiscard]] const std::string& error() const override { return error_; }
  void close() override;  // removes the files

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
  void write(std::string_view turn, std::uint64_t settled);
  void put(std::int64_t offset, std::string_view first, std::string_view second);
  void sync();
  void bury();
  [[nodiscard]] JournalError failure(const std::string& what) const;
  template <class Work>
  [[nodiscard]] Commit answer(Work work);

  std::filesystem::path journal_;
  std::array<File, 2> files_;
  File* file_ = &files_[0];  // takes the turns
  std::int64_t end_ = 0;     // of its last turn
  std::int64_t identity_;
  std::uint64_t last_ = 0;
  bool sync_;
  bool unburied_ = false;    // what is left of a turn that failed may look like one
  bool distrusted_ = false;  // a sync failed: nothing is written until a restart has read the files anew
  std::string error_;
};

// The number of the newest turn in there, which the journal's owner may be writing meanwhile; 0 when there is
// none. Throws JournalError. Any thread, any process.
[[nodiscard]] std::uint64_t last_logged(const std::filesystem::path& journal, std::int64_t identity);

}  // namespace bridge::journal
