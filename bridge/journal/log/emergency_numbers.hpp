// Keeps sequence numbers when the journal cannot write. It is a small file, allocated in full when it is
// opened and overwritten in place, so that it still takes a write on a full disk. While the journal is down
// the bridge only refuses; these numbers make sure that none is used twice and no refused request is read
// again as new, should the process die before the journal comes back. Owned by the lane's thread.
#pragma once

#include "base/session_numbers.hpp"
#include "order/ids.hpp"

#include <filesystem>
#include <map>
#include <memory>

namespace bridge::journal {

class EmergencyNumbers {
 public:
  virtual ~EmergencyNumbers() = default;
  // What a process that died with its journal down left behind; it is empty after a clean run. A file that
  // fails its checksum reads as empty.
  [[nodiscard]] virtual std::map<order::SessionKey, SequenceNumbers> read() const = 0;
  // Writes the numbers; they are durable when it returns true. An empty map clears the file.
  [[nodiscard]] virtual bool write(const std::map<order::SessionKey, SequenceNumbers>& numbers) = 0;
};

// Opens or creates `file`, for 256 sessions at most; it throws JournalError.
[[nodiscard]] std::unique_ptr<EmergencyNumbers> open_emergency_numbers(const std::filesystem::path& file);

}  // namespace bridge::journal
