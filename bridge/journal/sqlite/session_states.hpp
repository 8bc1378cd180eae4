// Holds the numbers of every session in memory: reads cost nothing, and each that changes is written once a
// turn. It remembers how things were before the turn. The lane's thread owns it.
#pragma once

#include "base/session_numbers.hpp"
#include "order/ids.hpp"

#include <cstdint>
#include <map>
#include <optional>

namespace bridge::journal {

// A session between two resets.
struct SessionState {
  std::int64_t epoch = 0;  // resets so far
  SequenceNumbers numbers;
  std::optional<std::int64_t> since_us;  // of the last reset
  int delivered = 0;                     // up to this number the client evidently has all
  bool owes = false;                     // messages of earlier lives that it may not have
};

class SessionStates {
 public:
  // Takes what was read from the journal, which is no change.
  void load(const order::SessionKey& session, const SessionState& life) { states_[session] = life; }
  [[nodiscard]] SessionState get(const order::SessionKey& session) const;
  void set(const order::SessionKey& session, const SessionState& life);

  [[nodiscard]] bool changed() const { return !before_turn_.empty(); }
  // Calls `write(session, life)` for each that the turn has changed.
  template <class Write>
  void each_changed(Write write) const {
    for (const auto& [session, before] : before_turn_) write(session, states_.at(session));
  }
  void keep() { before_turn_.clear(); }
  void restore();

 private:
  std::map<order::SessionKey, SessionState> states_;
  std::map<order::SessionKey, std::optional<SessionState>> before_turn_;  // of those the turn has changed
};

}  // namespace bridge::journal
