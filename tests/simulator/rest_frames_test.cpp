// Every documented REST request gets an answer of the documented shape: the same fields of the same types.
// The requests are signed by other code (tests/simulator/frames).
#include "simulator/deeds.hpp"
#include "simulator/hand.hpp"
#include "simulator/rest_desk.hpp"
#include "where.hpp"

#include <boost/json.hpp>
#include <gmock/gmock.h>

#include <fstream>
#include <iterator>
#include <string>

namespace bridge::simulator::test {
namespace {

namespace json = boost::json;

json::object read_capture(const std::string& name) {
  std::ifstream in{std::string{BRIDGE_SOURCE_DIR} + "/tests/simulator/frames/" + name + ".json"};
  return json::parse(std::string{std::istreambuf_iterator<char>{in}, {}}).as_object();
}

// Where the two differ in shape, one line each; empty: nowhere. An array of another length has items like the
// documented first.
std::string differences(const json::value& got, const json::value& wanted, const std::string& place) {
  const bool numbers = got.is_int64() && wanted.is_int64();
  if (got.kind() != wanted.kind() && !numbers) return place + " is of another type\n";
  std::string found;
  if (wanted.is_object()) {
    for (const auto& [name, value] : wanted.get_object()) {
      const std::string field{name};
      const json::value* member = got.get_object().if_contains(field);
      found += member == nullptr ? place + '.' + field + " is missing\n"
                                 : differences(*member, value, place + '.' + field);
    }
    for (const auto& [name, value] : got.get_object()) {
      if (!wanted.get_object().contains(name))
        found += place + '.' + std::string{name} + " is not documented\n";
    }
  } else if (wanted.is_array() && !wanted.get_array().empty()) {
    const json::array& items = got.get_array();
    if (items.empty()) return place + " is empty\n";
    const bool same_length = items.size() == wanted.get_array().size();
    for (std::size_t i = 0; i < items.size(); ++i) {
      found += differences(items[i], wanted.get_array()[same_length ? i : 0],
                           place + '[' + std::to_string(i) + ']');
    }
  }
  return found;
}

class RestFrames : public RestDesk, public testing::WithParamInterface<std::string> {
 protected:
  RestFrames() {
    book_.put(partly_filled(), kNow);
    (void)fill_by_hand(book_,
                       {.symbol = "ETHUSDT", .order_id = documented_order().order_id, .client_order_id = {}},
                       "0.100", "3120.50", kNow);
    (void)place_algo(book_, stop("FIX-A-1"), asker());
    const AlgoOrder triggered = place_algo(book_, stop("FIX-A-7"), asker());
    if (GetParam() == "rest.algoOrder.get") {
      (void)trigger_by_hand(book_, {.algo_id = triggered.algo_id, .client_algo_id = {}}, kNow);
    }
  }
  static Order partly_filled() {
    Order order = documented_order();
    order.order_id += 1;
    order.client_order_id = "FIX-45";
    order.status = "PARTIALLY_FILLED";
    order.executed_qty = "0.100";
    order.avg_price = "3120.50";
    order.cum_quote = "312.05000";
    return order;
  }
  static AlgoOrder stop(const std::string& client_id) {
    return {.client_algo_id = client_id,
            .order_type = "STOP_MARKET",
            .symbol = "ETHUSDT",
            .side = "SELL",
            .quantity = "0.250",
            .trigger_price = "2990.00",
            .activate_price = {},
            .callback_rate = {},
            .actual_type = {},
            .reject_reason = {}};
  }
  static Asker asker() { return {.at = kNow, .method = "algoOrder.place", .request_id = "1"}; }
};

TEST_P(RestFrames, AreAnsweredInTheDocumentedShape) {
  const json::object capture = read_capture(GetParam());
  const json::object& request = capture.at("request").as_object();
  const json::object& headers = request.at("headers").as_object();
  RestRequest asked{.method = std::string{request.at("httpMethod").as_string()},
                    .target = std::string{request.at("path").as_string()},
                    .api_key = {},
                    .body = {}};
  const std::string query{request.at("query").as_string()};
  if (!query.empty()) asked.target += '?' + query;
  if (headers.contains("X-MBX-APIKEY")) asked.api_key = headers.at("X-MBX-APIKEY").as_string();

  const RestAnswer answer = rest_.answer(asked, kNow);

  const json::object& wanted = capture.at("response").as_object();
  EXPECT_EQ(answer.status, static_cast<unsigned>(wanted.at("httpStatus").as_int64())) << answer.body;
  EXPECT_EQ(differences(json::parse(answer.body), wanted.at("body"), ""), "") << answer.body;
  EXPECT_EQ(answer.used_weight.has_value(),
            wanted.at("headers").as_object().contains("X-MBX-USED-WEIGHT-1M"));
  const bool word_for_word = GetParam().find("delete") != std::string::npos ||
                             GetParam().find("error") != std::string::npos ||
                             GetParam().find("countdown") != std::string::npos;
  if (word_for_word) {
    EXPECT_EQ(json::parse(answer.body), wanted.at("body"));
  }
}

std::string test_name(const testing::TestParamInfo<std::string>& info) {
  std::string name = info.param;
  for (char& c : name) c = c == '.' ? '_' : c;
  return name;
}

INSTANTIATE_TEST_SUITE_P(Documented, RestFrames,
                         testing::Values("rest.openOrders.get", "rest.openAlgoOrders.get",
                                         "rest.algoOrder.get", "rest.allOrders.get", "rest.userTrades.get",
                                         "rest.exchangeInfo.get", "rest.rateLimit_order.get",
                                         "rest.positionSide_dual.get", "rest.order.get_error_2013",
                                         "rest.listenKey.post", "rest.allOpenOrders.delete",
                                         "rest.algoOpenOrders.delete", "rest.countdownCancelAll.post"),
                         test_name);

TEST(RestFrame, OfAnUnknownOutcomeIsAPlannedFault) {
  const json::object capture = read_capture("rest.error_503_unknown");
  const json::object& body = capture.at("response").at("body").as_object();
  Book book;
  const KeyRing keys{{}};
  Requests requests{keys, 0, book};
  RestRequests rest{keys, book, requests};
  requests.fail_next(
      "GET /fapi/v1/time",
      {503, static_cast<int>(body.at("code").as_int64()), std::string{body.at("msg").as_string()}}, 1);
  const RestAnswer answer =
      rest.answer({.method = "GET", .target = "/fapi/v1/time", .api_key = {}, .body = {}}, kNow);
  EXPECT_EQ(answer.status, 503U);
  EXPECT_EQ(json::parse(answer.body), json::value(body));
}

}  // namespace
}  // namespace bridge::simulator::test
