// What is sent for conditional orders, and what their answers prove, by the documented frames.
#include "base/decimal.hpp"
#include "venue/binance/dialect.hpp"
#include "venue/frames.hpp"

#include <gtest/gtest.h>

#include <string>

namespace bridge::venue::binance {
namespace {

namespace json = boost::json;
using order::OrderTerms;
using order::OrdType;
using order::RequestId;
using order::RequestKind;
using order::TicketId;
using test::read_frame_file;
using test::response_to;

const RequestId kPlace{TicketId{17}, 1, RequestKind::AlgoPlace};
const RequestId kCancel{TicketId{17}, 2, RequestKind::AlgoCancel};
const RequestId kQuestion{TicketId{17}, 3, RequestKind::AlgoStatus};
const Timestamp kAt = from_ms(1795359600000);

std::unique_ptr<Dialect> dialect() {
  return make_dialect({.api_key = "key", .secret = Secret{"secret"}}, {.recv_window = milliseconds{5000}});
}

// What a frame says of the order, without what every signed request has.
json::object about_the_order(json::object params) {
  for (const char* common : {"timestamp", "recvWindow", "apiKey", "signature"}) params.erase(common);
  return params;
}
json::object said(const std::string& frame, const char* method) {
  const json::value sent = json::parse(frame);
  EXPECT_EQ(sent.at("method"), method);
  return about_the_order(sent.at("params").as_object());
}

OrderTerms stop(OrdType type, std::string price = "") {
  OrderTerms terms;
  terms.type = type;
  terms.time_in_force = order::TimeInForce::GoodTillCancel;
  terms.order_qty = "0.250";
  terms.stop_px = "2990.00";
  terms.price = std::move(price);
  return terms;
}

json::object placed(const OrderTerms& terms, char side = '2') {
  return said(*dialect()->encode(
                  order::SendAlgoPlace{kPlace, "ETHUSDT", order::ClientOrderId{"FIX-A-7"}, side, terms}, kAt),
              "algoOrder.place");
}

// The frame's parameters, with the self-trade prevention that is always sent.
json::object documented(const std::string& file) {
  json::object params = about_the_order(read_frame_file(file).at("request").at("params").as_object());
  if (!params.contains("selfTradePreventionMode")) params["selfTradePreventionMode"] = "EXPIRE_MAKER";
  return params;
}

TEST(AlgoDialect, PlacesAStop) {
  OrderTerms terms = stop(OrdType::Stop);
  terms.working_type = "MARK_PRICE";
  terms.price_protect = true;
  terms.reduce_only = true;
  EXPECT_EQ(placed(terms), documented("algoOrder.place.json"));
}

TEST(AlgoDialect, PlacesEachTypeByItsWord) {
  const auto type_of = [](const OrderTerms& terms) { return placed(terms).at("type"); };
  EXPECT_EQ(type_of(stop(OrdType::Stop)), "STOP_MARKET");
  EXPECT_EQ(type_of(stop(OrdType::StopLimit, "2985.00")), "STOP");
  EXPECT_EQ(type_of(stop(OrdType::TakeProfit)), "TAKE_PROFIT_MARKET");
  EXPECT_EQ(type_of(stop(OrdType::TakeProfitLimit, "2985.00")), "TAKE_PROFIT");
  EXPECT_EQ(type_of(stop(OrdType::TrailingStop)), "TRAILING_STOP_MARKET");
  const json::object limit = placed(stop(OrdType::StopLimit, "2985.00"), '1');
  EXPECT_EQ(limit.at("side"), "BUY");
  EXPECT_EQ(limit.at("price"), "2985.00");
  EXPECT_EQ(limit.at("timeInForce"), "GTC");
  EXPECT_FALSE(placed(stop(OrdType::Stop)).contains("timeInForce")) << "it is a market order once triggered";
}

TEST(AlgoDialect, PlacesATrailingStopByItsPercentage) {
  OrderTerms terms = stop(OrdType::TrailingStop);
  terms.stop_px.clear();
  terms.activate_price = "3150.00";
  terms.callback_bips = "50";
  terms.working_type = "MARK_PRICE";
  json::object sent = placed(terms);
  json::object expected = documented("algoOrder.place.trailing.json");
  const auto rate = [](const json::object& params) -> std::string_view {
    return params.at("callbackRate").as_string();
  };
  EXPECT_TRUE(compare(rate(sent), rate(expected)) == 0) << rate(sent);
  sent.erase("callbackRate");
  expected.erase("callbackRate");
  EXPECT_EQ(sent, expected);
}

TEST(AlgoDialect, SendsNoQuantityOfAnOrderThatClosesAPosition) {
  OrderTerms terms = stop(OrdType::TakeProfit);
  terms.close_position = true;
  EXPECT_FALSE(placed(terms).contains("quantity"));
  EXPECT_EQ(placed(terms).at("closePosition"), "true");
}

TEST(AlgoDialect, CancelsByOneId) {
  order::SendAlgoCancel cancel{kCancel, "ETHUSDT", order::ClientOrderId{"FIX-A-7"}, {}};
  const auto sent = [&] { return said(*dialect()->encode(cancel, kAt), "algoOrder.cancel"); };
  const auto frame = [](const char* file) {
    return about_the_order(read_frame_file(file).at("request").at("params").as_object());
  };
  EXPECT_EQ(sent(), frame("algoOrder.cancel.by_clientAlgoId.json"));
  cancel.algo_id = order::AlgoId{2000000912345678};
  EXPECT_EQ(sent(), frame("algoOrder.cancel.json"));
}

TEST(AlgoDialect, AsksOverRest) {
  EXPECT_TRUE(is_over_rest(RequestKind::AlgoStatus));
  order::AskAlgoStatus question{kQuestion, "ETHUSDT", order::ClientOrderId{"FIX-A-7"}, {}};
  EXPECT_TRUE(
      dialect()->encode_rest(question, kAt)->target.starts_with("/fapi/v1/algoOrder?clientAlgoId=FIX-A-7&"));
  question.algo_id = order::AlgoId{7};
  EXPECT_TRUE(dialect()->encode_rest(question, kAt)->target.starts_with("/fapi/v1/algoOrder?algoId=7&"));
}

order::Outcome answered(const RequestId& request, const std::string& id, const std::string& file) {
  const auto frame = dialect()->decode(response_to(id, file));
  const auto& reply = std::get<Reply>(frame->message);
  EXPECT_EQ(reply.request, request) << file;
  return reply.outcome;
}

TEST(AlgoDialect, ReadsWhatAPlaceAnswers) {
  const auto outcome = answered(kPlace, "17-1n", "algoOrder.place.json");
  const order::AlgoOrder& order = std::get<order::AlgoFound>(outcome).order;
  EXPECT_EQ(order.algo_id, order::AlgoId{2000000912345678});
  EXPECT_EQ(order.client_algo_id, "FIX-A-7");
  EXPECT_EQ(order.status, order::AlgoStatus::New);
  for (const auto& [file, code, reason] :
       {std::tuple{"algoOrder.place.error_2021_immediate.json", -2021, order::OrdRejReason::Other},
        std::tuple{"algoOrder.place.error_4045_max_stop.json", -4045, order::OrdRejReason::ExceedsLimit},
        std::tuple{"algoOrder.place.error_4116_dup.json", -4116, order::OrdRejReason::DuplicateOrder},
        std::tuple{"algoOrder.place.error_4137_qty_with_close.json", -4137,
                   order::OrdRejReason::UnsupportedCharacteristic}}) {
    const auto refused = answered(kPlace, "17-1n", file);
    ASSERT_TRUE(std::holds_alternative<order::Rejected>(refused)) << file;
    EXPECT_EQ(std::get<order::Rejected>(refused).error.code, code);
    EXPECT_EQ(std::get<order::Rejected>(refused).error.ord_rej_reason, reason) << file;
  }
  EXPECT_TRUE(std::holds_alternative<order::Unclear>(
      answered(kPlace, "17-1n", "algoOrder.place.error_1007_408.json")));
}

TEST(AlgoDialect, ReadsWhatACancelAnswers) {
  const auto canceled = answered(kCancel, "17-2k", "algoOrder.cancel.json");
  EXPECT_EQ(std::get<order::AlgoCanceled>(canceled).client_algo_id, "FIX-A-7");
  const auto triggering = answered(kCancel, "17-2k", "algoOrder.cancel.error_4117_triggering.json");
  EXPECT_EQ(std::get<order::Rejected>(triggering).error.code, -4117);
  EXPECT_TRUE(std::holds_alternative<order::Missing>(
      answered(kCancel, "17-2k", "algoOrder.cancel.error_2011_unknown.json")));
}

TEST(AlgoDialect, ReadsWhatAQuestionAnswers) {
  const json::value file = read_frame_file("rest.algoOrder.get.json");
  const std::string body = json::serialize(file.at("response").at("body"));
  const auto found = dialect()->read_rest(RequestKind::AlgoStatus, 200, body, 0);
  const order::AlgoOrder& order = std::get<order::AlgoFound>(found).order;
  EXPECT_EQ(order.status, order::AlgoStatus::Finished);
  EXPECT_EQ(order.child, order::OrderId{8389765500001239999});
  EXPECT_TRUE(std::holds_alternative<order::Missing>(dialect()->read_rest(
      RequestKind::AlgoStatus, 400, R"({"code":-2013,"msg":"Order does not exist."})", 0)));
  EXPECT_TRUE(
      std::holds_alternative<order::Unclear>(dialect()->read_rest(RequestKind::AlgoStatus, 200, "{}", 0)));
}

}  // namespace
}  // namespace bridge::venue::binance
