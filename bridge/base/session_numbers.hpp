// What is kept of a FIX session's numbers: the words that the engine and the journal share. Any thread.
#pragma once

#include <cstdint>
#include <string>

namespace bridge {

// The MsgSeqNum(34) that the session will use next, and the one that it expects next.
struct SequenceNumbers {
  int next_sender = 1;
  int next_target = 1;
  friend bool operator==(const SequenceNumbers&, const SequenceNumbers&) = default;
};

// A message sent before a reset that the client may not have received. `epoch` counts resets.
struct OwedMessage {
  std::int64_t epoch = 0;
  int msg_seq_num = 0;
  std::string message;
  friend bool operator==(const OwedMessage&, const OwedMessage&) = default;
};

}  // namespace bridge
