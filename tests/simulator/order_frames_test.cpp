// Every documented order.place, order.modify, algoOrder.place and algoOrder.cancel gets the documented reply,
// field by field. The frames are signed by other code (tests/simulator/frames).
#include "simulator/deeds.hpp"
#include "simulator/market.hpp"

#include <functional>

namespace bridge::simulator::test {
namespace {

namespace json = boost::json;

// What the venue was like when the frame was documented.
struct Place {
  Book& book;
  Requests& requests;
  Visit& visit;
  Timestamp at;
  const json::object& capture;

  void fill_ask(const std::string& quantity, const std::string& price) const {
    quote(book, "ETHUSDT", "SELL", quantity, price, at);
  }
  // The order that the frame amends.
  void put(const std::function<void(Order&)>& change = [](Order&) {}) const {
    Order order = documented_order();
    change(order);
    book.put(order, at);
  }
  void ask_before(const std::string& method, const Params& params) const {
    (void)requests.answer(signed_request("0", method, params), visit, at);
  }
  // The frame's own request, once before.
  void ask_the_same() const { (void)requests.answer(json::serialize(capture.at("request")), visit, at); }
  // What is not of the venue's own rules is planned.
  void plan(bool executes = false) const {
    const json::object& response = capture.at("response").as_object();
    Refusal refusal{.status = static_cast<int>(response.at("status").as_int64()),
                    .code = static_cast<int>(response.at("error").at("code").as_int64()),
                    .msg = std::string{response.at("error").at("msg").as_string()}};
    const Fault fault{.executes = executes, .refusal = refusal};
    requests.behave(kEveryOrder, {.places = {fault}, .modifies = {fault}, .algo_places = {fault}});
  }
};

struct Capture {
  std::string name;
  std::function<void(const Place&)> arrange = [](const Place&) {};
  std::int64_t at = 1795359600031;
};

void hold(const Place& place, Units amount, const std::string& side = "BOTH") {
  set_position(place.book, {.symbol = "ETHUSDT", .side = side, .amount = amount, .entry = 3000 * kOne},
               place.at);
}
void planned(const Place& place) { place.plan(); }
void amended(const Place& place) { place.put(); }
void mark(const Place& place, const std::string& price) {
  set_price(place.book, "ETHUSDT", price, "", place.at);
}

const Capture kCaptures[] = {
    {"order.place.limit"},
    {"order.place.limit_gtx"},
    {"order.place.limit_gtd"},
    {"order.place.limit_ioc_result_expired", [](const Place& p) { p.fill_ask("0.100", "3120.50"); }},
    {"order.place.market_ack",
     [](const Place& p) {
       make_next_order_id(p.book, 8389765500001234999);
       quote(p.book, "ETHUSDT", "BUY", "0.100", "3120.10", p.at);
     }},
    {"order.place.market_result",
     [](const Place& p) {
       make_next_order_id(p.book, 8389765500001234999);
       quote(p.book, "ETHUSDT", "BUY", "0.100", "3120.10", p.at);
     }},
    {"order.place.reduce_only", [](const Place& p) { hold(p, kOne); }},
    {"order.place.hedge_close_long",
     [](const Place& p) {
       set_hedge_mode(p.book, true, p.at);
       hold(p, kOne, "LONG");
     }},
    {"order.place.price_match",
     [](const Place& p) { quote(p.book, "ETHUSDT", "BUY", "1", "3120.50", p.at); }},
    {"order.place.partial_then_open", [](const Place& p) { p.fill_ask("0.050", "3120.50"); }},
    {"order.place.error_1015_429",
     [](const Place& p) {
       for (int i = 0; i < 300; ++i) p.ask_before("order.place", {{"timestamp", "1795359600000"}});
     },
     1795359600900},
    {"order.place.error_1021_late", [](const Place&) {}, 1795359603001},
    {"order.place.error_1102_price"},
    {"order.place.error_1111"},
    {"order.place.error_1114_tif_on_market"},
    {"order.place.error_2022_reduce_only"},
    {"order.place.error_2025_max_open_orders",
     [](const Place& p) {
       for (int i = 1; i <= 200; ++i) {
         p.put([i](Order& order) {
           order.order_id = i;
           order.client_order_id = "o" + std::to_string(i);
         });
       }
     }},
    {"order.place.error_4003_qty_zero"},
    {"order.place.error_4014"},
    {"order.place.error_4016_price_cap", [](const Place& p) { mark(p, "2900"); }},
    {"order.place.error_4061_position_side", [](const Place& p) { set_hedge_mode(p.book, true, p.at); }},
    {"order.place.error_4116_dup", [](const Place& p) { p.ask_the_same(); }},
    {"order.place.error_4120"},
    {"order.place.error_4164"},
    {"order.place.error_5021_fok", [](const Place& p) { p.fill_ask("0.249", "3120.55"); }},
    {"order.place.error_5022_gtx", [](const Place& p) { p.fill_ask("0.001", "3120.55"); }},
    {"order.place.error_5040_gtd"},
    {"order.place.error_5041_bbo",
     [](const Place& p) {
       for (const char* price : {"3121", "3122", "3122", "3123", "3124"}) p.fill_ask("1", price);
     }},
    {"order.place.error_2019", planned},
    {"order.place.error_2027_limit_minus_one", planned},
    {"order.place.error_4131_percent_price", planned},
    {"order.place.error_4400_quant_rule", planned},
    {"order.place.error_5028_me_recvwindow", planned},
    {"order.place.error_1000_503_unknown", planned},
    {"order.place.error_1006", planned},
    {"order.place.error_1007_408", [](const Place& p) { p.plan(true); }},
    {"order.place.error_1008_503", planned},
    {"order.modify", amended},
    {"order.modify.by_origClientOrderId", amended},
    {"order.modify.became_canceled",
     [](const Place& p) {
       p.put();
       (void)fill_by_hand(p.book, {.symbol = "ETHUSDT", .order_id = kOrderId, .client_order_id = {}}, "0.100",
                          "3120.50", p.at);
     }},
    {"order.modify.partially_filled",
     [](const Place& p) {
       p.put();
       (void)fill_by_hand(p.book, {.symbol = "ETHUSDT", .order_id = kOrderId, .client_order_id = {}}, "0.100",
                          "3120.50", p.at);
     }},
    {"order.modify.reduce_only",
     [](const Place& p) {
       p.put([](Order& order) {
         order.side = "SELL";
         order.reduce_only = true;
       });
     }},
    {"order.modify.error_1102_price_missing", amended},
    {"order.modify.error_2013_limit_minus_one",
     [](const Place& p) { p.put([](Order& order) { order.status = "FILLED"; }); }},
    {"order.modify.error_5025_limit_only",
     [](const Place& p) { p.put([](Order& order) { order.type = "STOP_MARKET"; }); }},
    {"order.modify.error_5026",
     [](const Place& p) { p.put([](Order& order) { order.amendments = 10'000; }); }},
    {"order.modify.error_5027",
     [](const Place& p) {
       p.put([](Order& order) {
         order.price = "3119.00";
         order.orig_qty = "0.300";
       });
     }},
    {"order.modify.error_5043",
     [](const Place& p) {
       p.put();
       p.plan();
     }},
    {"order.modify.error_5028_me_recvwindow", planned},
    {"order.modify.error_1007_408",
     [](const Place& p) {
       p.put();
       p.plan(true);
     }},
    {"order.modify.error_5047_not_reduce_only",
     [](const Place& p) { p.put([](Order& order) { order.side = "SELL"; }); }},
    {"algoOrder.place", [](const Place&) {}, 1795359600020},
    {"algoOrder.place.stop_limit", [](const Place&) {}, 1795359600020},
    {"algoOrder.place.take_profit_limit", [](const Place&) {}, 1795359600020},
    {"algoOrder.place.take_profit_market_close_position", [](const Place&) {}, 1795359600020},
    {"algoOrder.place.trailing", [](const Place&) {}, 1795359600020},
    {"algoOrder.place.error_2021_immediate", [](const Place& p) { mark(p, "2990.00"); }},
    {"algoOrder.place.error_4045_max_stop",
     [](const Place& p) {
       for (int i = 0; i < 200; ++i) {
         p.ask_before("algoOrder.place", {{"algoType", "\"CONDITIONAL\""},
                                          {"symbol", "\"ETHUSDT\""},
                                          {"side", "\"SELL\""},
                                          {"type", "\"STOP_MARKET\""},
                                          {"quantity", "\"1\""},
                                          {"triggerPrice", "\"2000\""},
                                          {"timestamp", "1795359600000"}});
       }
     }},
    {"algoOrder.place.error_4116_dup", [](const Place& p) { p.ask_the_same(); }},
    {"algoOrder.place.error_4137_qty_with_close"},
    {"algoOrder.place.error_1007_408", [](const Place& p) { p.plan(true); }},
    {"algoOrder.cancel",
     [](const Place& p) {
       const json::object placed = read_capture("algoOrder.place");
       (void)p.requests.answer(json::serialize(placed.at("request")), p.visit, p.at);
     }},
    {"algoOrder.cancel.by_clientAlgoId",
     [](const Place& p) {
       const json::object placed = read_capture("algoOrder.place");
       (void)p.requests.answer(json::serialize(placed.at("request")), p.visit, p.at);
     }},
    {"algoOrder.cancel.error_2011_unknown"},
    {"algoOrder.cancel.error_4117_triggering",
     [](const Place& p) {
       const json::object placed = read_capture("algoOrder.place");
       (void)p.requests.answer(json::serialize(placed.at("request")), p.visit, p.at);
       p.requests.behave("FIX-A-7", {.triggers = {{.executes = false}}});
       mark(p, "2989.99");
     }},
};

class OrderFrames : public testing::TestWithParam<Capture> {};

// Counts are the venue's on that day; the -1 row of an order's weight is in some captures only.
void level_limits(json::object& got, json::object& expected) {
  if (!expected.contains("rateLimits")) {
    got.erase("rateLimits");
    return;
  }
  const auto row_kept = [&](const json::value& row) {
    for (const json::value& wanted : expected.at("rateLimits").as_array()) {
      if (row.at("rateLimitType") == wanted.at("rateLimitType")) return true;
    }
    return row.at("limit") != -1;
  };
  json::array kept;
  for (const json::value& row : got.at("rateLimits").as_array()) {
    if (row_kept(row)) kept.push_back(row);
  }
  got["rateLimits"] = std::move(kept);
  for (json::object* frame : {&got, &expected}) {
    for (json::value& row : frame->at("rateLimits").as_array()) {
      if (row.at("count") != -1) row.as_object()["count"] = 0;
    }
  }
}

TEST_P(OrderFrames, AreAnsweredAsDocumented) {
  const Capture& told = GetParam();
  const json::object capture = read_capture(told.name);
  const Timestamp at = from_ms(told.at);
  Book book;
  const KeyRing keys{{{Keys{}.api_key, KeyType::Hmac, Keys{}.secret}}};
  Requests requests{keys, 2400, book};
  Visit visit{.connected_since = from_ms(1795359599188)};
  if (told.name.starts_with("order.place")) make_next_order_id(book, kOrderId);
  told.arrange({.book = book, .requests = requests, .visit = visit, .at = at, .capture = capture});

  const auto answer = requests.answer(json::serialize(capture.at("request")), visit, at);

  json::object expected = capture.at("response").as_object();
  json::object got = json::parse(said(answer)).as_object();
  level_limits(got, expected);
  EXPECT_EQ(got, expected) << "got      " << json::serialize(got) << "\nexpected "
                           << json::serialize(expected);
}

std::string test_name(const testing::TestParamInfo<Capture>& info) { return name_of(info.param.name); }

INSTANTIATE_TEST_SUITE_P(Documented, OrderFrames, testing::ValuesIn(kCaptures), test_name);

}  // namespace
}  // namespace bridge::simulator::test
