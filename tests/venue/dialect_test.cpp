#include "venue/binance/dialect.hpp"

#include "venue/frames.hpp"

#include <gtest/gtest.h>

#include <map>
#include <set>

namespace bridge::venue::binance {

namespace {

namespace json = boost::json;
using order::RequestId;
using order::RequestKind;
using order::TicketId;

constexpr const char* kKey = "k7QdT2mVx9RfLw4ZbNc8HsJp3YgEu6AaXo1KiDtCvBqMzWrFyPhGnSjUe5O0lI2k";
constexpr const char* kSecret = "s3Zq8LmPv1XwKd6TbRf0NyHc5JgUa9EoWi2MxQtCzBkVrFpYhGnSjDlAe7O4uI6s";
const RequestId kCancel{TicketId{17}, 1, RequestKind::Cancel};
const RequestId kStatus{TicketId{17}, 2, RequestKind::Status};

std::unique_ptr<Dialect> dialect(milliseconds recv_window = milliseconds{5000}) {
  return make_dialect({.api_key = kKey, .secret = Secret{kSecret}}, {.recv_window = recv_window});
}

std::string kind(const order::Outcome& outcome) {
  static constexpr const char* names[] = {"Canceled", "Found", "Rejected", "Missing", "Unclear"};
  return names[outcome.index()];
}

Decoded decoded(const std::string& frame) {
  auto result = dialect()->decode(frame);
  if (!result) {
    ADD_FAILURE() << result.error().what << ": " << frame;
    return {};
  }
  return *result;
}

Reply reply(const std::string& frame) {
  const Decoded frame_read = decoded(frame);
  EXPECT_TRUE(std::holds_alternative<Reply>(frame_read.message)) << frame;
  const auto* found = std::get_if<Reply>(&frame_read.message);
  return found ? *found : Reply{};
}

std::string why_unreadable(const std::string& frame) {
  const auto result = dialect()->decode(frame);
  return result ? "read: " + frame : result.error().what;
}

// A status-200 reply whose result is that of order.cancel.by_orderId.json, changed by `change`.
template <class Change>
std::string changed_reply(const std::string& id, Change change) {
  json::value frame = json::parse(test::response_to(id, "order.cancel.by_orderId.json"));
  change(frame.as_object(), frame.at("result").as_object());
  return json::serialize(frame);
}

const std::map<std::string, std::string> kOutcomes{
    {"order.cancel.by_orderId.json", "Canceled"},
    {"order.cancel.by_origClientOrderId.json", "Canceled"},
    {"order.cancel.error_1000_503_unknown.json", "Unclear"},
    {"order.cancel.error_1001_internal.json", "Rejected"},
    {"order.cancel.error_1003_418_banned.json", "Rejected"},
    {"order.cancel.error_1003_429.json", "Rejected"},
    {"order.cancel.error_1006.json", "Unclear"},
    {"order.cancel.error_1007_408.json", "Unclear"},
    {"order.cancel.error_1008_503.json", "Rejected"},
    {"order.cancel.error_1016.json", "Rejected"},
    {"order.cancel.error_1021_ahead.json", "Rejected"},
    {"order.cancel.error_1021_late.json", "Rejected"},
    {"order.cancel.error_1022.json", "Rejected"},
    {"order.cancel.error_1100_illegal_chars.json", "Rejected"},
    {"order.cancel.error_1102_missing_symbol.json", "Rejected"},
    {"order.cancel.error_1102_no_id.json", "Rejected"},
    {"order.cancel.error_1121.json", "Rejected"},
    {"order.cancel.error_2011_on_algo_id.json", "Missing"},
    {"order.cancel.error_2011_unknown_order.json", "Missing"},
    {"order.cancel.error_2014.json", "Rejected"},
    {"order.cancel.error_2015.json", "Rejected"},
    {"order.cancel.error_4015_clid_too_long.json", "Rejected"},
    {"order.cancel.error_5028_me_recvwindow.json", "Rejected"},
    {"order.cancel.legacy_shape.json", "Canceled"},
    {"order.cancel.no_rateLimits.json", "Canceled"},
    {"order.cancel.partially_filled.json", "Canceled"},
    {"order.cancel.session_authenticated.json", "Canceled"},
    {"order.cancel.venue_page_example.json", "Canceled"},
    {"order.status.canceled_after_partial.json", "Found"},
    {"order.status.error_2013.json", "Missing"},
    {"order.status.filled.json", "Found"},
    {"order.status.new.json", "Found"},
};

order::OrderRef ref_of(const json::object& params) {
  if (const auto* id = params.if_contains("orderId")) return order::OrderId{id->as_int64()};
  return order::ClientOrderId{std::string{params.at("origClientOrderId").as_string()}};
}

}  // namespace

using test::kFrames;
using test::read_frame_file;
using test::response_to;

TEST(Dialect, JudgesEveryCapturedReply) {
  std::set<std::string> files;
  for (const auto& file : std::filesystem::directory_iterator{kFrames}) {
    const std::string name = file.path().filename();
    if (name.starts_with("order.cancel.") || name.starts_with("order.status.")) files.insert(name);
  }
  EXPECT_EQ(files.size(), kOutcomes.size());
  for (const std::string& name : files) {
    ASSERT_TRUE(kOutcomes.contains(name)) << name;
    const bool cancel = name.starts_with("order.cancel.");
    const Reply read = reply(response_to(cancel ? "17-1c" : "17-2s", name));
    EXPECT_EQ(read.request, cancel ? kCancel : kStatus) << name;
    EXPECT_EQ(kind(read.outcome), kOutcomes.at(name)) << name;
  }
}

TEST(Dialect, ReproducesEveryCapturedSignedRequest) {
  std::size_t reproduced = 0;
  for (const auto& [name, outcome] : kOutcomes) {
    const json::object params = read_frame_file(name).at("request").at("params").as_object();
    // Ours always have a recvWindow and a signature that is right, and never returnRateLimits.
    if (!params.contains("recvWindow") || !params.contains("signature") ||
        params.contains("returnRateLimits") || name == "order.cancel.error_1022.json") {
      continue;
    }
    const std::string symbol{params.at("symbol").as_string()};
    const Timestamp at = from_ms(params.at("timestamp").as_int64());
    const bool cancel = name.starts_with("order.cancel.");
    const std::string frame = cancel
                                  ? *dialect()->encode(order::SendCancel{kCancel, symbol, ref_of(params)}, at)
                                  : *dialect()->encode(order::AskStatus{kStatus, symbol, ref_of(params)}, at);
    const json::value sent = json::parse(frame);
    EXPECT_EQ(sent.at("params"), json::value(params)) << name;
    EXPECT_EQ(sent.at("method"), cancel ? "order.cancel" : "order.status");
    EXPECT_EQ(sent.at("id"), cancel ? "17-1c" : "17-2s");
    ++reproduced;
  }
  EXPECT_GE(reproduced, 22U);
}

TEST(Dialect, WritesTheWholeFrameInOneOrder) {
  const std::string frame = *dialect()->encode(
      order::SendCancel{kCancel, "ETHUSDT", order::OrderId{8389765500001234567}}, from_ms(1795359600000));
  EXPECT_EQ(frame, std::string{R"({"id":"17-1c","method":"order.cancel","params":{"symbol":"ETHUSDT",)"} +
                       R"("orderId":8389765500001234567,"timestamp":1795359600000,"recvWindow":5000,)" +
                       R"("apiKey":")" + kKey + R"(","signature":)" +
                       R"("251833b8827d6451d3fa0ca8107a26f5b7d389aee56ed3cef708296ae87e466c"}})");
}

// fixspec/venue.md, 9.3: fromId, or startTime.
TEST(Dialect, AsksForTheNextPageByItsIdAlone) {
  const order::OrderRef order{order::ClientOrderId{"fb-1"}};
  const Timestamp at = from_ms(1795359600000);
  const auto target = [&](const order::Request& request) {
    return dialect()->encode_rest(request, at)->target;
  };
  for (const std::int64_t from : {std::int64_t{0}, std::int64_t{7123456789}}) {
    const std::string trades = target(order::AskTrades{kStatus, "ETHUSDT", order, 1795359000000, from});
    const std::string orders =
        target(order::AskAllOrders{kStatus, "ETHUSDT", order::ClientOrderId{"fb-1"}, 1795359000000, from});
    EXPECT_EQ(trades.find("fromId=") != std::string::npos, from != 0) << trades;
    EXPECT_EQ(trades.find("startTime=") != std::string::npos, from == 0) << trades;
    EXPECT_EQ(orders.find("orderId=") != std::string::npos, from != 0) << orders;
    EXPECT_EQ(orders.find("startTime=") != std::string::npos, from == 0) << orders;
  }
}

TEST(Dialect, SweepsOverRestAndKnowsWhatAnAnswerProves) {
  using order::RequestKind;
  const order::OrderRef none{order::OrderId{0}};
  const auto call = [&](const order::Request& request) {
    EXPECT_TRUE(is_over_rest(order::id_of(request).kind));
    auto made = dialect()->encode_rest(request, from_ms(1795359600000));
    EXPECT_EQ(made->method, RestMethod::Delete);
    EXPECT_EQ(made->weight, 1);
    return made->target;
  };
  const order::RequestId open{order::TicketId{17}, 1, RequestKind::SweepOpenOrders};
  const order::RequestId algo{order::TicketId{17}, 2, RequestKind::SweepAlgoOrders};
  EXPECT_TRUE(call(order::SweepOpenOrders{open, "ETHUSDT", none})
                  .starts_with("/fapi/v1/allOpenOrders?symbol=ETHUSDT&recvWindow="));
  EXPECT_TRUE(call(order::SweepAlgoOrders{algo, "ETHUSDT", none})
                  .starts_with("/fapi/v1/algoOpenOrders?symbol=ETHUSDT&recvWindow="));
  for (const auto kind : {RequestKind::SweepOpenOrders, RequestKind::SweepAlgoOrders}) {
    const auto read = [&](int status, std::string_view body) {
      return dialect()->read_rest(kind, status, body, 0);
    };
    const char* taken = R"({"code":200,"msg":"The operation of cancel all open order is done."})";
    EXPECT_TRUE(std::holds_alternative<order::Swept>(read(200, taken)));
    EXPECT_TRUE(std::holds_alternative<order::Unclear>(read(200, R"({"code":-1000,"msg":"?"})")));
    EXPECT_TRUE(std::holds_alternative<order::Unclear>(read(200, "<html>")));
    EXPECT_TRUE(std::holds_alternative<order::Unclear>(read(502, "<html>Bad Gateway</html>")));
    const auto refused = read(400, R"({"code":-1121,"msg":"Invalid symbol."})");
    ASSERT_TRUE(std::holds_alternative<order::Rejected>(refused));
    EXPECT_TRUE(std::get<order::Rejected>(refused).error.unknown_symbol);
  }
}

TEST(Dialect, SetsACountdownAndKnowsWhenItIsSet) {
  const Countdown countdown{"ETHUSDT", milliseconds{120000}};
  const auto call = dialect()->encode_countdown(countdown, from_ms(1795359600000));
  ASSERT_TRUE(call);
  EXPECT_TRUE(call->target.starts_with("/fapi/v1/countdownCancelAll?symbol=ETHUSDT&countdownTime=120000&"));
  EXPECT_EQ(call->method, RestMethod::Post);
  EXPECT_EQ(call->weight, 10);
  const auto read = [&](int status, std::string_view body) {
    return dialect()->read_countdown(countdown, status, body);
  };
  EXPECT_FALSE(read(200, R"({"symbol":"ETHUSDT","countdownTime":"120000"})"));
  for (const char* body : {R"({"symbol":"BTCUSDT","countdownTime":"120000"})",
                           R"({"symbol":"ETHUSDT","countdownTime":"0"})", "<html>"}) {
    ASSERT_TRUE(read(200, body)) << body;
    EXPECT_TRUE(read(200, body)->may_be_set) << "nobody has said that it was not";
  }
  const auto refused = read(400, R"({"code":-1121,"msg":"Invalid symbol."})");
  ASSERT_TRUE(refused);
  EXPECT_FALSE(refused->may_be_set);
  EXPECT_EQ(refused->error.code, -1121);
  EXPECT_TRUE(
      read(503, R"({"code":-1000,"msg":"Unknown error, please check your request or try again later."})")
          ->may_be_set);
}

TEST(Dialect, EscapesWhatAClientWrote) {
  const std::string id = "a\"b\\c\n,\"symbol\":\"X";
  const std::string frame = *dialect()->encode(
      order::AskStatus{kStatus, "测试USDT", order::ClientOrderId{id}}, from_ms(1795359600000));
  const json::value sent = json::parse(frame);
  EXPECT_EQ(sent.at("params").at("origClientOrderId"), json::value(id));
  EXPECT_EQ(sent.at("params").at("symbol"), "测试USDT");
  EXPECT_NE(frame.find("测试USDT"), std::string::npos);
}

TEST(Dialect, LetsNoMalformedUtf8OntoTheLink) {
  const std::string frame =
      *dialect()->encode(order::SendCancel{kCancel, "ETH\xFF", order::OrderId{1}}, from_ms(1795359600000));
  EXPECT_EQ(json::parse(frame).at("params").at("symbol"), "ETH?");
}

TEST(Dialect, AsksForTheTimeWithoutCredentials) {
  EXPECT_EQ(dialect()->ask_time("t1"), R"({"id":"t1","method":"session.status"})");
}

TEST(Dialect, ReadsTheServersTime) {
  const Decoded read = decoded(response_to("t1", "session.status.json"));
  const auto* time = std::get_if<SessionReply>(&read.message);
  ASSERT_NE(time, nullptr);
  EXPECT_EQ(time->id, "t1");
  EXPECT_EQ(time->server_time_ms, 1795359605003);
  ASSERT_EQ(read.rate_limits.size(), 1U);
  EXPECT_EQ(read.rate_limits[0].type, "REQUEST_WEIGHT");
  EXPECT_EQ(read.rate_limits[0].interval, "MINUTE");
  EXPECT_EQ(read.rate_limits[0].interval_num, 1);
  EXPECT_EQ(read.rate_limits[0].limit, 2400);
  EXPECT_EQ(read.rate_limits[0].count, 11);
}

TEST(Dialect, TakesANumberForNoIdOfOurs) {
  const auto own = json::serialize(read_frame_file("session.status.json").at("response"));
  EXPECT_TRUE(std::holds_alternative<Stray>(decoded(own).message));
}

// A frame of ours that was no JSON: nobody knows which, so no ticket may be doubted for it.
TEST(Dialect, TakesAComplaintAboutNoRequestForAStray) {
  const auto frame = json::serialize(read_frame_file("protocol.error_malformed_json.json").at("response"));
  const Decoded read = decoded(frame);
  const auto* stray = std::get_if<Stray>(&read.message);
  ASSERT_NE(stray, nullptr);
  ASSERT_TRUE(stray->error);
  EXPECT_EQ(stray->error->code, -1000);
}

TEST(Dialect, PassesOverACounterThatCountsNothing) {
  for (const char* file :
       {"order.place.error_2027_limit_minus_one.json", "order.modify.error_2013_limit_minus_one.json"}) {
    const Decoded read = decoded(response_to("17-1c", file));
    EXPECT_FALSE(read.rate_limits.empty()) << file;
    for (const RateLimit& limit : read.rate_limits) EXPECT_EQ(limit.type, "ORDERS") << file;
  }
}

TEST(Dialect, HearsTheVenueShutDown) {
  const auto frame = json::serialize(read_frame_file("event.serverShutdown.json").at("response"));
  EXPECT_TRUE(std::holds_alternative<Shutdown>(decoded(frame).message));
}

TEST(Dialect, TakesOtherEventsAndForeignIdsForStrays) {
  for (const char* frame : {R"({"event":{"e":"news"}})", R"({})", R"({"id":7,"status":200,"result":{}})",
                            R"({"id":"5633b6a2-90a9","status":200,"result":{}})", R"({"id":["17-1c"]})",
                            R"({"id":1.5,"status":200,"result":{}})", R"({"event":"serverShutdown"})"}) {
    EXPECT_TRUE(std::holds_alternative<Stray>(decoded(frame).message)) << frame;
  }
}

TEST(Dialect, AcceptsTheVenuePagesExampleWhole) {
  const Reply read = reply(response_to("17-1c", "order.cancel.venue_page_example.json"));
  const auto& order = *std::get<order::Canceled>(read.outcome).order;
  EXPECT_EQ(order.order_id, order::OrderId{283194212});
  EXPECT_EQ(order.client_order_id, "myOrder1");
  EXPECT_EQ(order.symbol, "BTCUSDT");
  EXPECT_EQ(order.status, order::OrderStatus::Canceled);
  EXPECT_EQ(order.status_text, "CANCELED");
  EXPECT_EQ(order.side, "BUY");
  EXPECT_EQ(order.position_side, "SHORT");
  EXPECT_EQ(order.type, "TRAILING_STOP_MARKET");
  EXPECT_EQ(order.orig_type, "TRAILING_STOP_MARKET");
  EXPECT_EQ(order.time_in_force, "GTC");
  EXPECT_EQ(order.price, "0");
  EXPECT_EQ(order.stop_price, "9300");
  EXPECT_EQ(order.orig_qty, "11");
  EXPECT_EQ(order.executed_qty, "0");
  EXPECT_EQ(order.avg_price, std::nullopt);
  EXPECT_EQ(order.cum_quote, "0");
  EXPECT_EQ(order.activate_price, "9020");
  EXPECT_EQ(order.price_rate, "0.3");
  EXPECT_EQ(order.working_type, "CONTRACT_PRICE");
  EXPECT_EQ(order.price_match, "NONE");
  EXPECT_EQ(order.self_trade_prevention_mode, "NONE");
  EXPECT_EQ(order.good_till_date_ms, 0);
  EXPECT_EQ(order.update_time_ms, 1571110484038);
  EXPECT_FALSE(order.reduce_only || order.close_position || order.price_protect);
}

TEST(Dialect, KeepsOrderIdsBeyond53Bits) {
  const Reply read = reply(response_to("17-2s", "order.status.filled.json"));
  const auto& order = *std::get<order::Found>(read.outcome).order;
  EXPECT_EQ(order.order_id, order::OrderId{8389765500001234567});
  EXPECT_EQ(order.status, order::OrderStatus::Filled);
  EXPECT_EQ(order.avg_price, "3120.48000");
  EXPECT_EQ(order.time_ms, 1795359595000);
}

TEST(Dialect, ReadsWhenABanEnds) {
  const Reply read = reply(response_to("17-1c", "order.cancel.error_1003_418_banned.json"));
  const auto& error = std::get<order::Rejected>(read.outcome).error;
  EXPECT_EQ(error.status, 418);
  EXPECT_EQ(error.retry_after_ms, 1795359720000);
  EXPECT_EQ(error.reason, order::RejectReason::VenueOption);
}

TEST(Dialect, DoubtsACancelThatIsNotCanceled) {
  for (const char* status : {"NEW", "FILLED", "PARTIALLY_FILLED", "EXPIRED", "SOMETHING_NEW", "canceled"}) {
    const auto frame = changed_reply("17-1c", [&](json::object&, json::object& r) { r["status"] = status; });
    EXPECT_EQ(kind(reply(frame).outcome), "Unclear") << status;
  }
}

TEST(Dialect, FindsAnOrderWhoseStatusItHasNotMet) {
  const auto frame =
      changed_reply("17-2s", [](json::object&, json::object& r) { r["status"] = "NEW_INSURANCE"; });
  const Reply read = reply(frame);
  const auto& order = *std::get<order::Found>(read.outcome).order;
  EXPECT_EQ(order.status, order::OrderStatus::Unknown);
  EXPECT_EQ(order.status_text, "NEW_INSURANCE");
}

TEST(Dialect, FindsMembersInWhateverOrderTheyCome) {
  const auto text_of = [](const std::string& frame) {
    const Reply read = reply(frame);
    const auto& order = *std::get<order::Canceled>(read.outcome).order;
    return order.client_order_id + " " + order.executed_qty + " " + std::to_string(order.order_id.value()) +
           " " + order.orig_qty + " " + order.side + " " + order.symbol + " " + order.price_match + " " +
           std::to_string(order.update_time_ms);
  };
  const auto reversed = changed_reply("17-1c", [](json::object&, json::object& r) {
    const json::object as_sent = r;
    r.clear();
    for (std::size_t i = as_sent.size(); i-- > 0;) r.insert(as_sent.begin()[i]);
  });
  EXPECT_EQ(text_of(reversed), text_of(response_to("17-1c", "order.cancel.by_orderId.json")));
}

TEST(Dialect, DoubtsAResultThatLacksWhatWeRelyOn) {
  for (const char* id : {"17-1c", "17-2s"}) {
    for (const char* key : {"orderId", "symbol", "status", "origQty", "executedQty"}) {
      const auto gone = changed_reply(id, [&](json::object&, json::object& r) { r.erase(key); });
      EXPECT_EQ(kind(reply(gone).outcome), "Unclear") << key;
      const auto null = changed_reply(id, [&](json::object&, json::object& r) { r[key] = nullptr; });
      EXPECT_EQ(kind(reply(null).outcome), "Unclear") << key;
      const auto wrong = changed_reply(id, [&](json::object&, json::object& r) { r[key] = json::array{1}; });
      EXPECT_EQ(kind(reply(wrong).outcome), "Unclear") << key;
    }
  }
}

TEST(Dialect, DoubtsAnOrderIdThatIsNoInt64) {
  const std::string whole = response_to("17-1c", "order.cancel.by_orderId.json");
  const std::string digits = "8389765500001234567";
  for (const char* other : {"8389765500001234567.0", "8.389765500001234567e18", "9223372036854775808",
                            "99999999999999999999999", "-1", "0", "\"8389765500001234567\"", "true"}) {
    std::string frame = whole;
    frame.replace(frame.find(digits), digits.size(), other);
    EXPECT_EQ(kind(reply(frame).outcome), "Unclear") << other;
  }
}

TEST(Dialect, DoubtsAReplyThatSaysBothOrNeither) {
  for (const char* frame :
       {R"({"id":"17-1c","status":200,"result":{},"error":{"code":-2011,"msg":"x"}})",
        R"({"id":"17-1c","status":200})", R"({"id":"17-1c"})", R"({"id":"17-1c","status":200,"result":null})",
        R"({"id":"17-1c","status":200,"result":[]})", R"({"id":"17-1c","status":400,"error":"no"})",
        R"({"id":"17-1c","status":400,"error":{}})",
        R"({"id":"17-1c","status":"400","error":{"code":-1022}})",
        R"({"id":"17-1c","error":{"code":-2011,"msg":"Unknown order sent."}})",
        R"({"id":"17-1c","status":400.0,"error":{"code":-1022,"msg":"x"}})"}) {
    EXPECT_EQ(kind(reply(frame).outcome), "Unclear") << frame;
  }
}

TEST(Dialect, DoubtsAResultUnderAnotherStatus) {
  const auto frame = changed_reply("17-1c", [](json::object& f, json::object&) { f["status"] = 202; });
  EXPECT_EQ(kind(reply(frame).outcome), "Unclear");
}

TEST(Dialect, LeavesOutWhatCannotStandInAFixField) {
  const auto frame = changed_reply("17-1c", [](json::object&, json::object& r) {
    r["side"] = std::string{"BUY\x01"} + "39=2";
    r["price"] = "1e5";
    r["clientOrderId"] = std::string(100, 'x');
    r["updateTime"] = INT64_MAX;
    r["reduceOnly"] = "true";
  });
  const Reply read = reply(frame);
  const auto& order = *std::get<order::Canceled>(read.outcome).order;
  EXPECT_EQ(order.side, "");
  EXPECT_EQ(order.price, "");
  EXPECT_EQ(order.client_order_id, "");
  EXPECT_EQ(order.update_time_ms, 0);
  EXPECT_FALSE(order.reduce_only);
}

TEST(Dialect, ReadsNoFrameThatSaysAThingTwice) {
  EXPECT_NE(why_unreadable(R"({"id":"17-1c","id":"18-1c","status":200})").find("twice"), std::string::npos);
  EXPECT_NE(
      why_unreadable(R"({"id":"17-1c","result":{"status":"NEW","sta\u0074us":"CANCELED"}})").find("twice"),
      std::string::npos);
  // Colons and quotes inside of strings are text.
  EXPECT_TRUE(dialect()->decode(R"({"id":"a\":\"b:\\","x":[{"k":1},{"k":2}]})"));
}

TEST(Dialect, ReadsNoFrameThatIsNotJsonOrTooMuchOfIt) {
  for (const std::string& frame :
       {std::string{}, std::string{"pong"}, std::string{"{\"id\":"}, std::string{"{} {}"}, std::string{"[]"},
        std::string{"17"}, std::string{"{\"a\":\"\xFF\"}"}, std::string{"{\"a\":NaN}"},
        "{\"a\":" + std::string(16, '[') + std::string(16, ']') + "}", std::string(100'000, '['),
        "{\"a\":\"" + std::string(1U << 20U, 'x') + "\"}"}) {
    EXPECT_FALSE(dialect()->decode(frame)) << frame.substr(0, 50);
  }
  EXPECT_TRUE(dialect()->decode("{\"a\":" + std::string(15, '[') + std::string(15, ']') + "}"));
}

TEST(Dialect, MasksKeyAndSignature) {
  const std::string frame =
      *dialect()->encode(order::SendCancel{kCancel, "ETHUSDT", order::OrderId{1}}, from_ms(1795359600000));
  const std::string masked = dialect()->masked(frame);
  EXPECT_EQ(masked, R"({"id":"17-1c","method":"order.cancel","params":{"symbol":"ETHUSDT","orderId":1,)"
                    R"("timestamp":1795359600000,"recvWindow":5000,"apiKey":"***","signature":"***"}})");
  EXPECT_EQ(dialect()->masked(R"([{"result":{"apiKey":["k"],"listenKey":"l","serverTime":1}}])"),
            R"([{"result":{"apiKey":"***","listenKey":"***","serverTime":1}}])");
  EXPECT_EQ(dialect()->masked(R"({"apiKey":"k)"), "(unreadable frame, 12 bytes)");
}

TEST(Dialect, NeedsAKeyASecretAndASensibleWindow) {
  const auto build = [](const char* key, const char* secret, int window) {
    (void)make_dialect({.api_key = key, .secret = Secret{secret}}, {.recv_window = milliseconds{window}});
  };
  EXPECT_NO_THROW(build(kKey, kSecret, 60000));
  EXPECT_THROW(build("", kSecret, 5000), std::runtime_error);
  EXPECT_THROW(build("key\n", kSecret, 5000), std::runtime_error);
  EXPECT_THROW(build(kKey, "", 5000), std::runtime_error);
  EXPECT_THROW(build(kKey, kSecret, 0), std::runtime_error);
  EXPECT_THROW(build(kKey, kSecret, 60001), std::runtime_error);
}

}  // namespace bridge::venue::binance
