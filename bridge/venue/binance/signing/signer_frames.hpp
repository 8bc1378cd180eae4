// What the gateway and its signer process say to each other: one request, one answer, each a frame of at most
// kSignerFrameMax bytes. A frame that is not one of these is Malformed, whatever is in it. Frames with a
// secret are wiped by whoever made or took them. Any thread.
#pragma once

#include "base/result.hpp"
#include "venue/settings.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace bridge::venue::binance {

inline constexpr std::size_t kSignerFrameMax = 64 * 1024;

// A secret, or the file to read it from. These are views into the frame.
struct HandedOver {
  enum class As : std::uint8_t { Nothing, Value, File };
  As as = As::Nothing;
  std::string_view text;
};
using KeyNumbers = std::vector<std::uint32_t>;  // what the signer called the keys it was given

// Has the signer process take a key for an account.
struct LoadKey {
  std::uint32_t account = 0;
  KeyType type = KeyType::HmacSha256;
  HandedOver secret;
  HandedOver passphrase;
};
// Has the signer process wipe the account's keys but for these.
struct KeepKeys {
  std::uint32_t account = 0;
  KeyNumbers keys;
};
struct SignPayload {
  std::uint32_t key = 0;
  std::string_view payload;
};
using SignerRequest = std::variant<LoadKey, KeepKeys, SignPayload>;

struct KeyLoaded {
  std::uint32_t key = 0;
  std::string mark;
};
struct Done {};
struct PayloadSigned {
  std::string signature;
};
struct SignerRefused {
  std::string why;  // nothing secret
};
using SignerAnswer = std::variant<KeyLoaded, Done, PayloadSigned, SignerRefused>;

struct Malformed {};

[[nodiscard]] std::string to_frame(const SignerRequest& request);
[[nodiscard]] std::string to_frame(const SignerAnswer& answer);
// Its views are into the frame.
[[nodiscard]] Result<SignerRequest, Malformed> read_request(std::string_view frame);
[[nodiscard]] Result<SignerAnswer, Malformed> read_answer(std::string_view frame);

}  // namespace bridge::venue::binance
