#include "venue/binance/dialect.hpp"

#include "venue/binance/errors.hpp"
#include "venue/binance/order_params.hpp"
#include "venue/binance/quote.hpp"
#include "venue/binance/reply.hpp"
#include "venue/binance/request_frame.hpp"
#include "venue/binance/request_id.hpp"
#include "venue/binance/rest_query.hpp"
#include "venue/binance/rest_reader.hpp"
#include "venue/binance/signing/signer.hpp"
#include "venue/binance/stream_reader.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <stdexcept>
#include <utility>

namespace bridge::venue::binance {

namespace {

// The venue's own maximum (fixspec/venue.md, 3.4).
constexpr milliseconds kRecvWindowMax{60000};
constexpr std::size_t kUsualParams = 6;
constexpr int kOk = 200;

const char* side_of(char side) { return side == '1' ? "BUY" : "SELL"; }

PlaceParams params_of(const order::SendPlace& place) {
  const order::OrderTerms& terms = place.terms;
  const bool market = terms.type == order::OrdType::Market;
  PlaceParams params;
  params.symbol = place.symbol;
  params.side = side_of(place.side);
  params.type = type_word(terms.type);
  params.time_in_force = market ? "" : time_in_force_word(terms);
  params.quantity = terms.order_qty;
  params.price = market ? "" : terms.price;
  params.new_client_order_id = std::get<order::ClientOrderId>(place.order).value();
  params.reduce_only = terms.reduce_only;
  params.position_side = position_side_word(terms.position_side);
  params.price_match = terms.price_match;
  if (!terms.self_trade_prevention.empty()) params.self_trade_prevention_mode = terms.self_trade_prevention;
  params.good_till_date_ms = terms.good_till_ms;
  return params;
}

AlgoPlaceParams params_of(const order::SendAlgoPlace& place) {
  const order::OrderTerms& terms = place.terms;
  const bool limit = terms.type == order::OrdType::StopLimit || terms.type == order::OrdType::TakeProfitLimit;
  const bool trailing = terms.type == order::OrdType::TrailingStop;
  AlgoPlaceParams params;
  params.symbol = place.symbol;
  params.side = side_of(place.side);
  params.type = type_word(terms.type);
  params.time_in_force = limit ? time_in_force_word(terms) : "";
  params.quantity = terms.close_position ? "" : terms.order_qty;
  params.price = limit ? terms.price : "";
  params.trigger_price = trailing ? "" : terms.stop_px;
  params.activate_price = trailing ? terms.activate_price : "";
  params.callback_rate = trailing ? callback_rate(terms) : "";
  params.client_algo_id = std::get<order::ClientOrderId>(place.order).value();
  params.close_position = terms.close_position;
  params.reduce_only = terms.reduce_only;
  params.price_protect = terms.price_protect;
  params.position_side = position_side_word(terms.position_side);
  params.working_type = terms.working_type;
  if (!terms.self_trade_prevention.empty()) params.self_trade_prevention_mode = terms.self_trade_prevention;
  return params;
}

// By the algoId once it is known: only one id is ever sent.
AlgoRef algo_ref_of(const auto& request) {
  if (request.algo_id) return *request.algo_id;
  return std::get<order::ClientOrderId>(request.order);
}

// The method of a request that goes over the WebSocket, and what it says beside the stamp.
struct Method {
  const char* name;
  std::vector<Param> params;
};

std::vector<Param> named_order(const order::Request& request) {
  std::vector<Param> params;
  params.reserve(kUsualParams);
  params.push_back({.name = "symbol", .value = well_formed(order::symbol_of(request))});
  params.push_back(param_of(order::order_of(request)));
  return params;
}

Method method_of(const order::Request& request) {
  if (const auto* place = std::get_if<order::SendPlace>(&request)) {
    return {"order.place", place_params(params_of(*place))};
  }
  if (const auto* modify = std::get_if<order::SendModify>(&request)) {
    return {"order.modify", modify_params({.symbol = modify->symbol,
                                           .side = side_of(modify->side),
                                           .order = modify->order,
                                           .quantity = modify->order_qty,
                                           .price = modify->price,
                                           .modify_id = static_cast<std::int64_t>(modify->modify_id)})};
  }
  if (const auto* place = std::get_if<order::SendAlgoPlace>(&request)) {
    return {"algoOrder.place", algo_place_params(params_of(*place))};
  }
  if (const auto* cancel = std::get_if<order::SendAlgoCancel>(&request)) {
    return {"algoOrder.cancel", algo_cancel_params(algo_ref_of(*cancel))};
  }
  const bool cancel = std::holds_alternative<order::SendCancel>(request);
  return {cancel ? "order.cancel" : "order.status", named_order(request)};
}

// As many rows as one answer may have.
constexpr std::int64_t kRowsMax = 1000;

// A page that begins at an id has no time beside it: userTrades refuses the two together.
Span page(std::int64_t from_id, std::int64_t since_ms) {
  return from_id != 0 ? Span{.limit = kRowsMax} : Span{.start_ms = since_ms, .limit = kRowsMax};
}

RestQuery query_of(const order::Request& request) {
  if (const auto* trades = std::get_if<order::AskTrades>(&request)) {
    const auto* id = std::get_if<order::OrderId>(&trades->order);
    if (id != nullptr) return trades_of(trades->symbol, *id);
    return user_trades(trades->symbol, trades->from_id, page(trades->from_id, trades->since_ms));
  }
  if (const auto* algo = std::get_if<order::AskAlgoStatus>(&request)) {
    return one_algo_order(algo_ref_of(*algo));
  }
  if (const auto* all = std::get_if<order::AskAllOrders>(&request)) {
    return all_orders(all->symbol, order::OrderId{all->from_id}, page(all->from_id, all->since_ms));
  }
  if (const auto* sweep = std::get_if<order::SweepOpenOrders>(&request)) {
    return cancel_open_orders(sweep->symbol);
  }
  if (const auto* sweep = std::get_if<order::SweepAlgoOrders>(&request)) {
    return cancel_open_algo_orders(sweep->symbol);
  }
  return open_orders(order::symbol_of(request));
}

RestQuery query_of(AccountQuestion question, std::string_view symbol) {
  switch (question) {
    case AccountQuestion::MarkPrices:
      return mark_prices(symbol);
    case AccountQuestion::PositionMode:
      return position_mode();
    case AccountQuestion::OrderLimits:
      return order_limits();
    case AccountQuestion::Symbols:
      break;
  }
  return exchange_info();
}

CountdownNotSet not_set(const order::Outcome& outcome) {
  if (const auto* unclear = std::get_if<order::Unclear>(&outcome)) return {unclear->error, true};
  if (const auto* missing = std::get_if<order::Missing>(&outcome)) return {missing->error};
  return {std::get<order::Rejected>(outcome).error};
}

class BinanceDialect final : public Dialect {
 public:
  BinanceDialect(Identity identity, std::shared_ptr<const Signer> signer, Settings settings)
      : api_key_{std::move(identity.api_key)},
        signer_{std::move(signer)},
        logs_on_{identity.session_logon},
        recv_window_{settings.recv_window} {}

  Result<std::string, Unsigned> encode(const order::Request& request, Timestamp at) const override {
    auto [method, params] = method_of(request);
    stamp(params, at);
    // A key in the request would override the session's, and then need a signature (fixspec/venue.md, 3.5).
    if (auto refused = logs_on_ ? std::nullopt : sign(params)) return std::move(*refused);
    return frame_of(to_text(order::id_of(request)), method, params);
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
  std::string listen_key(ListenKeyAction action, std::string_view id) const override {
    return listen_key_frame(action, id, logs_on_ ? "" : api_key_);
  }
  Result<order::StreamEvent, Unreadable> read_stream(std::string_view frame) const override {
    return read_stream_frame(frame);
  }
  Result<RestRequest, Unsigned> encode_rest(const order::Request& request, Timestamp at) const override {
    return call_of(query_of(request), at);
  }
  order::Outcome read_rest(order::RequestKind kind, int status, std::string_view body,
                           std::int64_t retry_after_ms) const override {
    if (status != kOk) return judge_rest(status, body, retry_after_ms);
    const auto unclear = [&](const Unreadable& why) {
      return order::Unclear{describe(status, 0, "status 200, but " + why.what)};
    };
    if (kind == order::RequestKind::Trades) {
      auto trades = read_trades(body);
      if (!trades) return unclear(trades.error());
      return order::TradesFound{std::move(*trades)};
    }
    if (kind == order::RequestKind::AlgoStatus) {
      auto found = read_one_algo_order(body);
      if (!found) return unclear(found.error());
      return order::AlgoFound{std::move(*found)};
    }
    if (order::is_sweep(kind)) {
      const auto swept = read_swept(body);
      if (!swept) return unclear(swept.error());
      return *swept;
    }
    auto orders = read_orders(body);
    if (!orders) return unclear(orders.error());
    order::OrdersFound found;
    for (auto& one : *orders) found.orders.emplace_back(std::move(one));
    return found;
  }
  Result<RestRequest, Unsigned> ask(AccountQuestion question, Timestamp at,
                                    std::string_view symbol) const override {
    return call_of(query_of(question, symbol), at);
  }
  Result<std::vector<order::SymbolRules>, Unreadable> read_symbols(std::string_view body) const override {
    auto info = read_exchange_info(body);
    if (!info) return std::move(info.error());
    return std::move(info->symbols);
  }
  Result<bool, Unreadable> read_position_mode(std::string_view body) const override {
    return binance::read_position_mode(body);
  }
  Result<std::vector<RateLimit>, Unreadable> read_order_limits(std::string_view body) const override {
    return binance::read_order_limits(body);
  }
  Result<RestRequest, Unsigned> encode_countdown(const Countdown& countdown, Timestamp at) const override {
    return call_of(countdown_cancel_all(countdown.symbol, countdown.time), at);
  }
  std::optional<CountdownNotSet> read_countdown(const Countdown& asked, int status,
                                                std::string_view body) const override {
    if (status != kOk) return not_set(judge_rest(status, body, 0));
    const auto set = binance::read_countdown(body);
    if (set && set->symbol == asked.symbol && set->time == asked.time) return std::nullopt;
    const std::string why = set ? "it is about another countdown" : set.error().what;
    return CountdownNotSet{describe(status, 0, "status 200, but " + why), true};
  }
  Result<std::vector<SymbolMarkPrice>, Unreadable> read_mark_prices(std::string_view body) const override {
    return binance::read_mark_prices(body);
  }
  std::string masked(std::string_view frame) const override { return mask_frame(frame); }

 private:
  Result<RestRequest, Unsigned> call_of(const RestQuery& query, Timestamp at) const {
    auto target = target_of(query, *signer_, recv_window_, at);
    if (!target) return std::move(target.error());
    return RestRequest{std::move(*target), {{kKeyHeader, api_key_}}, query.weight, query.method};
  }

  void stamp(std::vector<Param>& params, Timestamp at) const {
    params.push_back({.name = "timestamp", .value = std::to_string(to_ms(at)), .text = false});
    params.push_back({.name = "recvWindow", .value = std::to_string(recv_window_.count()), .text = false});
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
  milliseconds recv_window_;
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
