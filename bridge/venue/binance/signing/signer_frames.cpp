#include "venue/binance/signing/signer_frames.hpp"

#include <optional>
#include <utility>

namespace bridge::venue::binance {
namespace {

constexpr std::size_t kKeysTold = 64;
constexpr std::size_t kRestMax = 32;  // of a frame: all but its texts and lists

enum class Kind : std::uint8_t {
  Load = 'L',
  Keep = 'K',
  Sign = 'S',
  Loaded = 'l',
  Done = 'k',
  Signed = 's',
  Refused = 'r'
};

// `texts` is how long the frame's texts are together. The whole frame is allocated at once, because one that
// grows would leave copies of a secret behind.
class Writer {
 public:
  explicit Writer(Kind kind, std::size_t texts = 0) {
    frame_.reserve(texts + kRestMax);
    byte(static_cast<std::uint8_t>(kind));
  }
  void byte(std::uint8_t value) { frame_ += static_cast<char>(value); }
  void number(std::uint32_t value) {
    for (int shift = 0; shift < 32; shift += 8) byte(static_cast<std::uint8_t>((value >> shift) & 0xFFU));
  }
  void text(std::string_view value) {
    number(static_cast<std::uint32_t>(value.size()));
    frame_ += value;
  }
  void handed_over(const HandedOver& value) {
    byte(static_cast<std::uint8_t>(value.as));
    text(value.text);
  }
  std::string take() { return std::move(frame_); }

 private:
  std::string frame_;
};

// After the first thing that is not there all is zero and empty, and ok() is false.
class Reader {
 public:
  explicit Reader(std::string_view frame) : rest_(frame), ok_(frame.size() <= kSignerFrameMax) {}

  std::uint8_t byte() {
    if (!has(1)) return 0;
    const auto value = static_cast<std::uint8_t>(rest_.front());
    rest_.remove_prefix(1);
    return value;
  }
  std::uint32_t number() {
    std::uint32_t value = 0;
    for (int shift = 0; shift < 32; shift += 8) value |= static_cast<std::uint32_t>(byte()) << shift;
    return value;
  }
  std::string_view text() {
    const std::size_t size = number();
    if (!has(size)) return {};
    const std::string_view value = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return value;
  }
  HandedOver handed_over() {
    const auto as = static_cast<HandedOver::As>(byte());
    ok_ = ok_ && as <= HandedOver::As::File;
    return {as, text()};
  }
  KeyType key_type() {
    const auto type = byte();
    ok_ = ok_ && type <= static_cast<std::uint8_t>(KeyType::Ed25519);
    return ok_ ? static_cast<KeyType>(type) : KeyType::HmacSha256;
  }
  KeyNumbers key_numbers() {
    const std::size_t count = number();
    ok_ = ok_ && count <= kKeysTold;
    KeyNumbers numbers;
    for (std::size_t i = 0; ok_ && i < count; ++i) numbers.push_back(number());
    return numbers;
  }
  [[nodiscard]] bool ok() const { return ok_; }
  [[nodiscard]] bool whole() const { return ok_ && rest_.empty(); }

 private:
  bool has(std::size_t size) {
    ok_ = ok_ && size <= rest_.size();
    return ok_;
  }

  std::string_view rest_;
  bool ok_;
};

struct Write {
  std::string operator()(const LoadKey& load) const {
    Writer writer(Kind::Load, load.secret.text.size() + load.passphrase.text.size());
    writer.number(load.account);
    writer.byte(static_cast<std::uint8_t>(load.type));
    writer.handed_over(load.secret);
    writer.handed_over(load.passphrase);
    return writer.take();
  }
  std::string operator()(const KeepKeys& keep) const {
    Writer writer(Kind::Keep);
    writer.number(keep.account);
    writer.number(static_cast<std::uint32_t>(keep.keys.size()));
    for (const std::uint32_t key : keep.keys) writer.number(key);
    return writer.take();
  }
  std::string operator()(const SignPayload& sign) const {
    Writer writer(Kind::Sign, sign.payload.size());
    writer.number(sign.key);
    writer.text(sign.payload);
    return writer.take();
  }
  std::string operator()(const KeyLoaded& loaded) const {
    Writer writer(Kind::Loaded);
    writer.number(loaded.key);
    writer.text(loaded.mark);
    return writer.take();
  }
  std::string operator()(const Done&) const { return Writer(Kind::Done).take(); }
  std::string operator()(const PayloadSigned& done) const {
    Writer writer(Kind::Signed);
    writer.text(done.signature);
    return writer.take();
  }
  std::string operator()(const SignerRefused& refused) const {
    Writer writer(Kind::Refused);
    writer.text(refused.why);
    return writer.take();
  }
};

LoadKey read_load(Reader& reader) {
  LoadKey load;
  load.account = reader.number();
  load.type = reader.key_type();
  load.secret = reader.handed_over();
  load.passphrase = reader.handed_over();
  return load;
}

std::optional<SignerRequest> request_of(Kind kind, Reader& reader) {
  if (kind == Kind::Load) return read_load(reader);
  if (kind == Kind::Keep) {
    const auto account = reader.number();
    return KeepKeys{account, reader.key_numbers()};
  }
  if (kind == Kind::Sign) {
    const auto key = reader.number();
    return SignPayload{key, reader.text()};
  }
  return std::nullopt;
}

std::optional<SignerAnswer> answer_of(Kind kind, Reader& reader) {
  if (kind == Kind::Loaded) {
    const auto key = reader.number();
    return KeyLoaded{key, std::string(reader.text())};
  }
  if (kind == Kind::Done) return Done{};
  if (kind == Kind::Signed) return PayloadSigned{std::string(reader.text())};
  if (kind == Kind::Refused) return SignerRefused{std::string(reader.text())};
  return std::nullopt;
}

}  // namespace

std::string to_frame(const SignerRequest& request) { return std::visit(Write{}, request); }
std::string to_frame(const SignerAnswer& answer) { return std::visit(Write{}, answer); }

Result<SignerRequest, Malformed> read_request(std::string_view frame) {
  Reader reader(frame);
  const auto kind = static_cast<Kind>(reader.byte());
  const auto request = request_of(kind, reader);
  if (!request || !reader.whole()) return Malformed{};
  return *request;
}

Result<SignerAnswer, Malformed> read_answer(std::string_view frame) {
  Reader reader(frame);
  const auto kind = static_cast<Kind>(reader.byte());
  const auto answer = answer_of(kind, reader);
  if (!answer || !reader.whole()) return Malformed{};
  return *answer;
}

}  // namespace bridge::venue::binance
