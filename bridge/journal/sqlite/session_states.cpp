#include "journal/sqlite/session_states.hpp"

namespace bridge::journal {

SessionState SessionStates::get(const order::SessionKey& session) const {
  const auto found = states_.find(session);
  return found == states_.end() ? SessionState{} : found->second;
}

void SessionStates::set(const order::SessionKey& session, const SessionState& life) {
  const auto found = states_.find(session);
  before_turn_.try_emplace(session, found == states_.end() ? std::nullopt : std::optional(found->second));
  states_.insert_or_assign(session, life);
}

void SessionStates::restore() {
  for (const auto& [session, before] : before_turn_) {
    if (before) {
      states_[session] = *before;
    } else {
      states_.erase(session);
    }
  }
  before_turn_.clear();
}

}  // namespace bridge::journal
