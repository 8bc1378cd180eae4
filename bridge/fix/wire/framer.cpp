#include "fix/wire/framer.hpp"

#include "fix/soh.hpp"

#include <algorithm>
#include <charconv>
#include <numeric>
#include <utility>

namespace bridge::fix {
namespace {

constexpr std::string_view kBegin = "8=FIX";
constexpr std::string_view kBeginInside =
    "\x01"
    "8=FIX";
constexpr std::size_t kBeginStringMax = 16;  // "8=FIXT.1.1" and some room
constexpr std::size_t kDigitsMax = 9;        // of BodyLength: zero-padded ones exist
constexpr std::size_t kTrailer = 7;          // "10=123" and SOH

constexpr Frame kMalformed{.kind = Frame::Kind::Malformed};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Reads the number out of "10=ddd|"; -1 for anything else.
int stated_checksum(std::string_view trailer) {
  if (!trailer.starts_with("10=") || trailer.back() != kSoh) return -1;
  const auto digits = trailer.substr(3, 3);
  if (!std::ranges::all_of(digits, is_digit)) return -1;
  return (digits[0] - '0') * 100 + (digits[1] - '0') * 10 + (digits[2] - '0');
}

// True when the body begins as it must: `header` bytes reach up to the end of BodyLength, and MsgType(35)
// must come third.
Frame judge_whole(std::string_view message, std::size_t header) {
  const auto body_end = message.size() - kTrailer;
  const int stated = stated_checksum(message.substr(body_end));
  if (stated < 0 || message[body_end - 1] != kSoh) return kMalformed;
  if (!message.substr(header).starts_with("35=")) return kMalformed;
  const bool right = checksum(message.substr(0, body_end)) == static_cast<unsigned>(stated);
  return {.kind = right ? Frame::Kind::Whole : Frame::Kind::WrongSum, .size = message.size()};
}

}  // namespace

Frame measure(std::string_view bytes, std::size_t message_limit) {
  const auto prefix = std::min(bytes.size(), kBegin.size());
  if (bytes.substr(0, prefix) != kBegin.substr(0, prefix)) return kMalformed;

  const auto begin_end = bytes.substr(0, kBeginStringMax).find(kSoh);
  if (begin_end == std::string_view::npos) return bytes.size() < kBeginStringMax ? Frame{} : kMalformed;

  const auto length_field = bytes.substr(begin_end + 1, 2 + kDigitsMax + 1);
  const auto name = std::min<std::size_t>(length_field.size(), 2);
  if (length_field.substr(0, name) != std::string_view("9=").substr(0, name)) return kMalformed;
  const auto length_end = length_field.find(kSoh);
  const auto digits =
      length_field.substr(name, length_end == std::string_view::npos ? length_end : length_end - 2);
  if (!std::ranges::all_of(digits, is_digit)) return kMalformed;
  if (length_end == std::string_view::npos) return digits.size() <= kDigitsMax ? Frame{} : kMalformed;

  std::size_t body = 0;
  if (std::from_chars(digits.data(), digits.data() + digits.size(), body).ec != std::errc{})
    return kMalformed;
  const std::size_t header = begin_end + 1 + length_end + 1;
  const std::size_t size = header + body + kTrailer;
  if (size > message_limit) return {.kind = Frame::Kind::Oversized, .size = size};
  if (bytes.size() < size) return {.kind = Frame::Kind::Incomplete, .size = size};
  return judge_whole(bytes.substr(0, size), header);
}

Framer::Framer(std::size_t message_limit) : message_limit_(message_limit) {}

bool Framer::append(std::string_view bytes) {
  skip(std::exchange(returned_, 0));
  buffer_.erase(0, read_);
  searched_ -= std::min(searched_, read_);
  read_ = 0;
  buffer_ += bytes;
  if (whole_ == 0) whole_ = seek();
  return whole_ != 0 || skipped_ + rest().size() <= message_limit_;
}

std::string_view Framer::next() {
  skip(std::exchange(returned_, 0));
  if (whole_ == 0) whole_ = seek();
  if (whole_ == 0) return {};
  skipped_ = 0;
  in_garbage_ = false;
  returned_ = std::exchange(whole_, 0);
  return rest().substr(0, returned_);
}

std::size_t Framer::seek() {
  while (seek_begin()) {
    const auto frame = measure(rest(), message_limit_);
    if (frame.kind == Frame::Kind::Whole) return frame.size;
    if (frame.kind == Frame::Kind::WrongSum) {
      // The message's length is right, so nothing of the next message is in it.
      skip_garbled(frame.size);
    } else if (frame.kind != Frame::Kind::Incomplete || is_cut_short()) {
      skip_garbled(1);
    } else {
      return 0;
    }
  }
  return 0;
}

bool Framer::seek_begin() {
  const auto bytes = rest();
  auto at = bytes.find(kBegin);
  if (at == std::string_view::npos) {
    // The last bytes may be the first ones of a message.
    at = bytes.size() - std::min(bytes.size(), kBegin.size() - 1);
    while (!kBegin.starts_with(bytes.substr(at))) ++at;
  }
  if (at > 0) {
    if (!std::exchange(in_garbage_, true)) ++garbled_;
    skipped_ += at;
    skip(at);
  }
  return !rest().empty();
}

// No field holds raw data here, so "8=FIX" after a separator begins a message whatever came before.
bool Framer::is_cut_short() {
  const auto found = buffer_.find(kBeginInside, std::max(read_, searched_));
  const auto overlap = kBeginInside.size() - 1;
  searched_ = found != std::string::npos ? found : buffer_.size() - std::min(buffer_.size(), overlap);
  return found != std::string::npos;
}

void Framer::skip(std::size_t bytes) { read_ += bytes; }

void Framer::skip_garbled(std::size_t bytes) {
  ++garbled_;
  in_garbage_ = true;
  skipped_ += bytes;
  skip(bytes);
}

std::string_view field(std::string_view message, int tag) {
  const auto name = std::to_string(tag) + "=";
  while (!message.empty()) {
    const auto end = std::min(message.find(kSoh), message.size());
    if (message.substr(0, end).starts_with(name)) return message.substr(name.size(), end - name.size());
    message.remove_prefix(std::min(end + 1, message.size()));
  }
  return {};
}

unsigned checksum(std::string_view bytes) {
  return std::accumulate(bytes.begin(), bytes.end(), 0U,
                         [](unsigned sum, char c) { return sum + static_cast<unsigned char>(c); }) %
         256U;
}

}  // namespace bridge::fix
