// Sequence numbers kept when the journal cannot write. A small file, allocated in full when it is
// opened and overwritten in place, so that it still takes a write on a full disk. While the journal is
// down the bridge only refuses; these numbers make sure that none is used twice and no refused request
// is read again as new, should the process die before the journal comes back. Owned by the lane's thread.
#pragma once

#include "journal/journal.hpp"

#include <filesystem>
#include <map>

namespace bridge::journal {

class Reserve {
 public:
  // Opens or creates `file`; throws JournalError. 256 sessions at most.
  explicit Reserve(const std::filesystem::path& file);
  ~Reserve();
  Reserve(const Reserve&) = delete;
  Reserve& operator=(const Reserve&) = delete;

  // What a process that died with its journal down left behind; empty after a clean run. A file that
  // fails its checksum reads as empty.
  [[nodiscard]] std::map<order::SessionKey, Numbers> read() const;
  // Durable when true. An empty map clears the file.
  [[nodiscard]] bool write(const std::map<order::SessionKey, Numbers>& numbers);

 private:
  int fd_ = -1;
};

}  // namespace bridge::journal
