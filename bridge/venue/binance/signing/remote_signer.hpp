// Signs by asking the signer process, and waits for its answer. The lane's thread.
#pragma once

#include "venue/binance/signing/signer.hpp"
#include "venue/binance/signing/signer_line.hpp"

#include <cstdint>
#include <memory>
#include <string>

namespace bridge::venue::binance {

class RemoteSigner final : public Signer {
 public:
  // `key` is what the signer process calls the key. All signers of an account share its line.
  RemoteSigner(std::shared_ptr<SignerLine> line, std::uint32_t key, std::string mark);
  [[nodiscard]] Result<std::string, Unsigned> sign(std::string_view payload) const override;
  [[nodiscard]] std::string mark() const override { return mark_; }
  [[nodiscard]] std::uint32_t key() const { return key_; }

 private:
  std::shared_ptr<SignerLine> line_;
  std::uint32_t key_;
  std::string mark_;
};

}  // namespace bridge::venue::binance
