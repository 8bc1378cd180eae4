#include "venue/binance/order_params.hpp"

#include "venue/binance/request_frame.hpp"
#include "venue/frames.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <set>

namespace bridge::venue::binance {

namespace {

namespace json = boost::json;

constexpr const char* kKey = "k7QdT2mVx9RfLw4ZbNc8HsJp3YgEu6AaXo1KiDtCvBqMzWrFyPhGnSjUe5O0lI2k";
constexpr const char* kSecret = "s3Zq8LmPv1XwKd6TbRf0NyHc5JgUa9EoWi2MxQtCzBkVrFpYhGnSjDlAe7O4uI6s";

std::string text(const json::object& params, const char* key) {
  const auto* value = params.if_contains(key);
  return value && value->is_string() ? std::string{value->as_string()} : std::string{};
}
std::int64_t integer(const json::object& params, const char* key) {
  const auto* value = params.if_contains(key);
  return value ? value->as_int64() : 0;
}
bool flag(const json::object& params, const char* key) { return text(params, key) == "true"; }

std::vector<Param> place(const json::object& in) {
  return place_params({.symbol = text(in, "symbol"),
                       .side = text(in, "side"),
                       .type = text(in, "type"),
                       .time_in_force = text(in, "timeInForce"),
                       .quantity = text(in, "quantity"),
                       .price = text(in, "price"),
                       .new_client_order_id = text(in, "newClientOrderId"),
                       .reduce_only = flag(in, "reduceOnly"),
                       .position_side = text(in, "positionSide"),
                       .price_match = text(in, "priceMatch"),
                       .self_trade_prevention_mode = text(in, "selfTradePreventionMode"),
                       .good_till_date_ms = integer(in, "goodTillDate")});
}

std::vector<Param> modify(const json::object& in) {
  ModifyParams change{.symbol = text(in, "symbol"),
                      .side = text(in, "side"),
                      .order = order::OrderId{integer(in, "orderId")},
                      .quantity = text(in, "quantity"),
                      .price = text(in, "price"),
                      .price_match = text(in, "priceMatch"),
                      .reduce_only = flag(in, "reduceOnly"),
                      .modify_id = integer(in, "modifyId")};
  if (in.contains("origClientOrderId")) change.order = order::ClientOrderId{text(in, "origClientOrderId")};
  return modify_params(change);
}

std::vector<Param> algo_place(const json::object& in) {
  return algo_place_params({.symbol = text(in, "symbol"),
                            .side = text(in, "side"),
                            .type = text(in, "type"),
                            .time_in_force = text(in, "timeInForce"),
                            .quantity = text(in, "quantity"),
                            .price = text(in, "price"),
                            .trigger_price = text(in, "triggerPrice"),
                            .activate_price = text(in, "activatePrice"),
                            .callback_rate = text(in, "callbackRate"),
                            .client_algo_id = text(in, "clientAlgoId"),
                            .close_position = flag(in, "closePosition"),
                            .reduce_only = flag(in, "reduceOnly"),
                            .price_protect = flag(in, "priceProtect"),
                            .position_side = text(in, "positionSide"),
                            .working_type = text(in, "workingType"),
                            .price_match = text(in, "priceMatch"),
                            .self_trade_prevention_mode = text(in, "selfTradePreventionMode"),
                            .good_till_date_ms = integer(in, "goodTillDate")});
}

std::vector<Param> algo_cancel(const json::object& in) {
  if (in.contains("algoId")) return algo_cancel_params(order::AlgoId{integer(in, "algoId")});
  return algo_cancel_params(order::ClientOrderId{text(in, "clientAlgoId")});
}

json::object sent(const std::vector<Param>& params) {
  return json::parse(frame_of("1", "m", params)).at("params").as_object();
}

// What we send always, whatever a documented request did.
void add_ours(json::object& documented) {
  if (!documented.contains("selfTradePreventionMode")) {
    documented["selfTradePreventionMode"] = kSelfTradePreventionDefault;
  }
}

// Compares our parameters with those of every documented request of a method, and tells how many there were.
std::size_t compare(const std::string& method,
                    const std::function<std::vector<Param>(const json::object&)>& ours, bool makes_an_order) {
  std::size_t compared = 0;
  for (const auto& file : std::filesystem::directory_iterator{test::kFrames}) {
    const std::string name = file.path().filename();
    if (!name.starts_with(method + ".") || name == "order.place.error_4120.json") continue;
    json::object params = test::read_frame_file(name).at("request").at("params").as_object();
    for (const char* of_the_dialect : {"apiKey", "timestamp", "recvWindow", "signature"}) {
      params.erase(of_the_dialect);
    }
    if (makes_an_order) add_ours(params);
    if (method == "order.place") params["newOrderRespType"] = "ACK";
    EXPECT_EQ(json::value(sent(ours(params))), json::value(params)) << name;
    ++compared;
  }
  return compared;
}

}  // namespace

TEST(OrderParams, AreThoseOfEveryDocumentedRequest) {
  EXPECT_GE(compare("order.place", place, true), 35U);
  EXPECT_GE(compare("order.modify", modify, false), 18U);
  EXPECT_GE(compare("algoOrder.place", algo_place, true), 10U);
  EXPECT_GE(compare("algoOrder.cancel", algo_cancel, false), 4U);
}

TEST(OrderParams, AreSignedAsTheVenueChecksThem) {
  const json::object file = test::read_frame_file("order.place.limit_gtd.json");
  const json::object& request = file.at("request").at("params").as_object();
  std::vector<Param> params = place(request);
  params.push_back({.name = "recvWindow", .value = "3000", .text = false});
  params.push_back({.name = "timestamp", .value = "1795359600000", .text = false});
  params.push_back({.name = "apiKey", .value = kKey});
  EXPECT_EQ(payload(params), file.at("_meta").at("signature_payload").as_string());
  const auto signer = make_signer({.api_key = kKey, .secret = Secret{kSecret}});
  EXPECT_EQ(*signer->sign(payload(params)), request.at("signature").as_string());
}

TEST(OrderParams, AlwaysSayHowSelfTradesArePrevented) {
  for (const char* mode : {"", "EXPIRE_MAKER"}) {
    EXPECT_EQ(sent(place_params({.self_trade_prevention_mode = mode})).at("selfTradePreventionMode"),
              "EXPIRE_MAKER");
    EXPECT_EQ(sent(algo_place_params({.self_trade_prevention_mode = mode})).at("selfTradePreventionMode"),
              "EXPIRE_MAKER");
  }
  EXPECT_EQ(sent(place_params({.self_trade_prevention_mode = "NONE"})).at("selfTradePreventionMode"), "NONE");
}

TEST(OrderParams, LeaveOutWhatWasNotAsked) {
  const json::object params = sent(place_params({.symbol = "ETHUSDT", .side = "BUY", .type = "MARKET"}));
  std::set<std::string> names;
  for (const auto& member : params) names.insert(std::string{member.key()});
  EXPECT_EQ(names,
            (std::set<std::string>{"newOrderRespType", "selfTradePreventionMode", "side", "symbol", "type"}));
}

TEST(OrderParams, CarryNoMalformedUtf8) {
  EXPECT_EQ(sent(place_params({.symbol = "ETH\xFF"})).at("symbol"), "ETH?");
  EXPECT_EQ(sent(algo_cancel_params(order::ClientOrderId{"a\xC3"})).at("clientAlgoId"), "a?");
}

}  // namespace bridge::venue::binance
