#include "journal/lives.hpp"

namespace bridge::journal {

Life Lives::get(const order::SessionKey& session) const {
  const auto found = lives_.find(session);
  return found == lives_.end() ? Life{} : found->second;
}

void Lives::set(const order::SessionKey& session, const Life& life) {
  const auto found = lives_.find(session);
  before_turn_.try_emplace(session, found == lives_.end() ? std::nullopt : std::optional(found->second));
  lives_.insert_or_assign(session, life);
}

void Lives::restore() {
  for (const auto& [session, before] : before_turn_) {
    if (before) {
      lives_[session] = *before;
    } else {
      lives_.erase(session);
    }
  }
  before_turn_.clear();
}

}  // namespace bridge::journal
