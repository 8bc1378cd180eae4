// What the FIX engine needs kept: sequence numbers and sent messages. This is a port, which the lane
// implements over the journal. All calls come from the lane's thread.
#pragma once

#include "base/session_numbers.hpp"
#include "base/time.hpp"
#include "order/ids.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace bridge::fix {

class SessionStore {
 public:
  virtual ~SessionStore() = default;
  [[nodiscard]] virtual SequenceNumbers numbers(const order::SessionKey& session) = 0;
  // The time at which the numbers last went back to 1; nothing when they never did.
  [[nodiscard]] virtual std::optional<Timestamp> since(const order::SessionKey& session) = 0;
  virtual void set_numbers(const order::SessionKey& session, SequenceNumbers numbers) = 0;
  virtual void store_message(const order::SessionKey& session, int msg_seq_num, std::string_view message) = 0;
  // The messages with begin <= MsgSeqNum <= end, in ascending order. There may be gaps.
  [[nodiscard]] virtual std::vector<std::pair<int, std::string>> messages(const order::SessionKey& session,
                                                                          int begin, int end) = 0;
  // The messages since the last reset up to this number have evidently reached the client. It is 0 after a
  // reset.
  [[nodiscard]] virtual int delivered(const order::SessionKey& session) = 0;
  virtual void set_delivered(const order::SessionKey& session, int msg_seq_num) = 0;
  // Sets the numbers back to 1. What was sent is archived, and what is beyond delivered() is owed from now
  // on.
  virtual void reset(const order::SessionKey& session) = 0;
  // The oldest of the messages that are owed, in the order in which they were sent; `limit` of them at most.
  [[nodiscard]] virtual std::vector<OwedMessage> owed(const order::SessionKey& session,
                                                      std::size_t limit) = 0;
  // Notes that what is owed up to and including `last` has been stored anew.
  virtual void settle_owed(const order::SessionKey& session, const OwedMessage& last) = 0;
};

}  // namespace bridge::fix
