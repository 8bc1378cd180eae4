// The numbers of every session, in memory: reads cost nothing, and each that changes is written once a turn.
// Remembers how things were before the turn. Owned by the lane's thread.
#pragma once

#include "journal/journal.hpp"

#include <cstdint>
#include <map>
#include <optional>

namespace bridge::journal {

// A session between two resets.
struct Life {
  std::int64_t epoch = 0;  // resets so far
  Numbers numbers;
  std::optional<std::int64_t> since_us;  // of the last reset
  int delivered = 0;                     // up to this number the client evidently has all
  bool owes = false;                     // messages of earlier lives that it may not have
};

class Lives {
 public:
  // As read from the journal: no change.
  void load(const order::SessionKey& session, const Life& life) { lives_[session] = life; }
  [[nodiscard]] Life get(const order::SessionKey& session) const;
  void set(const order::SessionKey& session, const Life& life);

  [[nodiscard]] bool changed() const { return !before_turn_.empty(); }
  // `write(session, life)` for each that the turn has changed.
  template <class Write>
  void each_changed(Write write) const {
    for (const auto& [session, before] : before_turn_) write(session, lives_.at(session));
  }
  void keep() { before_turn_.clear(); }
  void restore();

 private:
  std::map<order::SessionKey, Life> lives_;
  std::map<order::SessionKey, std::optional<Life>> before_turn_;  // of those the turn has changed
};

}  // namespace bridge::journal
