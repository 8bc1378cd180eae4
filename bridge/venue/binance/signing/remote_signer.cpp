#include "venue/binance/signing/remote_signer.hpp"

#include <utility>

namespace bridge::venue::binance {
namespace {

constexpr milliseconds kSignWithin{1000};  // it takes a millisecond; the lane stands still meanwhile

}  // namespace

RemoteSigner::RemoteSigner(std::shared_ptr<SignerLine> line, std::uint32_t key, std::string mark)
    : line_(std::move(line)), key_(key), mark_(std::move(mark)) {}

Result<std::string, Unsigned> RemoteSigner::sign(std::string_view payload) const {
  auto answer = line_->ask(to_frame(SignPayload{key_, payload}), kSignWithin);
  if (!answer) return std::move(answer.error());
  if (auto* done = std::get_if<PayloadSigned>(&*answer)) return std::move(done->signature);
  if (auto* refused = std::get_if<SignerRefused>(&*answer)) return Unsigned{false, std::move(refused->why)};
  return Unsigned{false, "the signer process answers something else"};
}

}  // namespace bridge::venue::binance
