// What the FIX engine needs kept: sequence numbers and sent messages. A port, implemented over the
// journal by the lane; all calls from the lane's thread.
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
  // When they went back to 1 last; nothing when they never did.
  [[nodiscard]] virtual std::optional<Timestamp> since(const order::SessionKey& session) = 0;
  virtual void set_numbers(const order::SessionKey& session, SequenceNumbers numbers) = 0;
  virtual void store_message(const order::SessionKey& session, int msg_seq_num, std::string_view message) = 0;
  // begin <= MsgSeqNum <= end, ascending; gaps possible.
  [[nodiscard]] virtual std::vector<std::pair<int, std::string>> messages(const order::SessionKey& session,
                                                                          int begin, int end) = 0;
  // Messages since the last reset up to this number have evidently reached the client; 0 after a reset.
  [[nodiscard]] virtual int delivered(const order::SessionKey& session) = 0;
  virtual void set_delivered(const order::SessionKey& session, int msg_seq_num) = 0;
  // Numbers go back to 1; what was sent is archived, and what is beyond delivered() is owed from now on.
  virtual void reset(const order::SessionKey& session) = 0;
  // The oldest of what is owed, in the order in which it was sent: `limit` messages at most.
  [[nodiscard]] virtual std::vector<OwedMessage> owed(const order::SessionKey& session,
                                                      std::size_t limit) = 0;
  // What is owed up to and including `last` has been stored anew.
  virtual void settle_owed(const order::SessionKey& session, const OwedMessage& last) = 0;
};

}  // namespace bridge::fix
