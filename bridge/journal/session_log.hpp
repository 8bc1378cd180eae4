// The journal's half for FIX sessions: sequence numbers, sent messages, and what a reset still owes. Writes
// are part of the turn (journal.hpp); reads see the open turn's writes. The lane's thread.
#pragma once

#include "base/session_numbers.hpp"
#include "base/time.hpp"
#include "order/ids.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace bridge::journal {

class SessionLog {
 public:
  virtual ~SessionLog() = default;

  virtual void store_message(const order::SessionKey& session, int msg_seq_num, std::string_view message) = 0;
  virtual void set_numbers(const order::SessionKey& session, SequenceNumbers numbers) = 0;
  // Notes that the messages since the last reset up to this number have evidently reached the client.
  virtual void set_delivered(const order::SessionKey& session, int msg_seq_num) = 0;
  // Resets a session (ResetSeqNumFlag): its numbers go back to 1; sent messages are archived, never deleted.
  // Those beyond delivered() are owed to the client from now on.
  virtual void reset_session(const order::SessionKey& session, Timestamp at) = 0;
  // Notes that what is owed up to and including `last` has been stored anew.
  virtual void settle_owed(const order::SessionKey& session, const OwedMessage& last) = 0;

  [[nodiscard]] virtual SequenceNumbers numbers(const order::SessionKey& session) = 0;
  // The time of the last reset_session(); nothing when there was none.
  [[nodiscard]] virtual std::optional<Timestamp> since(const order::SessionKey& session) = 0;
  // The number that set_delivered() said last; 0 after a reset.
  [[nodiscard]] virtual int delivered(const order::SessionKey& session) = 0;
  // The oldest of the messages that are owed, in the order in which they were sent; `limit` of them at most.
  [[nodiscard]] virtual std::vector<OwedMessage> owed(const order::SessionKey& session,
                                                      std::size_t limit) = 0;
  // The messages sent with begin <= MsgSeqNum <= end since the last reset, in ascending order. There may be
  // gaps.
  [[nodiscard]] virtual std::vector<std::pair<int, std::string>> messages(const order::SessionKey& session,
                                                                          int begin, int end) = 0;
};

}  // namespace bridge::journal
