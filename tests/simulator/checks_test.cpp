// The venue's checks that the documented frames do not show.
#include "simulator/orders.hpp"
#include "simulator/requests.hpp"
#include "simulator/said.hpp"
#include "simulator/signing.hpp"

#include <boost/json.hpp>
#include <gmock/gmock.h>

namespace bridge::simulator::test {
namespace {

namespace json = boost::json;
using testing::HasSubstr;

class Checks : public testing::Test {
 protected:
  Checks() { book_.put(documented_order(), kNow); }

  json::object ask(const std::string& frame, Timestamp at = kNow) {
    return json::parse(said(requests_.answer(frame, visit_, at))).as_object();
  }
  // A sound cancel with `changes` on top, signed.
  json::object cancel(const Params& changes, const std::string& method = "order.cancel") {
    return ask(signed_request("1", method, params(changes)));
  }
  static Params params(const Params& changes) {
    Params all{{"symbol", "\"ETHUSDT\""},
               {"orderId", "8389765500001234567"},
               {"timestamp", std::to_string(to_ms(kNow))},
               {"recvWindow", "5000"}};
    for (const auto& [name, value] : changes) {
      if (value.empty()) {
        all.erase(name);
      } else {
        all[name] = value;
      }
    }
    return all;
  }
  static std::int64_t code(const json::object& reply) {
    return reply.contains("error") ? reply.at("error").at("code").as_int64() : 0;
  }
  static std::string msg(const json::object& reply) {
    return std::string{reply.at("error").at("msg").as_string()};
  }
  static std::int64_t count(const json::object& reply) {
    return reply.at("rateLimits").at(0).at("count").as_int64();
  }

  const KeyRing keys_{{{.api_key = Keys{}.api_key, .type = KeyType::Hmac, .secret = Keys{}.secret}}};
  Book book_;
  Requests requests_{keys_, 2400, book_};
  Visit visit_{.connected_since = kNow, .return_rate_limits = true};
};

TEST_F(Checks, AnswerMalformedJsonWithANullId) {
  for (const char* frame : {"", "{", "[]", "17", R"({"id":1,"method":"order.cancel"} trailing)", "\xff"}) {
    const json::object reply = ask(frame);
    EXPECT_TRUE(reply.at("id").is_null()) << frame;
    EXPECT_EQ(reply.at("status"), 400) << frame;
    EXPECT_EQ(code(reply), -1135) << frame;
  }
}

TEST_F(Checks, EchoTheIdAsItCame) {
  for (const char* id :
       {"17", "\"a\\\"b\"", "null", "9007199254740993", "-1", "18446744073709551615", "\"\""}) {
    const auto answer = requests_.answer(request(id, "session.status", {}), visit_, kNow);
    EXPECT_EQ(said(answer).rfind(std::string{R"({"id":)"} + id + ',', 0), 0U) << said(answer);
  }
}

TEST_F(Checks, RefuseAnIdThatIsNeitherNumberNorText) {
  for (const char* id : {"1.5", "{}", "[1]", "true"}) {
    const json::object reply = ask(request(id, "session.status", {}));
    EXPECT_EQ(code(reply), -1130) << id;
    EXPECT_TRUE(reply.at("id").is_null()) << id;
  }
}

TEST_F(Checks, RefuseARequestWithoutAMethod) {
  EXPECT_EQ(msg(ask(R"({"id":1})")),
            "Mandatory parameter 'method' was not sent, was empty/null, or malformed.");
  EXPECT_EQ(code(ask(R"({"id":1,"method":7})")), -1102);
  EXPECT_EQ(code(ask(R"({"id":1,"method":"session.status","params":[]})")), -1130);
}

TEST_F(Checks, TakeAMethodWithItsVersion) {
  EXPECT_EQ(ask(request("1", "v1/session.status", {})).at("status"), 200);
  EXPECT_EQ(msg(ask(request("1", "v2/order.cancel", {}))), "Method v2/order.cancel is invalid");
  EXPECT_EQ(msg(ask(request("1", "ORDER.CANCEL", {}))), "Method v1/ORDER.CANCEL is invalid");
  EXPECT_EQ(msg(ask(request("1", "order.amend", {}))), "Method v1/order.amend is invalid");
}

TEST_F(Checks, NameTheMandatoryParameterThatIsMissing) {
  for (const std::string name : {"symbol", "timestamp"}) {
    const std::string text = "Mandatory parameter '" + name + "' was not sent, was empty/null, or malformed.";
    for (const char* value : {"", "null", "\"\"", "true"}) {
      const json::object reply = cancel({{name, value}});
      EXPECT_EQ(code(reply), -1102) << name << ' ' << value;
      EXPECT_EQ(msg(reply), text) << value;
    }
  }
}

TEST_F(Checks, NameTheCredentialThatIsMissing) {
  EXPECT_THAT(msg(ask(request("1", "order.cancel", params({})))), HasSubstr("'apiKey'"));
  EXPECT_THAT(msg(ask(request("1", "order.cancel", params({{"apiKey", '"' + Keys{}.api_key + '"'}})))),
              HasSubstr("'signature'"));
}

TEST_F(Checks, AskForOneOfTheIds) {
  for (const Params& ids : {Params{{"orderId", ""}}, Params{{"orderId", "null"}},
                            Params{{"orderId", ""}, {"origClientOrderId", "\"\""}}}) {
    EXPECT_EQ(msg(cancel(ids)),
              "Param 'origClientOrderId' or 'orderId' must be sent, but both were empty/null!");
  }
}

TEST_F(Checks, RefuseParametersOfTheWrongType) {
  for (const char* id :
       {"\"8389765500001234567x\"", "\" 1\"", "\"1.0\"", "\"9223372036854775808\"", "true"}) {
    EXPECT_EQ(code(cancel({{"orderId", id}})), -1130) << id;
  }
  EXPECT_EQ(code(cancel({{"orderId", "8389765500001234567.0"}})), -1130);
  EXPECT_EQ(code(cancel({{"orderId", "9223372036854775808"}})), -1130);
  EXPECT_EQ(code(cancel({{"orderId", ""}, {"origClientOrderId", "17"}})), -1130);
  EXPECT_EQ(code(cancel({{"recvWindow", "\"5s\""}})), -1130);
  EXPECT_EQ(code(cancel({{"returnRateLimits", "\"false\""}})), -1130);
  EXPECT_EQ(code(cancel({{"price", "1.5"}})), -1130);
}

// As the venue's JavaScript connector sends them.
TEST_F(Checks, TakeIntegersInQuotes) {
  const json::object reply = cancel({{"orderId", "\"8389765500001234567\""},
                                     {"recvWindow", "\"5000\""},
                                     {"timestamp", '"' + std::to_string(to_ms(kNow)) + '"'}});
  EXPECT_EQ(reply.at("status"), 200);
  EXPECT_EQ(reply.at("result").at("orderId"), 8389765500001234567);
}

TEST_F(Checks, JudgeTheKeyBeforeTheSignature) {
  const auto with_key = [&](const std::string& key) {
    return code(ask(signed_request("1", "order.cancel", params({}), {.api_key = key, .secret = "wrong"})));
  };
  EXPECT_EQ(with_key("short"), -2014);
  EXPECT_EQ(with_key(std::string(63, 'a') + "!"), -2014);
  EXPECT_EQ(with_key(std::string(64, 'a')), -2015);
  EXPECT_EQ(with_key(Keys{}.api_key), -1022);
}

TEST_F(Checks, TakeASignatureInCapitals) {
  Params all = params({});
  all["apiKey"] = '"' + Keys{}.api_key + '"';
  std::string hex = hmac_hex(Keys{}.secret, "apiKey=" + Keys{}.api_key +
                                                "&orderId=8389765500001234567&recvWindow=5000&symbol=ETHUSDT"
                                                "&timestamp=1795359600057");
  for (char& c : hex) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  all["signature"] = '"' + hex + '"';
  EXPECT_EQ(ask(request("1", "order.cancel", all)).at("status"), 200);
}

TEST_F(Checks, RefuseASignatureThatIsNoDigest) {
  for (const std::string& bad : {std::string{"x"}, std::string(64, 'g'), std::string(66, '0')}) {
    Params all = params({{"signature", '"' + bad + '"'}});
    all["apiKey"] = '"' + Keys{}.api_key + '"';
    EXPECT_EQ(code(ask(request("1", "order.cancel", all))), -1022) << bad;
  }
}

// The vectors "own-cancel-colon-slash" (fixspec/venue.md, 3.3): ':' and '/' are signed raw, never
// percent-encoded.
TEST_F(Checks, RefuseAPercentEncodedSignature) {
  Order order = documented_order();
  order.order_id = 5;
  order.client_order_id = "A:B/C";
  book_.put(order, kNow);
  const auto answer_to = [&](const std::string& signature) {
    return ask(request("1", "order.cancel",
                       {{"symbol", "\"ETHUSDT\""},
                        {"origClientOrderId", "\"A:B/C\""},
                        {"timestamp", "1795359600000"},
                        {"recvWindow", "5000"},
                        {"apiKey", '"' + Keys{}.api_key + '"'},
                        {"signature", '"' + signature + '"'}}));
  };
  EXPECT_EQ(code(answer_to("fa0e3cf833902cec9cbe68a47a665d75d75673241681bae0baa508b7c0b32756")), -1022);
  EXPECT_EQ(answer_to("46299c093e94b6f6e40a88ef052cd4fb055f8149c29a841c679e5e51104547ad").at("status"), 200);
}

TEST_F(Checks, AcceptATimestampWithinItsWindow) {
  const std::int64_t server = to_ms(kNow);
  const auto code_at = [&](std::int64_t timestamp, const char* recv_window) {
    return code(
        cancel({{"timestamp", std::to_string(timestamp)}, {"recvWindow", recv_window}}, "order.status"));
  };
  EXPECT_EQ(code_at(server - 5000, "5000"), 0);
  EXPECT_EQ(code_at(server - 5001, "5000"), -1021);
  EXPECT_EQ(code_at(server - 5000, ""), 0);
  EXPECT_EQ(code_at(server - 5001, ""), -1021);
  EXPECT_EQ(code_at(server + 999, "5000"), 0);
  EXPECT_EQ(code_at(server + 1000, "5000"), -1021);
  EXPECT_EQ(code_at(server - 60'000, "60000"), 0);
  EXPECT_EQ(code_at(server, "60001"), -1130);
  EXPECT_EQ(code_at(server, "0"), -1130);
  EXPECT_EQ(code_at(std::numeric_limits<std::int64_t>::min(), "60000"), -1021);
  EXPECT_EQ(code_at(std::numeric_limits<std::int64_t>::max(), "60000"), -1021);
}

TEST_F(Checks, KnowTheSymbolsOfTheBookAndTwoMore) {
  EXPECT_EQ(code(cancel({{"symbol", "\"BTCUSDT\""}})), -2011);
  EXPECT_EQ(code(cancel({{"symbol", "\"SOLUSDT\""}})), -1121);
  EXPECT_EQ(code(cancel({{"symbol", "\"ethusdt\""}})), -1121);
  Order other = documented_order();
  other.symbol = "SOLUSDT";
  book_.put(other, kNow);
  EXPECT_EQ(code(cancel({{"symbol", "\"SOLUSDT\""}})), 0);
}

TEST_F(Checks, MeasureAClientIdBeforeReadingIt) {
  const auto code_of = [&](const std::string& id) {
    return code(cancel({{"orderId", ""}, {"origClientOrderId", '"' + id + '"'}}, "order.status"));
  };
  EXPECT_EQ(code_of(std::string(36, 'x')), -2013);
  EXPECT_EQ(code_of(std::string(37, 'x')), -4015);
  EXPECT_EQ(code_of(std::string(37, '!')), -4015);
  EXPECT_EQ(code_of("a|b"), -1100);
  EXPECT_EQ(code_of(".A:/z9_-"), -2013);
}

TEST_F(Checks, LetTheOrderIdWinWhenBothIdsAreSent) {
  const json::object reply = cancel({{"origClientOrderId", "\"someone-else\""}});
  EXPECT_EQ(reply.at("result").at("clientOrderId"), "FIX-42.a_B");
}

TEST_F(Checks, ChargeTheVenuesWeights) {
  EXPECT_FALSE(requests_.refuse_handshake(kNow));
  EXPECT_EQ(count(ask(request("1", "session.status", {}))), 7);
  EXPECT_EQ(count(cancel({}, "order.status")), 8);
  EXPECT_EQ(count(cancel({})), 9);
  EXPECT_EQ(count(ask("no json")), 10);
  EXPECT_EQ(count(ask(request("1", "session.status", {}), kNow + std::chrono::minutes{1})), 2);
}

TEST_F(Checks, ExecuteNothingAboveTheLimit) {
  Requests few{keys_, 3, book_};
  const auto answer_to = [&](const std::string& method, Timestamp at) {
    Params all = params({{"timestamp", std::to_string(to_ms(at))}});
    return json::parse(said(few.answer(signed_request("1", method, all), visit_, at))).as_object();
  };
  for (int i = 0; i < 3; ++i) EXPECT_EQ(answer_to("order.status", kNow).at("status"), 200);
  const json::object refused = answer_to("order.cancel", kNow);
  EXPECT_EQ(refused.at("status"), 429);
  EXPECT_THAT(msg(refused), HasSubstr("current limit is 3 requests per minute."));
  EXPECT_EQ(refused.at("error").at("data").at("serverTime"), to_ms(kNow));
  EXPECT_EQ(refused.at("error").at("data").at("retryAfter"), 1795359660000);
  EXPECT_EQ(count(refused), 3);
  EXPECT_EQ(answer_to("order.cancel", from_ms(1795359660000)).at("status"), 200);
}

TEST_F(Checks, HaveNoLimitWhenItIsZero) {
  Requests unlimited{keys_, 0, book_};
  for (int i = 0; i < 5000; ++i) {
    const auto answer = unlimited.answer(request("1", "session.status", {}), visit_, kNow);
    ASSERT_THAT(said(answer), HasSubstr(R"("status":200)"));
  }
}

TEST_F(Checks, HideRateLimitsWhenTheRequestOrTheConnectionSaysSo) {
  EXPECT_FALSE(cancel({{"returnRateLimits", "false"}}, "order.status").contains("rateLimits"));
  visit_.return_rate_limits = false;
  EXPECT_FALSE(cancel({}, "order.status").contains("rateLimits"));
  EXPECT_TRUE(cancel({{"returnRateLimits", "true"}}, "order.status").contains("rateLimits"));
}

TEST_F(Checks, AddTheTrailingFieldsOnlyToTrailingOrders) {
  Order trailing = documented_order();
  trailing.order_id = 6;
  trailing.type = "TRAILING_STOP_MARKET";
  trailing.activate_price = "9020";
  trailing.price_rate = "0.3";
  book_.put(trailing, kNow);
  const json::object reply = cancel({{"orderId", "6"}});
  EXPECT_EQ(reply.at("result").as_object().size(), 24U);
  EXPECT_EQ(reply.at("result").at("activatePrice"), "9020");
  EXPECT_EQ(reply.at("result").at("priceRate"), "0.3");
}

TEST_F(Checks, GiveWayToAPlannedFailure) {
  requests_.fail_next("order.cancel", {408, -1007, "Timeout."}, 2);
  requests_.fail_next("order.cancel", {503, -1008, "Throttled."}, 1);
  EXPECT_EQ(cancel({}, "order.status").at("status"), 200);
  EXPECT_EQ(cancel({}).at("status"), 408);
  EXPECT_EQ(code(cancel({})), -1007);
  EXPECT_EQ(code(cancel({})), -1008);
  EXPECT_EQ(book_.find({.symbol = "ETHUSDT", .order_id = 8389765500001234567, .client_order_id = {}})->status,
            "NEW");
  EXPECT_EQ(cancel({}).at("status"), 200);
}

TEST_F(Checks, ForgetPlannedFailuresWhenAskedForNone) {
  requests_.fail_next("order.cancel", {408, -1007, "Timeout."}, 5);
  requests_.fail_next("order.cancel", {}, 0);
  EXPECT_EQ(cancel({}).at("status"), 200);
}

}  // namespace
}  // namespace bridge::simulator::test
