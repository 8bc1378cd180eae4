// Holds the ids of the tickets that are open, as hashes: such an id is taken however long ago it was asked
// under. It remembers what the turn has changed. The lane's thread owns it.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <vector>

namespace bridge::journal {

class OpenIds {
 public:
  // Takes what was read from the journal, which is no change.
  void load(std::int64_t ticket, std::uint64_t id);
  void open(std::int64_t ticket, std::uint64_t id);
  // Frees an id. It stays taken until keep(), because the turn may be undone.
  void close(std::int64_t ticket) { closed_.push_back(ticket); }
  [[nodiscard]] bool has(std::uint64_t id) const { return ids_.contains(id); }

  void keep();
  void restore();

 private:
  void drop(std::int64_t ticket);

  std::map<std::int64_t, std::uint64_t> id_of_;
  std::multiset<std::uint64_t> ids_;
  std::vector<std::int64_t> opened_;  // by the turn, both
  std::vector<std::int64_t> closed_;
};

}  // namespace bridge::journal
