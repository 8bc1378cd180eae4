// Finds what is wrong with a message that the engine would misread, or could not answer at all: such a
// message would be taken for garbled, asked for again, and come again for ever. It is free of QuickFIX. Pure;
// any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace bridge::fix {

// What a 35=3 says of the fault.
struct Fault {
  std::optional<int> ref_tag_id;  // 371, when it is a number
  std::string reason;             // 373, of those that all versions have
  std::string text;               // 58
};

// Finds the fault of a whole `message` with a sound MsgSeqNum(34): a tag that is none; in a ResendRequest(2)
// a range of which nothing was ever sent (`last_sent` is the newest number); in a SequenceReset(4) a number
// out of all bounds.
[[nodiscard]] std::optional<Fault> fault_of(std::string_view message, int last_sent);

// A message with the header of this one that the engine rejects for certain. Its number is taken as the rules
// want it.
[[nodiscard]] std::string to_be_rejected(std::string_view message);

}  // namespace bridge::fix
