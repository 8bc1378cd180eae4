// Orders of every kind the venue has (fixspec/venue.md, 4.3), as each version of FIX tells them
// (fixspec/rules.md, 7).
#include "fix/codec_desk.hpp"

#include <gtest/gtest.h>

#include <map>
#include <sstream>
#include <string>

namespace bridge::fix {
namespace {

using order::Order;
using order::OrderStatus;
using order::OrdStatus;
using order::Report;
using order::ReportKind;

using Fields = std::map<int, std::string>;

// "40=3|99=|": 40 becomes 3, 99 is taken out.
void put(Fields& fields, const std::string& text) {
  std::istringstream stream(text);
  for (std::string field; std::getline(stream, field, '|');) {
    const auto equals = field.find('=');
    const int tag = std::stoi(field.substr(0, equals));
    fields.erase(tag);
    if (equals + 1 < field.size()) fields.emplace(tag, field.substr(equals + 1));
  }
}

// A whole report: what canceled_order() becomes, but for `differences`.
std::string whole(const std::string& version_fields, const std::string& differences) {
  Fields fields;
  put(fields,
      "6=65000.05000|11=Y|14=0.100|17=1700000000000001-1|37=8389765500001234567|38=0.250|39=4|40=2|41=X|"
      "44=65000.10|54=1|55=BTC/USDT|59=1|60=20261122-15:00:00.057|150=4|151=0|25001=3|25101=LIMIT|"
      "25102=CONTRACT_PRICE|25107=BOTH|");
  put(fields, version_fields);
  put(fields, differences);
  std::string text = "35=8|";
  for (const auto& [tag, value] : fields) text += std::to_string(tag) + "=" + value + "|";
  return text;
}

std::string whole42(const std::string& differences) { return whole("20=0|", differences); }
std::string whole44(const std::string& differences) { return whole("", differences); }
std::string whole50(const std::string& differences) { return whole("167=FUT|", differences); }

struct OrderRow {
  const char* name;
  void (*change)(Order&);   // to canceled_order()
  const char* everywhere;   // what that changes in the report: in all versions,
  const char* only42 = "";  // … and besides in one of them
  const char* only44 = "";
  const char* only50 = "";
};

class Orders : public ::testing::TestWithParam<OrderRow> {};

TEST_P(Orders, AreToldInEveryVersion) {
  const OrderRow& row = GetParam();
  Order facts = canceled_order();
  row.change(facts);
  const Report report = canceled(facts);
  const std::string both = row.everywhere;
  EXPECT_EQ(fix42().told(report), whole42(both + row.only42));
  EXPECT_EQ(fix44().told(report), whole44(both + row.only44));
  EXPECT_EQ(fix50sp2().told(report), whole50(both + row.only50));
}

// A conditional order with its trigger price.
void conditional(Order& order, const char* type, const char* side, const char* price = "0") {
  order.type = order.orig_type = type;
  order.side = side;
  order.price = price;
  order.stop_price = "64000.5";
}

constexpr const char* kStop42 = "99=64000.5|";
constexpr const char* kStop44 = "99=64000.5|";
constexpr const char* kUp50 = "1100=4|1101=1|1102=64000.5|1107=2|1109=U|";
constexpr const char* kDown50 = "1100=4|1101=1|1102=64000.5|1107=2|1109=D|";

// clang-format off
INSTANTIATE_TEST_SUITE_P(OfEveryType, Orders, ::testing::Values(
  OrderRow{"Limit", [](Order&) {}, ""},
  OrderRow{"Market", [](Order& o) { o.type = o.orig_type = "MARKET"; o.price = "0.00"; },
           "40=1|44=|25101=MARKET|"},
  OrderRow{"StopBuy", [](Order& o) { conditional(o, "STOP", "BUY", "64010"); },
           "40=4|44=64010|25101=STOP|", kStop42, kStop44, kUp50},
  OrderRow{"StopSell", [](Order& o) { conditional(o, "STOP", "SELL", "64010"); },
           "40=4|44=64010|54=2|25101=STOP|", kStop42, kStop44, kDown50},
  OrderRow{"StopMarketBuy", [](Order& o) { conditional(o, "STOP_MARKET", "BUY"); },
           "40=3|44=|25101=STOP_MARKET|", kStop42, kStop44, kUp50},
  OrderRow{"StopMarketSell", [](Order& o) { conditional(o, "STOP_MARKET", "SELL"); },
           "40=3|44=|54=2|25101=STOP_MARKET|", kStop42, kStop44, kDown50},
  OrderRow{"TakeProfitBuy", [](Order& o) { conditional(o, "TAKE_PROFIT", "BUY", "64010"); },
           "40=4|44=64010|25101=TAKE_PROFIT|", kStop42, kStop44, kDown50},
  OrderRow{"TakeProfitSell", [](Order& o) { conditional(o, "TAKE_PROFIT", "SELL", "64010"); },
           "40=4|44=64010|54=2|25101=TAKE_PROFIT|", kStop42, kStop44, kUp50},
  OrderRow{"TakeProfitMarketBuy", [](Order& o) { conditional(o, "TAKE_PROFIT_MARKET", "BUY"); },
           "40=3|44=|25101=TAKE_PROFIT_MARKET|", kStop42, kStop44, kDown50},
  OrderRow{"TakeProfitMarketSell", [](Order& o) { conditional(o, "TAKE_PROFIT_MARKET", "SELL"); },
           "40=3|44=|54=2|25101=TAKE_PROFIT_MARKET|", kStop42, kStop44, kUp50},
  OrderRow{"TriggeredStopIsToldAsItWasPlaced",
           [](Order& o) { conditional(o, "STOP_MARKET", "BUY"); o.type = "MARKET"; },
           "40=3|44=|25101=STOP_MARKET|", kStop42, kStop44, kUp50},
  OrderRow{"StopByMarkPrice",
           [](Order& o) { conditional(o, "STOP_MARKET", "BUY"); o.working_type = "MARK_PRICE"; o.price_protect = true; },
           "40=3|44=|25101=STOP_MARKET|25102=MARK_PRICE|25103=Y|",
           kStop42, kStop44, "1100=4|1101=1|1102=64000.5|1109=U|"},
  OrderRow{"TrailingStop",
           [](Order& o) {
             conditional(o, "TRAILING_STOP_MARKET", "SELL");
             o.activate_price = "65500"; o.price_rate = "0.3";
           },
           "40=3|44=|54=2|25009=30|25101=TRAILING_STOP_MARKET|25104=65500|",
           kStop42, "18=a|211=30|836=1|99=64000.5|",
           "18=a|211=30|836=1|1100=4|1101=1|1102=64000.5|1107=2|"},
  OrderRow{"TrailingStopFinerThanABasisPointIsNotRounded",
           [](Order& o) { conditional(o, "TRAILING_STOP_MARKET", "SELL"); o.stop_price = "0"; o.price_rate = "0.125"; },
           "40=3|44=|54=2|25101=TRAILING_STOP_MARKET|"},
  OrderRow{"LiquidationWithAPrice", [](Order& o) { o.type = o.orig_type = "LIQUIDATION"; },
           "40=2|25101=LIQUIDATION|58=A liquidation order of the venue|"},
  OrderRow{"LiquidationAtMarket", [](Order& o) { o.type = o.orig_type = "LIQUIDATION"; o.price = "0"; },
           "40=1|44=|25101=LIQUIDATION|58=A liquidation order of the venue|"},
  OrderRow{"OfATypeWeHaveNotMet", [](Order& o) { o.type = o.orig_type = "NEWISH"; o.price = "0"; },
           "40=1|44=|25101=NEWISH|"}),
  [](const auto& tested) { return tested.param.name; });

INSTANTIATE_TEST_SUITE_P(OfEveryTimeInForce, Orders, ::testing::Values(
  OrderRow{"GoodTillCancel", [](Order& o) { o.time_in_force = "GTC"; }, "59=1|"},
  OrderRow{"ImmediateOrCancel", [](Order& o) { o.time_in_force = "IOC"; }, "59=3|"},
  OrderRow{"FillOrKill", [](Order& o) { o.time_in_force = "FOK"; }, "59=4|"},
  OrderRow{"GoodTillDate", [](Order& o) { o.time_in_force = "GTD"; o.good_till_date_ms = 1795359600000; },
           "59=6|126=20261122-15:00:00.000|"},
  OrderRow{"PostOnly", [](Order& o) { o.time_in_force = "GTX"; }, "59=1|18=6|"},
  OrderRow{"RetailPriceImprovement", [](Order& o) { o.time_in_force = "RPI"; }, "59=1|18=6|25105=RPI|"},
  OrderRow{"TillThePositionIsClosed", [](Order& o) { o.time_in_force = "GTE_GTC"; }, "59=1|25105=GTE_GTC|"}),
  [](const auto& tested) { return tested.param.name; });

INSTANTIATE_TEST_SUITE_P(OfEverySideAndPosition, Orders, ::testing::Values(
  OrderRow{"Buy", [](Order& o) { o.side = "BUY"; }, "54=1|"},
  OrderRow{"Sell", [](Order& o) { o.side = "SELL"; }, "54=2|"},
  OrderRow{"LongOfAHedge", [](Order& o) { o.position_side = "LONG"; }, "25107=LONG|"},
  OrderRow{"ShortOfAHedge", [](Order& o) { o.position_side = "SHORT"; o.side = "SELL"; }, "54=2|25107=SHORT|"},
  OrderRow{"ReduceOnly", [](Order& o) { o.reduce_only = true; }, "18=E|77=C|"},
  OrderRow{"ReduceOnlyAndPostOnly", [](Order& o) { o.reduce_only = true; o.time_in_force = "GTX"; },
           "18=6 E|77=C|"},
  OrderRow{"ReduceOnlyTrailingStop",
           [](Order& o) { conditional(o, "TRAILING_STOP_MARKET", "BUY"); o.stop_price = "0"; o.price_rate = "1"; o.reduce_only = true; },
           "40=3|44=|77=C|25009=100|25101=TRAILING_STOP_MARKET|", "18=E|", "18=E a|211=100|836=1|",
           "18=E a|211=100|836=1|"},
  OrderRow{"ClosePosition",
           [](Order& o) {
             conditional(o, "STOP_MARKET", "SELL");
             o.close_position = true; o.orig_qty = "0"; o.executed_qty = "0";
           },
           "6=0|14=0|38=0|40=3|44=|54=2|77=C|25101=STOP_MARKET|25106=Y|", kStop42, kStop44, kDown50}),
  [](const auto& tested) { return tested.param.name; });

INSTANTIATE_TEST_SUITE_P(WithTheVenuesOwnWords, Orders, ::testing::Values(
  OrderRow{"PriceMatch", [](Order& o) { o.price_match = "OPPONENT_5"; }, "25108=OPPONENT_5|"},
  OrderRow{"NoSelfTradePrevention", [](Order& o) { o.self_trade_prevention_mode = "NONE"; }, "25001=1|"},
  OrderRow{"ExpireTaker", [](Order& o) { o.self_trade_prevention_mode = "EXPIRE_TAKER"; }, "25001=2|"},
  OrderRow{"ExpireBoth", [](Order& o) { o.self_trade_prevention_mode = "EXPIRE_BOTH"; }, "25001=4|"},
  OrderRow{"FilledAmountAndCreation", [](Order& o) { o.cum_quote = "6500.00500"; o.time_ms = 1795359595000; },
           "25017=6500.00500|25018=20261122-14:59:55.000|"},
  OrderRow{"NothingFilled", [](Order& o) { o.executed_qty = "0.000"; o.avg_price.reset(); }, "6=0|14=0.000|"}),
  [](const auto& tested) { return tested.param.name; });
// clang-format on

// ---- status ----

struct StatusRow {
  OrderStatus status;
  const char* executed_qty;
  const char* status_fields;  // 39, 14, 151, 6
  OrdStatus ord_status;
};

class Statuses : public ::testing::TestWithParam<StatusRow> {};

Report status_of(const StatusRow& row) {
  Report report = bridge::fix::report(ReportKind::Status);
  report.cl_ord_id = order::ClOrdId{"X"};
  report.orig_cl_ord_id = "";
  report.ord_status_req_id = "Q";
  report.ord_status = row.ord_status;
  Order order = canceled_order();
  order.status = row.status;
  order.executed_qty = row.executed_qty;
  report.order = order;
  return report;
}

TEST_P(Statuses, AreToldInEveryVersion) {
  const Report report = status_of(GetParam());
  const std::string fields = std::string("11=X|41=|") + GetParam().status_fields;
  const std::string type42 = std::string("20=3|150=") + static_cast<char>(report.ord_status) + "|";
  EXPECT_EQ(fix42().told(report), whole42(fields + type42));
  EXPECT_EQ(fix44().told(report), whole44(fields + "150=I|790=Q|"));
  EXPECT_EQ(fix50sp2().told(report), whole50(fields + "150=I|790=Q|"));
}

// While 39=6 hides the venue's status, 151 still goes by it.
INSTANTIATE_TEST_SUITE_P(
    OfTheVenue, Statuses,
    ::testing::Values(
        StatusRow{OrderStatus::New, "0.000", "39=0|14=0.000|151=0.250|6=0|", OrdStatus::New},
        StatusRow{OrderStatus::PartiallyFilled, "0.100", "39=1|151=0.150|", OrdStatus::PartiallyFilled},
        StatusRow{OrderStatus::Filled, "0.250", "39=2|14=0.250|151=0|", OrdStatus::Filled},
        StatusRow{OrderStatus::Canceled, "0.100", "39=4|151=0|", OrdStatus::Canceled},
        StatusRow{OrderStatus::Rejected, "0", "39=8|14=0|151=0|6=0|", OrdStatus::Rejected},
        StatusRow{OrderStatus::Expired, "0.100", "39=C|151=0|", OrdStatus::Expired},
        StatusRow{OrderStatus::ExpiredInMatch, "0.100", "39=C|151=0|", OrdStatus::Expired},
        StatusRow{OrderStatus::PartiallyFilled, "0.100", "39=6|151=0.150|", OrdStatus::PendingCancel},
        StatusRow{OrderStatus::Filled, "0.250", "39=6|14=0.250|151=0|", OrdStatus::PendingCancel},
        StatusRow{OrderStatus::Canceled, "0.100", "39=6|151=0|", OrdStatus::PendingCancel},
        StatusRow{OrderStatus::Unknown, "0.100", "39=6|151=0.150|", OrdStatus::PendingCancel}));

}  // namespace
}  // namespace bridge::fix
