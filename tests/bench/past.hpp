// A journal with a past: what a gateway leaves that answered so many cancels and was killed with others open.
#pragma once

#include <cstdint>
#include <filesystem>

namespace bridge::bench {

struct Past {
  std::int64_t closed = 1'000'000;
  std::int64_t open = 10'000;  // sent to the venue, and not answered

  // MsgSeqNum(34) that the client goes on with: its Logon was 1.
  [[nodiscard]] int next_number() const { return static_cast<int>(closed + open) + 2; }
};

// Numbers of cancels: `closed` of them from 1 on, then `open`. In a directory with nothing but the journal of
// lane1, for session CLIENT1. One that is there is left as it is, unless it has another past or `again`.
// Takes minutes. Throws std::runtime_error.
void make_past(const Past& past, const std::filesystem::path& directory, bool again);

}  // namespace bridge::bench
