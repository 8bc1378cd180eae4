#include "journal/sqlite/open_ids.hpp"

#include <utility>

namespace bridge::journal {

void OpenIds::load(std::int64_t ticket, std::uint64_t id) {
  if (id_of_.emplace(ticket, id).second) ids_.insert(id);
}

void OpenIds::open(std::int64_t ticket, std::uint64_t id) {
  load(ticket, id);
  opened_.push_back(ticket);
}

void OpenIds::keep() {
  for (const std::int64_t ticket : std::exchange(closed_, {})) drop(ticket);
  opened_.clear();
}

void OpenIds::restore() {
  for (const std::int64_t ticket : std::exchange(opened_, {})) drop(ticket);
  closed_.clear();
}

void OpenIds::drop(std::int64_t ticket) {
  const auto entry = id_of_.find(ticket);
  if (entry == id_of_.end()) return;
  ids_.erase(ids_.find(entry->second));
  id_of_.erase(entry);
}

}  // namespace bridge::journal
