#include "venue/binance/dialect.hpp"

#include "venue/binance/quote.hpp"
#include "venue/binance/reply.hpp"
#include "venue/binance/request_id.hpp"
#include "venue/binance/signing/signer.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <stdexcept>
#include <utility>

namespace bridge::venue::binance {

namespace {

// The venue's own maximum (fixspec/venue.md, 3.4).
constexpr milliseconds kRecvWindowMax{60000};
// These fit a signed request: six parameters, and the signature of an HMAC key.
constexpr std::size_t kUsualFrame = 512;
constexpr std::size_t kUsualParams = 6;

// Exactly one id is ever sent: with two, which one counts is unspecified (fixspec/venue.md, 4.1).
Param param_of(const order::OrderRef& ref) {
  if (const auto* id = std::get_if<order::OrderId>(&ref)) {
    return {.name = "orderId", .value = std::to_string(id->value()), .text = false};
  }
  return {.name = "origClientOrderId", .value = well_formed(std::get<order::ClientOrderId>(ref).value())};
}

std::string frame_of(std::string_view id, std::string_view method, const std::vector<Param>& params) {
  std::string frame;
  frame.reserve(kUsualFrame);
  frame += R"({"id":)";
  add_quoted(frame, id);
  frame += R"(,"method":)";
  add_quoted(frame, method);
  char separator = '{';
  if (!params.empty()) frame += R"(,"params":)";
  for (const Param& param : params) {
    frame += separator;
    add_quoted(frame, param.name);
    frame += ':';
    param.text ? add_quoted(frame, param.value) : void(frame += param.value);
    separator = ',';
  }
  frame.append(params.empty() ? "}" : "}}");
  return frame;
}

const char* method_of(const order::Request& request) {
  return std::holds_alternative<order::SendCancel>(request) ? "order.cancel" : "order.status";
}

class BinanceDialect final : public Dialect {
 public:
  BinanceDialect(Identity identity, std::shared_ptr<const Signer> signer, Settings settings)
      : api_key_{std::move(identity.api_key)},
        signer_{std::move(signer)},
        logs_on_{identity.session_logon},
        recv_window_{std::to_string(settings.recv_window.count())} {}

  Result<std::string, Unsigned> encode(const order::Request& request, Timestamp at) const override {
    std::vector<Param> params;
    params.reserve(kUsualParams);
    params.push_back({.name = "symbol", .value = well_formed(order::symbol_of(request))});
    params.push_back(param_of(order::order_of(request)));
    stamp(params, at);
    // A key in the request would override the session's, and then need a signature (fixspec/venue.md, 3.5).
    if (auto refused = logs_on_ ? std::nullopt : sign(params)) return std::move(*refused);
    return frame_of(to_text(order::id_of(request)), method_of(request), params);
  }
  std::string ask_time(std::string_view id) const override {
    return frame_of(well_formed(id), "session.status", {});
  }
  bool logs_on() const override { return logs_on_; }
  Result<std::string, Unsigned> log_on(std::string_view id, Timestamp at) const override {
    std::vector<Param> params;
    stamp(params, at);
    if (auto refused = sign(params)) return std::move(*refused);
    return frame_of(well_formed(id), "session.logon", params);
  }
  Result<Decoded, Unreadable> decode(std::string_view frame) const override { return read_frame(frame); }
  std::string masked(std::string_view frame) const override { return mask_frame(frame); }

 private:
  void stamp(std::vector<Param>& params, Timestamp at) const {
    params.push_back({.name = "timestamp", .value = std::to_string(to_ms(at)), .text = false});
    params.push_back({.name = "recvWindow", .value = recv_window_, .text = false});
  }

  // Signs the values as they stand in the frame: what is signed is what is sent.
  std::optional<Unsigned> sign(std::vector<Param>& params) const {
    params.push_back({.name = "apiKey", .value = api_key_});
    auto signature = signer_->sign(payload(params));
    if (!signature) return std::move(signature.error());
    params.push_back({.name = "signature", .value = std::move(*signature)});
    return std::nullopt;
  }

  std::string api_key_;
  std::shared_ptr<const Signer> signer_;
  bool logs_on_;
  std::string recv_window_;
};

}  // namespace

std::unique_ptr<Dialect> make_dialect(Identity identity, std::shared_ptr<const Signer> signer,
                                      Settings settings) {
  const auto& key = identity.api_key;
  if (key.empty() || !std::ranges::all_of(key, [](char c) { return c > 0x20 && c < 0x7F; })) {
    throw std::runtime_error(
        "the account's key is empty or has blanks or control characters: copy it "
        "again from the venue");
  }
  if (settings.recv_window < milliseconds{1} || settings.recv_window > kRecvWindowMax) {
    throw std::runtime_error("recv_window is " + std::to_string(settings.recv_window.count()) +
                             " ms: choose 1 to 60000, 2000 is a good value");
  }
  return std::make_unique<BinanceDialect>(std::move(identity), std::move(signer), settings);
}

std::unique_ptr<Dialect> make_dialect(Credentials credentials, Settings settings) {
  if (credentials.session_logon && credentials.type != KeyType::Ed25519) {
    throw std::runtime_error(
        "accounts.<name>.session_logon is set, but the venue logs on Ed25519 keys only (-4056): leave it "
        "out, or use such a key with key_type: ed25519");
  }
  return make_dialect({std::move(credentials.api_key), credentials.session_logon}, make_signer(credentials),
                      settings);
}

}  // namespace bridge::venue::binance
