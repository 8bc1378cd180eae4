// Cuts a byte stream into FIX messages. Garbled input (wrong BodyLength or CheckSum, bytes between
// messages) is skipped and counted, as FIX asks; it never stalls or grows. Knows no socket. Any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace bridge::fix {

class Framer {
 public:
  // `message_limit`: bytes of one message; also the most that is ever buffered.
  explicit Framer(std::size_t message_limit);

  // Takes bytes in. False: `message_limit` bytes passed without a whole message — disconnect.
  [[nodiscard]] bool append(std::string_view bytes);
  // The next whole message with a right CheckSum(10); empty when there is none. Valid until the next call.
  [[nodiscard]] std::string_view next();
  [[nodiscard]] std::uint64_t garbled() const { return garbled_; }

 private:
  std::size_t message_limit_;
  std::string buffer_;
  std::size_t read_ = 0;
  std::uint64_t garbled_ = 0;
};

// The value of the first `tag` in a message, empty when absent. `message` is SOH-separated.
[[nodiscard]] std::string_view field(std::string_view message, int tag);

}  // namespace bridge::fix
