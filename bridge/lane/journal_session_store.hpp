// The FIX engine's session store, kept in the lane's journal. While the journal is down, numbers and messages
// are kept in memory, and the numbers also as emergency numbers, so that refusals can still be told and no
// number is ever used twice. The lane's thread.
#pragma once

#include "fix/session/session_store.hpp"
#include "journal/log/emergency_numbers.hpp"
#include "journal/session_log.hpp"

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace bridge {

class JournalSessionStore : public fix::SessionStore {
 public:
  JournalSessionStore(journal::SessionLog& journal, journal::EmergencyNumbers& emergency_numbers)
      : journal_(journal), emergency_numbers_(emergency_numbers) {}

  // Takes over the emergency numbers that a process left when it died with its journal down. This is part of
  // the caller's turn; clear_emergency_numbers() follows once that is committed.
  void recover();
  void clear_emergency_numbers();

  // Keeps all in memory from now on, and the numbers as emergency numbers, until come_up().
  void go_down() { down_ = true; }
  // Makes this turn's numbers durable as emergency numbers.
  [[nodiscard]] bool keep();
  // Puts what was kept into the caller's turn, when the journal can write again. Once that is committed,
  // come_up() goes back to the journal.
  void write_back();
  void come_up();

  [[nodiscard]] SequenceNumbers numbers(const order::SessionKey& session) override;
  [[nodiscard]] std::optional<Timestamp> since(const order::SessionKey& session) override;
  void set_numbers(const order::SessionKey& session, SequenceNumbers numbers) override;
  void store_message(const order::SessionKey& session, int msg_seq_num, std::string_view message) override;
  [[nodiscard]] std::vector<std::pair<int, std::string>> messages(const order::SessionKey& session, int begin,
                                                                  int end) override;
  [[nodiscard]] int delivered(const order::SessionKey& session) override;
  void set_delivered(const order::SessionKey& session, int msg_seq_num) override;
  void reset(const order::SessionKey& session) override;
  // There is nothing owed while the journal is down: it waits for its return.
  [[nodiscard]] std::vector<OwedMessage> owed(const order::SessionKey& session, std::size_t limit) override;
  void settle_owed(const order::SessionKey& session, const OwedMessage& last) override;

 private:
  // What a session did between two resets while the journal was down. The first of these began before that.
  struct Epoch {
    SequenceNumbers numbers;
    std::map<int, std::string> messages;
    int delivered = 0;
    std::optional<Timestamp> ended;  // by a reset
  };
  // The last epoch is today's.
  using Epochs = std::vector<Epoch>;

  Epochs& kept(const order::SessionKey& session);
  Epoch& today(const order::SessionKey& session) { return kept(session).back(); }

  journal::SessionLog& journal_;
  journal::EmergencyNumbers& emergency_numbers_;
  bool down_ = false;
  std::map<order::SessionKey, Epochs> kept_;
};

}  // namespace bridge
