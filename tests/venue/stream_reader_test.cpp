#include "venue/binance/stream_reader.hpp"

#include "venue/frames.hpp"

#include <gtest/gtest.h>

#include <map>
#include <set>

namespace bridge::venue::binance {

namespace {

namespace json = boost::json;
using order::AlgoStatus;
using order::AlgoUpdate;
using order::Execution;
using order::ExecutionType;
using order::ListenKeyExpired;
using order::OrderStatus;
using order::OrderUpdate;
using order::OtherEvent;
using order::PositionUpdate;

std::string event_in(const std::string& file, const char* name = "event") {
  return json::serialize(test::read_frame_file(file).at(name));
}

template <class T>
T read_as(const std::string& frame) {
  const auto event = read_stream_frame(frame);
  if (!event) {
    ADD_FAILURE() << event.error().what << ": " << frame;
    return {};
  }
  const auto* wanted = std::get_if<T>(&*event);
  EXPECT_NE(wanted, nullptr) << frame;
  return wanted ? *wanted : T{};
}

OrderUpdate order_update(const std::string& name) {
  return read_as<OrderUpdate>(event_in("uds.ORDER_TRADE_UPDATE." + name + ".json"));
}
AlgoUpdate algo_update(const std::string& name) {
  return read_as<AlgoUpdate>(event_in("uds.ALGO_UPDATE." + name + ".json"));
}

// The event of a file, its object `o` changed.
template <class Change>
std::string changed(const std::string& file, Change change) {
  json::value event = test::read_frame_file(file).at("event");
  change(event.at("o").as_object());
  return json::serialize(event);
}

const std::string kFill = "uds.ORDER_TRADE_UPDATE.trade_partial.json";

std::string why_unreadable(const std::string& frame) {
  const auto event = read_stream_frame(frame);
  if (event) return "read: " + frame;
  EXPECT_LE(event.error().what.size(), 300U);
  return event.error().what;
}

}  // namespace

TEST(StreamReader, ReadsEveryDocumentedEvent) {
  std::map<std::string, std::size_t> kinds{
      {"ORDER_TRADE_UPDATE", 0}, {"ALGO_UPDATE", 1}, {"listenKeyExpired", 3}};
  std::size_t read = 0;
  for (const auto& file : std::filesystem::directory_iterator{test::kFrames}) {
    const std::string name = file.path().filename();
    if (!name.starts_with("uds.") || name == "uds.combined_wrapper.json") continue;
    const std::string frame = event_in(name);
    const auto event = read_stream_frame(frame);
    ASSERT_TRUE(event) << name << ": " << event.error().what;
    const std::string type{json::parse(frame).at("e").as_string()};
    if (kinds.contains(type)) {
      EXPECT_EQ(event->index(), kinds.at(type)) << name;
    }
    ++read;
  }
  EXPECT_GE(read, 39U);
}

TEST(StreamReader, ReadsAFillWhole) {
  const OrderUpdate update = order_update("trade_partial");
  EXPECT_EQ(update.execution_type, ExecutionType::Trade);
  EXPECT_EQ(update.execution_text, "TRADE");
  EXPECT_EQ(update.modify_id, 0);
  EXPECT_EQ(update.expiry_reason, "0");
  EXPECT_EQ(update.event_time_ms, 1795359600043);
  EXPECT_FALSE(update.of_venue);
  ASSERT_TRUE(update.execution);
  EXPECT_EQ(update.execution->symbol, "ETHUSDT");
  EXPECT_EQ(update.execution->order_id, order::OrderId{8389765500001234567});
  EXPECT_EQ(update.execution->trade_id, 7123456789);
  EXPECT_EQ(update.execution->last_qty, "0.100");
  EXPECT_EQ(update.execution->last_px, "3120.50");
  EXPECT_EQ(update.execution->commission, "0.06241000");
  EXPECT_EQ(update.execution->commission_asset, "USDT");
  EXPECT_TRUE(update.execution->maker);
  EXPECT_EQ(update.execution->time_ms, 1795359600040);
  ASSERT_TRUE(update.order);
  const order::Order& order = *update.order;
  EXPECT_EQ(order.client_order_id, "FIX-42.a_B");
  EXPECT_EQ(order.order_id, order::OrderId{8389765500001234567});
  EXPECT_EQ(order.symbol, "ETHUSDT");
  EXPECT_EQ(order.side, "BUY");
  EXPECT_EQ(order.position_side, "BOTH");
  EXPECT_EQ(order.type, "LIMIT");
  EXPECT_EQ(order.orig_type, "LIMIT");
  EXPECT_EQ(order.time_in_force, "GTC");
  EXPECT_EQ(order.orig_qty, "0.250");
  EXPECT_EQ(order.executed_qty, "0.100");
  EXPECT_EQ(order.price, "3120.55");
  EXPECT_EQ(order.avg_price, "3120.50");
  EXPECT_EQ(order.stop_price, "0");
  EXPECT_EQ(order.status, OrderStatus::PartiallyFilled);
  EXPECT_EQ(order.status_text, "PARTIALLY_FILLED");
  EXPECT_EQ(order.update_time_ms, 1795359600040);
  EXPECT_EQ(order.working_type, "CONTRACT_PRICE");
  EXPECT_EQ(order.price_match, "NONE");
  EXPECT_EQ(order.self_trade_prevention_mode, "EXPIRE_MAKER");
  EXPECT_EQ(order.good_till_date_ms, 0);
  EXPECT_FALSE(order.reduce_only || order.close_position || order.price_protect);
}

TEST(StreamReader, KnowsWhatHasHappened) {
  const auto said = [](const std::string& name) {
    const OrderUpdate update = order_update(name);
    return std::pair{update.execution_type, update.order->status};
  };
  EXPECT_EQ(said("new"), std::pair(ExecutionType::New, OrderStatus::New));
  EXPECT_EQ(said("trade_filled"), std::pair(ExecutionType::Trade, OrderStatus::Filled));
  EXPECT_EQ(said("amendment"), std::pair(ExecutionType::Amendment, OrderStatus::New));
  EXPECT_EQ(said("canceled"), std::pair(ExecutionType::Canceled, OrderStatus::Canceled));
  EXPECT_EQ(said("expired_ioc"), std::pair(ExecutionType::Expired, OrderStatus::Expired));
  EXPECT_EQ(said("expired_stp"), std::pair(ExecutionType::Expired, OrderStatus::ExpiredInMatch));
  EXPECT_EQ(said("liquidation_trade"), std::pair(ExecutionType::Calculated, OrderStatus::Filled));
  EXPECT_EQ(order_update("expired_stp").expiry_reason, "1");
  EXPECT_EQ(order_update("expired_gtd").order->good_till_date_ms, 1795363200000);
  EXPECT_EQ(order_update("hedge_long_trade").order->position_side, "LONG");
  EXPECT_TRUE(order_update("hedge_long_trade").order->reduce_only);
  EXPECT_EQ(order_update("algo_child_new").order->orig_type, "STOP_MARKET");
}

TEST(StreamReader, KeepsAWordThatItHasNotMet) {
  const auto update = read_as<OrderUpdate>(changed(kFill, [](json::object& o) {
    o["x"] = "REPLACED";
    o["X"] = "NEW_ADL";
  }));
  EXPECT_EQ(update.execution_type, ExecutionType::Unknown);
  EXPECT_EQ(update.execution_text, "REPLACED");
  EXPECT_EQ(update.order->status, OrderStatus::Unknown);
  EXPECT_EQ(update.order->status_text, "NEW_ADL");
  EXPECT_FALSE(update.execution);
}

TEST(StreamReader, FindsAModifyIdInTextAndInANumber) {
  EXPECT_EQ(order_update("amendment").modify_id, 77);
  const auto id_of = [](const json::value& m) {
    return read_as<OrderUpdate>(
               changed("uds.ORDER_TRADE_UPDATE.amendment.json", [&](json::object& o) { o["M"] = m; }))
        .modify_id;
  };
  EXPECT_EQ(id_of(78), 78);
  EXPECT_EQ(id_of("9223372036854775807"), INT64_MAX);
  for (const auto& odd : {json::value("9223372036854775808"), json::value("-1"), json::value("7x"),
                          json::value(""), json::value(1.5), json::value(nullptr)}) {
    EXPECT_EQ(id_of(odd), 0) << odd;
  }
}

TEST(StreamReader, TellsTheVenuesOwnOrdersFromOthers) {
  for (const char* name : {"liquidation", "liquidation_trade", "adl_trade", "settlement_trade"}) {
    EXPECT_TRUE(order_update(name).of_venue) << name;
  }
  const auto of_venue = [](const char* id) {
    return read_as<OrderUpdate>(changed(kFill, [&](json::object& o) { o["c"] = id; })).of_venue;
  };
  EXPECT_TRUE(of_venue("delivery_autoclose-1"));
  EXPECT_FALSE(of_venue("web_AbCdEf0123456789"));
  EXPECT_FALSE(of_venue("my-autoclose-1"));
  EXPECT_FALSE(of_venue(""));
}

TEST(StreamReader, TakesAFillForOneOnlyWhenItIsWhole) {
  for (const char* key : {"t", "l", "L"}) {
    EXPECT_NE(why_unreadable(changed(kFill, [&](json::object& o) { o.erase(key); })).find(key),
              std::string::npos);
  }
  for (const json::value& none : {json::value(0), json::value(-1), json::value("7"), json::value(7.5)}) {
    EXPECT_FALSE(read_stream_frame(changed(kFill, [&](json::object& o) { o["t"] = none; }))) << none;
  }
  for (const char* nothing : {"0", "0.000", "", "1e3", "-1"}) {
    EXPECT_FALSE(read_stream_frame(changed(kFill, [&](json::object& o) { o["l"] = nothing; }))) << nothing;
  }
}

TEST(StreamReader, KnowsALiquidationThatFillsNothing) {
  const auto with = [](const json::value& l) {
    return changed("uds.ORDER_TRADE_UPDATE.liquidation_trade.json", [&](json::object& o) { o["l"] = l; });
  };
  EXPECT_TRUE(order_update("liquidation_trade").execution);
  EXPECT_FALSE(read_as<OrderUpdate>(with("0.000")).execution);
  EXPECT_FALSE(read_stream_frame(with("some")));
  EXPECT_FALSE(read_stream_frame(with(nullptr)));
}

TEST(StreamReader, ReadsAFeeThatIsAbsentOrPaidToUs) {
  const auto absent = read_as<OrderUpdate>(changed(kFill, [](json::object& o) {
    o.erase("n");
    o.erase("N");
  }));
  EXPECT_EQ(absent.execution->commission, "");
  const auto rebate = read_as<OrderUpdate>(changed(kFill, [](json::object& o) { o["n"] = "-0.001"; }));
  EXPECT_EQ(rebate.execution->commission, "-0.001");
  const auto odd = read_as<OrderUpdate>(changed(kFill, [](json::object& o) { o["n"] = "--1"; }));
  EXPECT_EQ(odd.execution->commission, "");
}

TEST(StreamReader, WantsOfEachOrderWhatWeRelyOn) {
  for (const char* key : {"i", "s", "X", "x", "q", "z"}) {
    for (const json::value& bad : {json::value(nullptr), json::value(json::array{1}), json::value(1.5)}) {
      EXPECT_FALSE(read_stream_frame(changed(kFill, [&](json::object& o) { o[key] = bad; }))) << key;
    }
  }
}

TEST(StreamReader, LeavesOutWhatCannotStandInAFixField) {
  const auto update = read_as<OrderUpdate>(changed(kFill, [](json::object& o) {
    o["S"] = std::string{"BUY\x01"} + "39=2";
    o["p"] = "1e5";
    o["c"] = std::string(100, 'x');
    o["T"] = INT64_MAX;
  }));
  EXPECT_EQ(update.order->side, "");
  EXPECT_EQ(update.order->price, "");
  EXPECT_EQ(update.order->client_order_id, "");
  EXPECT_EQ(update.order->update_time_ms, 0);
}

TEST(StreamReader, ReadsAConditionalOrderThroughItsLife) {
  const AlgoUpdate made = algo_update("new");
  EXPECT_EQ(made.order.algo_id, order::AlgoId{2000000912345678});
  EXPECT_EQ(made.order.client_algo_id, "FIX-A-7");
  EXPECT_EQ(made.order.symbol, "ETHUSDT");
  EXPECT_EQ(made.order.side, "SELL");
  EXPECT_EQ(made.order.order_type, "STOP_MARKET");
  EXPECT_EQ(made.order.quantity, "0.250");
  EXPECT_EQ(made.order.trigger_price, "2990.00");
  EXPECT_EQ(made.order.working_type, "MARK_PRICE");
  EXPECT_TRUE(made.order.price_protect && made.order.reduce_only);
  EXPECT_EQ(made.order.status, AlgoStatus::New);
  EXPECT_EQ(made.order.child, std::nullopt) << "an empty text is no id";
  EXPECT_EQ(made.event_time_ms, 1795359600905);
  EXPECT_EQ(made.order.update_time_ms, 1795359600902);
  const AlgoUpdate triggered = algo_update("triggered");
  EXPECT_EQ(triggered.order.status, AlgoStatus::Triggered);
  EXPECT_EQ(triggered.order.child, order::OrderId{8389765500001239999});
  EXPECT_EQ(triggered.order.trigger_time_ms, 1795359600900);
  EXPECT_EQ(algo_update("triggering").order.status, AlgoStatus::Triggering);
  EXPECT_EQ(algo_update("finished").order.status, AlgoStatus::Finished);
  EXPECT_EQ(algo_update("finished").order.avg_price, "2989.71");
  EXPECT_EQ(algo_update("finished").order.executed_qty, "0.250");
  EXPECT_EQ(algo_update("canceled").order.status, AlgoStatus::Canceled);
  EXPECT_EQ(algo_update("expired").order.status, AlgoStatus::Expired);
  EXPECT_EQ(algo_update("rejected").order.status, AlgoStatus::Rejected);
  EXPECT_EQ(algo_update("rejected").order.reject_reason, "Margin is insufficient.");
  EXPECT_FALSE(algo_update("trailing_new_inactive").order.activated);
  EXPECT_TRUE(algo_update("trailing_new_activated").order.activated);
}

TEST(StreamReader, WantsOfEachConditionalOrderWhatWeRelyOn) {
  const std::string file = "uds.ALGO_UPDATE.new.json";
  for (const char* key : {"aid", "s", "X"}) {
    EXPECT_NE(why_unreadable(changed(file, [&](json::object& o) { o.erase(key); })).find(key),
              std::string::npos);
  }
  const auto odd = read_as<AlgoUpdate>(changed(file, [](json::object& o) {
    o["X"] = "PAUSED";
    o["rm"] = std::string{"a\x01"} + "58=b\n" + std::string(1000, 'm');
    o["ai"] = "12x";
  }));
  EXPECT_EQ(odd.order.status, AlgoStatus::Unknown);
  EXPECT_EQ(odd.order.status_text, "PAUSED");
  EXPECT_TRUE(odd.order.reject_reason.starts_with("a?58=b?m"));
  EXPECT_EQ(odd.order.reject_reason.size(), 128U);
  EXPECT_EQ(odd.order.child, std::nullopt);
}

TEST(StreamReader, ReadsThePositionsThatAFillHasChanged) {
  const auto update = read_as<PositionUpdate>(event_in("uds.ACCOUNT_UPDATE.hedge.json"));
  ASSERT_EQ(update.positions.size(), 2U);
  EXPECT_EQ(update.positions[1].symbol, "ETHUSDT");
  EXPECT_EQ(update.positions[1].position_side, "LONG");
  EXPECT_EQ(update.positions[1].amount, "0.250");
  EXPECT_EQ(update.positions[1].entry_price, "3120.50");
  EXPECT_EQ(update.event_time_ms, 1795359600044);
  EXPECT_EQ(read_as<PositionUpdate>(event_in("uds.ACCOUNT_UPDATE.json")).positions.at(0).amount, "-1.150");
  EXPECT_EQ(read_as<OtherEvent>(event_in("uds.ACCOUNT_UPDATE.funding_fee.json")).type, "ACCOUNT_UPDATE");
  for (const char* broken : {R"({"m":"ORDER"})", R"({"m":"ORDER","P":{}})", R"({"m":"ORDER","P":[{}]})",
                             R"({"m":"ORDER","P":[{"s":"ETHUSDT","pa":"1e5"}]})", R"([])"}) {
    const std::string frame = std::string{R"({"e":"ACCOUNT_UPDATE","E":1,"a":)"} + broken + "}";
    EXPECT_FALSE(read_stream_frame(frame)) << frame;
  }
}

TEST(StreamReader, HearsThatTheListenKeyIsOver) {
  for (const char* variant : {"event", "event_variant_string_E"}) {
    const auto expired = read_as<ListenKeyExpired>(event_in("uds.listenKeyExpired.json", variant));
    EXPECT_EQ(expired.event_time_ms, 1795363200000) << variant;
  }
}

TEST(StreamReader, TakesOtherEventsForASignOfLife) {
  EXPECT_EQ(read_as<OtherEvent>(event_in("uds.TRADE_LITE.json")).type, "TRADE_LITE");
  EXPECT_EQ(read_as<OtherEvent>(event_in("uds.MARGIN_CALL.json")).event_time_ms, 1795359600044);
  const auto odd = read_as<OtherEvent>("{\"e\":\"a\\nb" + std::string(1000, 'x') + "\",\"E\":\"soon\"}");
  EXPECT_TRUE(odd.type.starts_with("a?bx"));
  EXPECT_EQ(odd.type.size(), 128U);
  EXPECT_EQ(odd.event_time_ms, 0);
}

TEST(StreamReader, LooksIntoTheWrapperOfACombinedStream) {
  EXPECT_EQ(read_as<OtherEvent>(event_in("uds.combined_wrapper.json")).type, "TRADE_LITE");
  const auto update = read_as<OrderUpdate>(R"({"stream":"x","data":)" + event_in(kFill) + "}");
  EXPECT_EQ(update.execution->trade_id, 7123456789);
}

TEST(StreamReader, ReadsNothingElse) {
  for (const std::string& frame :
       {std::string{}, std::string{"pong"}, std::string{"[]"}, std::string{"17"}, std::string{"{}"},
        std::string{R"({"e":17})"}, std::string{R"({"e":"ORDER_TRADE_UPDATE"})"},
        std::string{R"({"e":"ORDER_TRADE_UPDATE","o":[]})"}, std::string{R"({"e":"ALGO_UPDATE","o":"x"})"},
        std::string{R"({"e":"a","e":"b"})"}, std::string{R"({"stream":"x"})"},
        std::string{R"({"id":1,"result":null})"}, "{\"e\":\"" + std::string(1U << 20U, 'x') + "\"}"}) {
    EXPECT_FALSE(read_stream_frame(frame)) << frame.substr(0, 60);
  }
}

}  // namespace bridge::venue::binance
