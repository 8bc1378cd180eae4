// Does what the signer process is asked: it takes keys, signs with them, and wipes them. It knows no socket.
// The signer process's only thread.
#pragma once

#include "venue/binance/signing/signer.hpp"
#include "venue/binance/signing/signer_frames.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>

namespace bridge::venue::binance {

class KeyHolder {
 public:
  // Answers the gateway's own line, over which keys come: what is asked there is about any account, and never
  // a signature.
  [[nodiscard]] std::string answer_gateway(std::string_view frame);
  // Answers the line of an account, which signs over it, and only with its own keys.
  [[nodiscard]] std::string answer_account(std::uint32_t account, std::string_view frame) const;

 private:
  using Keys = std::map<std::uint32_t, std::unique_ptr<Signer>>;

  [[nodiscard]] SignerAnswer load(const LoadKey& request);

  std::map<std::uint32_t, Keys> accounts_;
  std::uint32_t keys_taken_ = 0;
};

}  // namespace bridge::venue::binance
