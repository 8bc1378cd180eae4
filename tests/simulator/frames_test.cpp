// Every documented request gets the documented reply, field by field. The frames are signed by other code
// (tests/simulator/frames; fixspec/venue.md, 4 and 5).
#include "simulator/orders.hpp"
#include "simulator/requests.hpp"
#include "simulator/said.hpp"
#include "simulator/signing.hpp"
#include "where.hpp"

#include <boost/json.hpp>
#include <gmock/gmock.h>

#include <fstream>
#include <functional>
#include <iterator>

namespace bridge::simulator::test {
namespace {

namespace json = boost::json;

// What the venue was like when the frame was documented.
struct Situation {
  Order order = documented_order();
  Keys keys;
  Timestamp at = kNow;
  int handshakes = 0;
  bool ed25519 = false;  // the venue has such a key too
  std::optional<Session> session{};
  bool listen_key = false;  // the account has one
};

struct Capture {
  std::string name;
  std::function<void(Situation&)> arrange = [](Situation&) {};
};

void no_orders(Situation& situation) { situation.order.symbol = "BTCUSDT"; }

const Capture kCaptures[] = {
    {"order.cancel.by_orderId"},
    {"order.cancel.by_origClientOrderId"},
    {"order.cancel.no_rateLimits"},
    {"order.cancel.partially_filled",
     [](Situation& s) {
       s.order.status = "PARTIALLY_FILLED";
       s.order.executed_qty = "0.100";
     }},
    {"order.cancel.error_1003_429",
     [](Situation& s) {
       s.handshakes = 2400 / 5;
       s.at = from_ms(1795359600900);
     }},
    {"order.cancel.error_1021_ahead"},
    {"order.cancel.error_1021_late"},
    {"order.cancel.error_1022"},
    {"order.cancel.error_1100_illegal_chars"},
    {"order.cancel.error_1102_missing_symbol"},
    {"order.cancel.error_1102_no_id"},
    {"order.cancel.error_1121"},
    {"order.cancel.error_2011_unknown_order", no_orders},
    {"order.cancel.error_2014", [](Situation& s) { s.keys.api_key = "short"; }},
    {"order.cancel.error_2015", [](Situation& s) { s.keys.api_key[0] = 'K'; }},
    {"order.cancel.error_4015_clid_too_long"},
    {"order.status.new"},
    {"order.status.filled",
     [](Situation& s) {
       s.order.status = "FILLED";
       s.order.executed_qty = "0.250";
       s.order.avg_price = "3120.48000";
       s.order.cum_quote = "780.12000";
       s.order.update_time = 1795359599990;
     }},
    {"order.status.canceled_after_partial",
     [](Situation& s) {
       s.order.status = "CANCELED";
       s.order.executed_qty = "0.100";
       s.order.avg_price = "3120.50000";
       s.order.cum_quote = "312.05000";
       s.order.update_time = 1795359600057;
     }},
    {"order.status.error_2013", no_orders},
    {"session.status", [](Situation& s) { s.at = from_ms(1795359605003); }},
    {"session.logout", [](Situation& s) { s.at = from_ms(1795359660000); }},
    {"session.logon.error_hmac_key"},
    {"session.logon",
     [](Situation& s) {
       s.ed25519 = true;
       s.at = from_ms(1795359600043);
     }},
    {"order.cancel.session_authenticated",
     [](Situation& s) {
       s.ed25519 = true;
       s.session = Session{ed25519_keys().api_key, from_ms(1795359600041)};
     }},
    {"method.error_5000_invalid_method"},
    {"userDataStream.start"},
    {"userDataStream.ping", [](Situation& s) { s.listen_key = true; }},
    {"userDataStream.ping.error_1125"},
    {"userDataStream.stop", [](Situation& s) { s.listen_key = true; }},
};

json::object read_capture(const std::string& name) {
  std::ifstream in{std::string{BRIDGE_SOURCE_DIR} + "/tests/simulator/frames/" + name + ".json"};
  return json::parse(std::string{std::istreambuf_iterator<char>{in}, {}}).as_object();
}

// Nothing when the reply has no result, or that has none of this name.
json::value* result_member(json::object& reply, std::string_view name) {
  json::value* result = reply.if_contains("result");
  return result != nullptr && result->is_object() ? result->get_object().if_contains(name) : nullptr;
}

class Frames : public testing::TestWithParam<Capture> {};

TEST_P(Frames, AreAnsweredAsDocumented) {
  Situation situation;
  GetParam().arrange(situation);
  Book book;
  book.put(situation.order, kNow);
  std::vector<ApiKey> api_keys{{situation.keys.api_key, KeyType::Hmac, situation.keys.secret}};
  if (situation.ed25519) {
    api_keys.push_back({ed25519_keys().api_key, KeyType::Ed25519, public_key_of(ed25519_keys())});
  }
  const KeyRing keys{api_keys};
  Requests requests{keys, 2400, book};
  for (int i = 0; i < situation.handshakes; ++i) (void)requests.refuse_handshake(situation.at);
  if (situation.listen_key) requests.listen_keys().start(situation.at);
  const json::object capture = read_capture(GetParam().name);
  Visit visit{.connected_since = from_ms(1795359599188), .session = situation.session};

  const auto answer = requests.answer(json::serialize(capture.at("request")), visit, situation.at);

  json::object expected = capture.at("response").as_object();
  json::object got = json::parse(said(answer)).as_object();
  if (GetParam().name == "session.logon") {
    // The venue took 2 ms over it; here it takes no time.
    json::object& result = expected["result"].as_object();
    result["authorizedSince"] = result.at("serverTime");
  }
  if (json::value* key = result_member(expected, "listenKey")) {
    EXPECT_EQ(key->as_string().size(), 64U);
    *key = requests.listen_keys().current();
  }
  if (expected.contains("rateLimits")) {
    // Counts are the venue's on that day; everything else of the row is ours as well.
    expected["rateLimits"].as_array().at(0).as_object()["count"] = 0;
    got["rateLimits"].as_array().at(0).as_object()["count"] = 0;
  } else if (expected.contains("error")) {
    got.erase("rateLimits");  // not recorded in these captures
  }
  EXPECT_EQ(got, expected) << "got      " << json::serialize(got) << "\nexpected "
                           << json::serialize(expected);
}

std::string test_name(const testing::TestParamInfo<Capture>& info) {
  std::string name = info.param.name;
  for (char& c : name) c = c == '.' ? '_' : c;
  return name;
}

INSTANTIATE_TEST_SUITE_P(Documented, Frames, testing::ValuesIn(kCaptures), test_name);

}  // namespace
}  // namespace bridge::simulator::test
