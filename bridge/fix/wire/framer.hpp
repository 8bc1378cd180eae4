// Cuts a byte stream into FIX messages. Garbled input (wrong BodyLength or CheckSum, bytes between
// messages) is skipped and counted, as FIX asks; it never stalls or grows. Knows no socket. Any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace bridge::fix {

// What the first bytes of `8=FIX…` are. Whole means that `size` bytes are a message by BodyLength(9) and
// CheckSum(10), WrongSum that they are one in all but the checksum, Oversized that it would be longer than
// the limit.
struct Frame {
  enum class Kind { Incomplete, Whole, WrongSum, Oversized, Malformed };
  Kind kind = Kind::Incomplete;
  std::size_t size = 0;  // Incomplete: what it will be, 0 while BodyLength is not there yet
};
[[nodiscard]] Frame measure(std::string_view bytes, std::size_t message_limit);

class Framer {
 public:
  // `message_limit` is the number of bytes that one message may have, and also the most that is kept for want
  // of the rest.
  explicit Framer(std::size_t message_limit);

  // Takes bytes in. Returns false when `message_limit` bytes have passed without a whole message: the caller
  // disconnects. The messages have to be taken out with next() before the next append().
  [[nodiscard]] bool append(std::string_view bytes);
  // The next whole message with a right CheckSum(10); empty when there is none. The view is valid until the
  // next call.
  [[nodiscard]] std::string_view next();
  // The number of messages and runs of stray bytes that were skipped.
  [[nodiscard]] std::uint64_t garbled() const { return garbled_; }

 private:
  [[nodiscard]] std::string_view rest() const { return std::string_view(buffer_).substr(read_); }
  // Moves read_ to the next whole message, past all garbage. Returns its size, or 0 when there is none yet.
  std::size_t seek();
  // Moves read_ to where a message may begin. Returns false when that is nowhere in what we have.
  bool seek_begin();
  // True when another message begins inside of the one at read_, whose BodyLength therefore lied.
  bool is_cut_short();
  void skip(std::size_t bytes);
  void skip_garbled(std::size_t bytes);

  std::size_t message_limit_;
  std::string buffer_;
  std::size_t read_ = 0;      // where the message, or what may become one, begins
  std::size_t searched_ = 0;  // up to here no other message begins after read_
  std::size_t whole_ = 0;     // size of the message at read_ that next() will return
  std::size_t returned_ = 0;  // size of the message at read_ that next() has returned
  std::size_t skipped_ = 0;   // bytes since the last whole message
  bool in_garbage_ = false;
  std::uint64_t garbled_ = 0;
};

// The value of the first `tag` in a message, empty when absent. `message` is SOH-separated.
[[nodiscard]] std::string_view field(std::string_view message, int tag);

// The CheckSum(10) of these bytes, which is their sum modulo 256.
[[nodiscard]] unsigned checksum(std::string_view bytes);

}  // namespace bridge::fix
