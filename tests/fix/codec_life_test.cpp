// What is told of an order that was placed here: every kind of report as a whole message in each version.
#include "fix/codec_order_desk.hpp"

#include <gtest/gtest.h>

#include <initializer_list>
#include <string>
#include <tuple>
#include <utility>

namespace bridge::fix {
namespace {

using order::OrdRejReason;
using order::OrdStatus;
using order::Quantities;
using order::RejectReason;
using order::Report;
using order::ReportKind;

// A limit order of 10, as it was asked for.
order::OrderTerms limit_terms() {
  order::OrderTerms terms;
  terms.time_in_force = order::TimeInForce::GoodTillCancel;
  terms.order_qty = "10";
  terms.price = "65000.10";
  terms.self_trade_prevention = "EXPIRE_MAKER";
  return terms;
}

// Of the order X itself: 11=X, no 41.
Report life(ReportKind kind, OrdStatus status, Quantities quantities) {
  Report report = bridge::fix::report(kind);
  report.cl_ord_id = order::ClOrdId{"X"};
  report.orig_cl_ord_id = "";
  report.order_id = "42";
  report.ord_status = status;
  report.quantities = std::move(quantities);
  report.terms = limit_terms();
  report.secondary_cl_ord_id = "fb1-7";
  return report;
}
// The same as the answer to a request Y for it.
Report by_request(Report report) {
  report.cl_ord_id = order::ClOrdId{"Y"};
  report.orig_cl_ord_id = "X";
  return report;
}

Report fill(OrdStatus status, Quantities quantities) {
  Report report = life(ReportKind::Trade, status, std::move(quantities));
  report.execution = order::Execution{.symbol = "BTCUSDT",
                                      .order_id = order::OrderId{42},
                                      .trade_id = 7001,
                                      .last_qty = "3",
                                      .last_px = "65000.00",
                                      .commission = "0.0195",
                                      .commission_asset = "USDT",
                                      .maker = true,
                                      .time_ms = 1795359600057};
  return report;
}

struct Whole {
  std::string fix42;
  std::string fix44;
  std::string fix50;
};

void expect_told(const Report& report, const Whole& whole) {
  EXPECT_EQ(fix42().told(report), whole.fix42);
  EXPECT_EQ(fix44().told(report), whole.fix44);
  EXPECT_EQ(fix50sp2().told(report), whole.fix50);
}

std::string text_of(const Report& report, const Desk& desk, int tag) {
  return field_of(encode(report, desk.session), tag);
}

// "150=F|39=1|" … in the order of `tags`; absent ones are left out.
std::string tags(const Report& report, const Desk& desk, std::initializer_list<int> wanted) {
  (void)desk.told(report);  // its dictionary takes the whole
  std::string found;
  for (const int tag : wanted) {
    const auto value = text_of(report, desk, tag);
    if (!value.empty()) found += std::to_string(tag) + "=" + value + "|";
  }
  return found;
}

TEST(Life, BeginsInDoubt) {
  Report doubt = life(ReportKind::PendingNew, OrdStatus::PendingNew, {"10", "0", "10", ""});
  doubt.order_id = "";
  doubt.text = "In doubt";
  expect_told(
      doubt,
      {"35=8|6=0|11=X|14=0|17=1700000000000001-1|20=0|37=NONE|38=10|39=A|40=2|44=65000.10|54=1|55=BTC/"
       "USDT|58=In doubt|59=1|60=20261122-15:00:00.057|150=A|151=10|25001=3|25101=LIMIT|",
       "35=8|6=0|11=X|14=0|17=1700000000000001-1|37=NONE|38=10|39=A|40=2|44=65000.10|54=1|55=BTC/USDT|58=In "
       "doubt|59=1|60=20261122-15:00:00.057|150=A|151=10|526=fb1-7|25001=3|25101=LIMIT|",
       "35=8|6=0|11=X|14=0|17=1700000000000001-1|37=NONE|38=10|39=A|40=2|44=65000.10|54=1|55=BTC/USDT|58=In "
       "doubt|59=1|60=20261122-15:00:00.057|150=A|151=10|167=FUT|526=fb1-7|25001=3|25101=LIMIT|"});
}

TEST(Life, BeginsWithAnAcknowledgement) {
  expect_told(life(ReportKind::New, OrdStatus::New, {"10", "0", "10", "0"}),
              {"35=8|6=0|11=X|14=0|17=1700000000000001-1|20=0|37=42|38=10|39=0|40=2|44=65000.10|54=1|55=BTC/"
               "USDT|59=1|60=20261122-15:00:00.057|150=0|151=10|25001=3|25101=LIMIT|",
               "35=8|6=0|11=X|14=0|17=1700000000000001-1|37=42|38=10|39=0|40=2|44=65000.10|54=1|55=BTC/"
               "USDT|59=1|60=20261122-15:00:00.057|150=0|151=10|526=fb1-7|25001=3|25101=LIMIT|",
               "35=8|6=0|11=X|14=0|17=1700000000000001-1|37=42|38=10|39=0|40=2|44=65000.10|54=1|55=BTC/"
               "USDT|59=1|60=20261122-15:00:00.057|150=0|151=10|167=FUT|526=fb1-7|25001=3|25101=LIMIT|"});
}

TEST(Life, IsToldAsTheVenueHasItOnceItHasToldIt) {
  Report acknowledged = life(ReportKind::New, OrdStatus::New, {"0.250", "0.000", "0.250", ""});
  acknowledged.terms->position_effect = 'O';
  order::Order facts = canceled_order();
  facts.status = order::OrderStatus::New;
  acknowledged.order = facts;
  expect_told(
      acknowledged,
      {"35=8|6=0|11=X|14=0.000|17=1700000000000001-1|20=0|37=42|38=0.250|39=0|40=2|44=65000.10|54=1|55=BTC/"
       "USDT|59=1|60=20261122-15:00:00.057|77=O|150=0|151=0.250|25001=3|25101=LIMIT|25102=CONTRACT_PRICE|"
       "25107=BOTH|",
       "35=8|6=0|11=X|14=0.000|17=1700000000000001-1|37=42|38=0.250|39=0|40=2|44=65000.10|54=1|55=BTC/"
       "USDT|59=1|60=20261122-15:00:00.057|77=O|150=0|151=0.250|526=fb1-7|25001=3|25101=LIMIT|25102=CONTRACT_"
       "PRICE|25107=BOTH|",
       "35=8|6=0|11=X|14=0.000|17=1700000000000001-1|37=42|38=0.250|39=0|40=2|44=65000.10|54=1|55=BTC/"
       "USDT|59=1|60=20261122-15:00:00.057|77=O|150=0|151=0.250|167=FUT|526=fb1-7|25001=3|25101=LIMIT|25102="
       "CONTRACT_PRICE|25107=BOTH|"});
}

TEST(Life, EndsBeforeItBegins) {
  Report no = life(ReportKind::OrderRejected, OrdStatus::Rejected, {"10", "0", "0", "0"});
  no.order_id = "NONE";
  no.terms.reset();
  no.secondary_cl_ord_id = "";
  no.ord_rej_reason = OrdRejReason::UnsupportedCharacteristic;
  no.venue_code = -1116;
  no.text = "-1116 Invalid orderType.";
  expect_told(no, {"35=8|6=0|11=X|14=0|17=1700000000000001-1|20=0|37=NONE|38=10|39=8|54=1|55=BTC/"
                   "USDT|58=-1116 Invalid orderType.|60=20261122-15:00:00.057|103=0|150=8|151=0|25016=-1116|",
                   "35=8|6=0|11=X|14=0|17=1700000000000001-1|37=NONE|38=10|39=8|54=1|55=BTC/USDT|58=-1116 "
                   "Invalid orderType.|60=20261122-15:00:00.057|103=11|150=8|151=0|25016=-1116|",
                   "35=8|6=0|11=X|14=0|17=1700000000000001-1|37=NONE|38=10|39=8|54=1|55=BTC/USDT|58=-1116 "
                   "Invalid orderType.|60=20261122-15:00:00.057|103=11|150=8|151=0|25016=-1116|"});
}

TEST(Life, IsFilledInPart) {
  expect_told(
      fill(OrdStatus::PartiallyFilled, {"10", "3", "7", "65000.00"}),
      {"35=8|6=65000.00|11=X|12=0.0195|13=3|14=3|17=1700000000000001-1|20=0|31=65000.00|32=3|37=42|38=10|39="
       "1|40=2|44=65000.10|54=1|55=BTC/"
       "USDT|59=1|60=20261122-15:00:00.057|150=1|151=7|25001=3|25101=LIMIT|25109=Y|25113=7001|25114=USDT|",
       "35=8|6=65000.00|11=X|14=3|17=1700000000000001-1|31=65000.00|32=3|37=42|38=10|39=1|40=2|44=65000.10|"
       "54=1|55=BTC/"
       "USDT|59=1|60=20261122-15:00:00.057|136=1|137=0.0195|138=USDT|139=4|150=F|151=7|526=fb1-7|527=7001|"
       "851=1|25001=3|25101=LIMIT|",
       "35=8|6=65000.00|11=X|14=3|17=1700000000000001-1|31=65000.00|32=3|37=42|38=10|39=1|40=2|44=65000.10|"
       "54=1|55=BTC/"
       "USDT|59=1|60=20261122-15:00:00.057|136=1|137=0.0195|138=USDT|139=4|150=F|151=7|167=FUT|526=fb1-7|851="
       "1|880=7001|1057=N|25001=3|25101=LIMIT|"});
}

TEST(Life, IsFilled) {
  Report last = fill(OrdStatus::Filled, {"10", "10", "0", "65000.05"});
  last.execution->maker = false;
  last.execution->commission = "-0.00001";
  last.execution->commission_asset = "BNB";
  expect_told(
      last,
      {"35=8|6=65000.05|11=X|12=-0.00001|13=3|14=10|17=1700000000000001-1|20=0|31=65000.00|32=3|37=42|38=10|"
       "39=2|40=2|44=65000.10|54=1|55=BTC/"
       "USDT|59=1|60=20261122-15:00:00.057|150=2|151=0|25001=3|25101=LIMIT|25109=N|25113=7001|25114=BNB|",
       "35=8|6=65000.05|11=X|14=10|17=1700000000000001-1|31=65000.00|32=3|37=42|38=10|39=2|40=2|44=65000.10|"
       "54=1|55=BTC/"
       "USDT|59=1|60=20261122-15:00:00.057|136=1|137=-0.00001|138=BNB|139=4|150=F|151=0|526=fb1-7|527=7001|"
       "851=2|25001=3|25101=LIMIT|",
       "35=8|6=65000.05|11=X|14=10|17=1700000000000001-1|31=65000.00|32=3|37=42|38=10|39=2|40=2|44=65000.10|"
       "54=1|55=BTC/"
       "USDT|59=1|60=20261122-15:00:00.057|136=1|137=-0.00001|138=BNB|139=4|150=F|151=0|167=FUT|526=fb1-7|"
       "851=2|880=7001|1057=Y|25001=3|25101=LIMIT|"});
}

TEST(Life, IsReplaced) {
  Report pending =
      by_request(life(ReportKind::PendingReplace, OrdStatus::PendingReplace, {"10", "3", "7", "65000.00"}));
  expect_told(
      pending,
      {"35=8|6=65000.00|11=Y|14=3|17=1700000000000001-1|20=0|37=42|38=10|39=E|40=2|41=X|44=65000.10|54=1|55="
       "BTC/USDT|59=1|60=20261122-15:00:00.057|150=E|151=7|25001=3|25101=LIMIT|",
       "35=8|6=65000.00|11=Y|14=3|17=1700000000000001-1|37=42|38=10|39=E|40=2|41=X|44=65000.10|54=1|55=BTC/"
       "USDT|59=1|60=20261122-15:00:00.057|150=E|151=7|526=fb1-7|25001=3|25101=LIMIT|",
       "35=8|6=65000.00|11=Y|14=3|17=1700000000000001-1|37=42|38=10|39=E|40=2|41=X|44=65000.10|54=1|55=BTC/"
       "USDT|59=1|60=20261122-15:00:00.057|150=E|151=7|167=FUT|526=fb1-7|25001=3|25101=LIMIT|"});
  Report done =
      by_request(life(ReportKind::Replaced, OrdStatus::PartiallyFilled, {"12", "3", "9", "65000.00"}));
  done.terms->order_qty = "12";
  done.terms->price = "65001";
  expect_told(done,
              {"35=8|6=65000.00|11=Y|14=3|17=1700000000000001-1|20=0|37=42|38=12|39=1|40=2|41=X|44=65001|54="
               "1|55=BTC/USDT|59=1|60=20261122-15:00:00.057|150=5|151=9|25001=3|25101=LIMIT|",
               "35=8|6=65000.00|11=Y|14=3|17=1700000000000001-1|37=42|38=12|39=1|40=2|41=X|44=65001|54=1|55="
               "BTC/USDT|59=1|60=20261122-15:00:00.057|150=5|151=9|526=fb1-7|25001=3|25101=LIMIT|",
               "35=8|6=65000.00|11=Y|14=3|17=1700000000000001-1|37=42|38=12|39=1|40=2|41=X|44=65001|54=1|55="
               "BTC/USDT|59=1|60=20261122-15:00:00.057|150=5|151=9|167=FUT|526=fb1-7|25001=3|25101=LIMIT|"});
}

TEST(Life, IsNotReplaced) {
  Report no =
      by_request(life(ReportKind::ReplaceRejected, OrdStatus::PartiallyFilled, {"10", "3", "7", "65000.00"}));
  no.reason = RejectReason::Other;
  no.venue_code = -4014;
  no.text = "-4014 Price not increased by tick size.";
  expect_told(no, {"35=9|11=Y|37=42|39=1|41=X|58=-4014 Price not increased by tick "
                   "size.|60=20261122-15:00:00.057|102=2|434=2|25016=-4014|",
                   "35=9|11=Y|37=42|39=1|41=X|58=-4014 Price not increased by tick "
                   "size.|60=20261122-15:00:00.057|102=99|434=2|25016=-4014|",
                   "35=9|11=Y|37=42|39=1|41=X|58=-4014 Price not increased by tick "
                   "size.|60=20261122-15:00:00.057|102=99|434=2|25016=-4014|"});
}

TEST(Life, IsCanceledByItsOwner) {
  expect_told(
      by_request(life(ReportKind::Canceled, OrdStatus::Canceled, {"10", "3", "0", "65000.00"})),
      {"35=8|6=65000.00|11=Y|14=3|17=1700000000000001-1|20=0|37=42|38=10|39=4|40=2|41=X|44=65000.10|54=1|55="
       "BTC/USDT|59=1|60=20261122-15:00:00.057|150=4|151=0|25001=3|25101=LIMIT|",
       "35=8|6=65000.00|11=Y|14=3|17=1700000000000001-1|37=42|38=10|39=4|40=2|41=X|44=65000.10|54=1|55=BTC/"
       "USDT|59=1|60=20261122-15:00:00.057|150=4|151=0|526=fb1-7|25001=3|25101=LIMIT|",
       "35=8|6=65000.00|11=Y|14=3|17=1700000000000001-1|37=42|38=10|39=4|40=2|41=X|44=65000.10|54=1|55=BTC/"
       "USDT|59=1|60=20261122-15:00:00.057|150=4|151=0|167=FUT|526=fb1-7|25001=3|25101=LIMIT|"});
}

TEST(Life, IsCanceledBySomebodyElse) {
  Report gone = life(ReportKind::Canceled, OrdStatus::Canceled, {"10", "0", "0", ""});
  gone.restatement_reason = 8;
  expect_told(
      gone, {"35=8|6=0|11=X|14=0|17=1700000000000001-1|20=0|37=42|38=10|39=4|40=2|44=65000.10|54=1|55=BTC/"
             "USDT|59=1|60=20261122-15:00:00.057|150=4|151=0|378=4|25001=3|25101=LIMIT|",
             "35=8|6=0|11=X|14=0|17=1700000000000001-1|37=42|38=10|39=4|40=2|44=65000.10|54=1|55=BTC/"
             "USDT|59=1|60=20261122-15:00:00.057|150=4|151=0|378=8|526=fb1-7|25001=3|25101=LIMIT|",
             "35=8|6=0|11=X|14=0|17=1700000000000001-1|37=42|38=10|39=4|40=2|44=65000.10|54=1|55=BTC/"
             "USDT|59=1|60=20261122-15:00:00.057|150=4|151=0|167=FUT|378=8|526=fb1-7|25001=3|25101=LIMIT|"});
}

TEST(Life, IsRestated) {
  Report restated = life(ReportKind::Restated, OrdStatus::PartiallyFilled, {"12", "1", "11", "65000.00"});
  restated.restatement_reason = 99;
  expect_told(
      restated,
      {"35=8|6=65000.00|11=X|14=1|17=1700000000000001-1|20=0|37=42|38=12|39=1|40=2|44=65000.10|54=1|55=BTC/"
       "USDT|59=1|60=20261122-15:00:00.057|150=D|151=11|378=4|25001=3|25101=LIMIT|",
       "35=8|6=65000.00|11=X|14=1|17=1700000000000001-1|37=42|38=12|39=1|40=2|44=65000.10|54=1|55=BTC/"
       "USDT|59=1|60=20261122-15:00:00.057|150=D|151=11|378=99|526=fb1-7|25001=3|25101=LIMIT|",
       "35=8|6=65000.00|11=X|14=1|17=1700000000000001-1|37=42|38=12|39=1|40=2|44=65000.10|54=1|55=BTC/"
       "USDT|59=1|60=20261122-15:00:00.057|150=D|151=11|167=FUT|378=99|526=fb1-7|25001=3|25101=LIMIT|"});
}

TEST(Life, Expires) {
  Report expired = life(ReportKind::Expired, OrdStatus::Expired, {"10", "4", "0", "65000.00"});
  expired.expiry_reason = 2;
  expired.terms->time_in_force = order::TimeInForce::ImmediateOrCancel;
  expect_told(
      expired,
      {"35=8|6=65000.00|11=X|14=4|17=1700000000000001-1|20=0|37=42|38=10|39=C|40=2|44=65000.10|54=1|55=BTC/"
       "USDT|59=3|60=20261122-15:00:00.057|150=C|151=0|25001=3|25056=2|25101=LIMIT|",
       "35=8|6=65000.00|11=X|14=4|17=1700000000000001-1|37=42|38=10|39=C|40=2|44=65000.10|54=1|55=BTC/"
       "USDT|59=3|60=20261122-15:00:00.057|150=C|151=0|526=fb1-7|25001=3|25056=2|25101=LIMIT|",
       "35=8|6=65000.00|11=X|14=4|17=1700000000000001-1|37=42|38=10|39=C|40=2|44=65000.10|54=1|55=BTC/"
       "USDT|59=3|60=20261122-15:00:00.057|150=C|151=0|167=FUT|526=fb1-7|25001=3|25056=2|25101=LIMIT|"});
}

TEST(Life, IsTriggered) {
  Report triggered = life(ReportKind::Triggered, OrdStatus::New, {"10", "0", "10", "0"});
  triggered.order_id = "A77";
  triggered.secondary_order_id = "4711";
  triggered.terms->type = order::OrdType::Stop;
  triggered.terms->price = "";
  triggered.terms->stop_px = "64000.5";
  expect_told(
      triggered,
      {"35=8|6=0|11=X|14=0|17=1700000000000001-1|20=3|37=A77|38=10|39=0|40=3|54=1|55=BTC/"
       "USDT|59=1|60=20261122-15:00:00.057|99=64000.5|150=0|151=10|198=4711|25001=3|25101=STOP_MARKET|",
       "35=8|6=0|11=X|14=0|17=1700000000000001-1|37=A77|38=10|39=0|40=3|54=1|55=BTC/"
       "USDT|59=1|60=20261122-15:00:00.057|99=64000.5|150=I|151=10|198=4711|526=fb1-7|25001=3|25101=STOP_"
       "MARKET|",
       "35=8|6=0|11=X|14=0|17=1700000000000001-1|37=A77|38=10|39=0|40=3|54=1|55=BTC/"
       "USDT|59=1|60=20261122-15:00:00.057|150=L|151=10|167=FUT|198=4711|526=fb1-7|1100=4|1101=1|1102=64000."
       "5|1109=U|25001=3|25101=STOP_MARKET|"});
}

TEST(Life, IsAskedAbout) {
  Report status = life(ReportKind::Status, OrdStatus::PendingNew, {"10", "0", "10", ""});
  status.order_id = "";
  status.ord_status_req_id = "Q";
  expect_told(
      status,
      {"35=8|6=0|11=X|14=0|17=1700000000000001-1|20=3|37=NONE|38=10|39=A|40=2|44=65000.10|54=1|55=BTC/"
       "USDT|59=1|60=20261122-15:00:00.057|150=A|151=10|25001=3|25101=LIMIT|",
       "35=8|6=0|11=X|14=0|17=1700000000000001-1|37=NONE|38=10|39=A|40=2|44=65000.10|54=1|55=BTC/"
       "USDT|59=1|60=20261122-15:00:00.057|150=I|151=10|526=fb1-7|790=Q|25001=3|25101=LIMIT|",
       "35=8|6=0|11=X|14=0|17=1700000000000001-1|37=NONE|38=10|39=A|40=2|44=65000.10|54=1|55=BTC/"
       "USDT|59=1|60=20261122-15:00:00.057|150=I|151=10|167=FUT|526=fb1-7|790=Q|25001=3|25101=LIMIT|"});
}

// ---- what differs ----

// The fill of an order that is being canceled or replaced, which its status says first.
TEST(Life, TellsFillsWhateverIsPending) {
  for (const auto status : {OrdStatus::PendingCancel, OrdStatus::PendingReplace}) {
    const std::string pending = std::string("39=") + static_cast<char>(status) + "|";
    const Report part = fill(status, {"10", "5", "5", "1"});
    const Report rest = fill(status, {"10", "10.0", "0", "1"});
    EXPECT_EQ(tags(part, fix42(), {20, 150, 39, 14, 151}), "20=0|150=1|" + pending + "14=5|151=5|");
    EXPECT_EQ(tags(rest, fix42(), {20, 150, 39, 14, 151}), "20=0|150=2|" + pending + "14=10.0|151=0|");
    for (const Desk* desk : {&fix44(), &fix50sp2()}) {
      EXPECT_EQ(tags(part, *desk, {150, 39, 14, 151}), "150=F|" + pending + "14=5|151=5|");
      EXPECT_EQ(tags(rest, *desk, {150, 39, 14, 151}), "150=F|" + pending + "14=10.0|151=0|");
    }
  }
}

// A trade that comes after its order has ended: nothing is left, and yet it is no whole fill.
TEST(Life, CallsAFillWholeWhenNothingOfTheOrderIsMissing) {
  EXPECT_EQ(tags(fill(OrdStatus::Canceled, {"10", "4", "0", "1"}), fix42(), {150, 39}), "150=1|39=4|");
  EXPECT_EQ(tags(fill(OrdStatus::PartiallyFilled, {"0", "4", "0", "1"}), fix42(), {150, 39}), "150=1|39=1|");
  EXPECT_EQ(tags(fill(OrdStatus::Filled, {"0", "4", "0", "1"}), fix42(), {150, 39}), "150=2|39=2|");
}

TEST(Life, TellsNoFeeThatIsNotKnown) {
  Report free = fill(OrdStatus::Filled, {"10", "10", "0", "1"});
  free.execution->commission = "";
  for (const Desk* desk : kOrderDesks) {
    EXPECT_EQ(tags(free, *desk, {12, 13, 136, 137, 138, 139, 25114}), "") << desk->session.begin_string;
  }
  free.execution->commission = "0";
  free.execution->commission_asset = "";
  EXPECT_EQ(tags(free, fix42(), {12, 13, 25114}), "12=0|13=3|");
  EXPECT_EQ(tags(free, fix44(), {136, 137, 138, 139}), "136=1|137=0|139=4|");
}

TEST(Life, TellsAFillWithoutTagsOfOursWhereNoneAreWanted) {
  SessionSettings session = fix42().session;
  session.custom_tag_base = 0;
  const auto body = encode(fill(OrdStatus::Filled, {"10", "10", "0", "1"}), session);
  for (const int tag : {25109, 25113, 25114, 109, 113, 114}) EXPECT_EQ(field_of(body, tag), "") << tag;
  EXPECT_EQ(field_of(body, 32), "3");
}

// What a fill says is of its own report only.
TEST(Life, SaysNothingOfAFillElsewhere) {
  Report status = fill(OrdStatus::Filled, {"10", "10", "0", "1"});
  status.kind = ReportKind::Status;
  for (const Desk* desk : kOrderDesks) EXPECT_EQ(tags(status, *desk, {31, 32, 527, 880, 851, 136, 12}), "");
}

TEST(Life, SaysWhenThePriceOfItsFillsIsNotKnown) {
  const Report blind = fill(OrdStatus::PartiallyFilled, {"10", "3", "7", ""});
  EXPECT_EQ(tags(blind, fix42(), {6, 58}), "6=0|58=AvgPx(6) is not known|");
  EXPECT_EQ(tags(blind, fix44(), {6, 58}), "6=0|58=AvgPx(6) is not known|");
  EXPECT_EQ(tags(blind, fix50sp2(), {6, 58}), "");
}

struct ReasonRow {
  OrdRejReason reason;
  const char* fix42;
  const char* fix44;
  const char* fix50;
};

TEST(Life, HasAReasonForEveryRefusal) {
  for (const ReasonRow& row : {ReasonRow{OrdRejReason::BrokerOption, "0", "0", "0"},
                               ReasonRow{OrdRejReason::UnknownSymbol, "1", "1", "1"},
                               ReasonRow{OrdRejReason::ExceedsLimit, "3", "3", "3"},
                               ReasonRow{OrdRejReason::DuplicateOrder, "6", "6", "6"},
                               ReasonRow{OrdRejReason::StaleOrder, "8", "8", "8"},
                               ReasonRow{OrdRejReason::UnsupportedCharacteristic, "0", "11", "11"},
                               ReasonRow{OrdRejReason::IncorrectQuantity, "0", "13", "13"},
                               ReasonRow{OrdRejReason::InvalidPriceIncrement, "0", "99", "18"},
                               ReasonRow{OrdRejReason::Other, "0", "99", "99"}}) {
    Report no = life(ReportKind::OrderRejected, OrdStatus::Rejected, {"10", "0", "0", "0"});
    no.ord_rej_reason = row.reason;
    EXPECT_EQ(tags(no, fix42(), {150, 39, 103}), std::string("150=8|39=8|103=") + row.fix42 + "|");
    EXPECT_EQ(tags(no, fix44(), {150, 39, 103}), std::string("150=8|39=8|103=") + row.fix44 + "|");
    EXPECT_EQ(tags(no, fix50sp2(), {150, 39, 103}), std::string("150=8|39=8|103=") + row.fix50 + "|");
  }
}

// A duplicate ClOrdID: the first order lives, and its status is told.
TEST(Life, IsNotTouchedByAnOrderThatIsRefused) {
  Report duplicate = life(ReportKind::OrderRejected, OrdStatus::New, {"10", "0", "10", ""});
  duplicate.ord_rej_reason = OrdRejReason::DuplicateOrder;
  for (const Desk* desk : kOrderDesks) {
    EXPECT_EQ(tags(duplicate, *desk, {150, 39, 103, 151}), "150=8|39=0|103=6|151=10|");
  }
}

// Refused before anything was known of it: FIX wants quantities, and nothing was filled.
TEST(Life, IsRefusedWithoutQuantities) {
  Report no = life(ReportKind::OrderRejected, OrdStatus::Rejected, {});
  no.quantities.reset();
  no.terms.reset();
  for (const char* order_qty : {"10", "", "-1", "1e5"}) {
    no.order_qty = order_qty;
    const std::string expected = std::string(order_qty) == "10" ? "38=10|14=0|151=0|6=0|" : "14=0|151=0|6=0|";
    for (const Desk* desk : kOrderDesks) EXPECT_EQ(tags(no, *desk, {38, 14, 151, 6, 58}), expected);
  }
}

TEST(Life, FoldsAReasonThatAVersionDoesNotHave) {
  Report gone = life(ReportKind::Canceled, OrdStatus::Canceled, {"10", "0", "0", "0"});
  for (const auto& [reason, in42, later] :
       {std::tuple{4, "4", "4"}, {5, "5", "5"}, {8, "4", "8"}, {99, "4", "99"}, {0, "0", "0"}}) {
    gone.restatement_reason = reason;
    EXPECT_EQ(text_of(gone, fix42(), 378), in42);
    EXPECT_EQ(text_of(gone, fix44(), 378), later);
    EXPECT_EQ(text_of(gone, fix50sp2(), 378), later);
  }
  gone.restatement_reason = -1;
  EXPECT_EQ(text_of(gone, fix44(), 378), "");
}

TEST(Life, FoldsWhyAReplacementIsRefused) {
  Report no = by_request(life(ReportKind::ReplaceRejected, OrdStatus::PendingReplace, {}));
  for (const auto& [reason, in42, later] : {std::tuple{RejectReason::TooLate, "0", "0"},
                                            {RejectReason::UnknownOrder, "1", "1"},
                                            {RejectReason::VenueOption, "2", "2"},
                                            {RejectReason::AlreadyPending, "3", "3"},
                                            {RejectReason::DuplicateClOrdId, "2", "6"},
                                            {RejectReason::Other, "2", "99"}}) {
    no.reason = reason;
    EXPECT_EQ(tags(no, fix42(), {434, 102, 39}), std::string("434=2|102=") + in42 + "|39=E|");
    EXPECT_EQ(tags(no, fix44(), {434, 102, 39}), std::string("434=2|102=") + later + "|39=E|");
    EXPECT_EQ(tags(no, fix50sp2(), {434, 102, 39}), std::string("434=2|102=") + later + "|39=E|");
  }
}

// 41 is there where a request of the client's own is answered. FIX 4.2 and 4.4 want it on a 35=9.
TEST(Life, NamesItsOrderWhereARequestIsAnswered) {
  for (const auto kind :
       {ReportKind::PendingNew, ReportKind::New, ReportKind::Trade, ReportKind::PendingReplace,
        ReportKind::Replaced, ReportKind::Expired, ReportKind::Restated, ReportKind::Triggered,
        ReportKind::Canceled, ReportKind::PendingCancel, ReportKind::Status, ReportKind::OrderRejected}) {
    const Report own = life(kind, OrdStatus::New, {"10", "0", "10", "0"});
    for (const Desk* desk : kOrderDesks) {
      EXPECT_EQ(tags(own, *desk, {11, 41}), "11=X|") << static_cast<int>(kind);
      EXPECT_EQ(tags(by_request(own), *desk, {11, 41}), "11=Y|41=X|") << static_cast<int>(kind);
    }
  }
  const Report nameless = life(ReportKind::ReplaceRejected, OrdStatus::New, {});
  EXPECT_EQ(tags(nameless, fix42(), {41}), "41=NONE|");
  EXPECT_EQ(tags(nameless, fix44(), {41}), "41=NONE|");
  EXPECT_EQ(tags(nameless, fix50sp2(), {41}), "");
}

TEST(Life, SaysWhatHasHappenedBesideHowItStands) {
  const auto told = [](ReportKind kind, OrdStatus status, const Desk& desk) {
    return tags(life(kind, status, {"10", "0", "10", "0"}), desk, {150, 39});
  };
  for (const Desk* desk : kOrderDesks) {
    EXPECT_EQ(told(ReportKind::New, OrdStatus::PendingCancel, *desk), "150=0|39=6|");
    EXPECT_EQ(told(ReportKind::Replaced, OrdStatus::New, *desk), "150=5|39=0|");
    EXPECT_EQ(told(ReportKind::Replaced, OrdStatus::Filled, *desk), "150=5|39=2|");
    EXPECT_EQ(told(ReportKind::Replaced, OrdStatus::PendingReplace, *desk), "150=5|39=E|");
    EXPECT_EQ(told(ReportKind::Restated, OrdStatus::New, *desk), "150=D|39=0|");
    EXPECT_EQ(told(ReportKind::Expired, OrdStatus::Expired, *desk), "150=C|39=C|");
    EXPECT_EQ(told(ReportKind::Expired, OrdStatus::Canceled, *desk), "150=4|39=4|")
        << "as the session has it";
  }
  EXPECT_EQ(told(ReportKind::Replaced, OrdStatus::Replaced, fix42()), "150=5|39=5|");
}

TEST(Life, IsNotKnownToAQuestion) {
  Report unknown = life(ReportKind::Status, OrdStatus::Rejected, {"0", "0", "0", "0"});
  unknown.order_id = "NONE";
  unknown.terms.reset();
  unknown.ord_rej_reason = OrdRejReason::UnknownOrder;
  EXPECT_EQ(tags(unknown, fix42(), {20, 150, 39, 37, 103}), "20=3|150=8|39=8|37=NONE|103=5|");
  EXPECT_EQ(tags(unknown, fix44(), {150, 39, 37, 103}), "150=I|39=8|37=NONE|103=5|");
  unknown.ord_rej_reason = OrdRejReason::Other;  // of an order that the venue has rejected
  EXPECT_EQ(tags(unknown, fix44(), {150, 39, 103}), "150=I|39=8|");
}

// ---- what was asked for, until the venue has told it ----

struct TermsRow {
  const char* name;
  void (*change)(order::OrderTerms&);
  const char* fix42;
  const char* fix44;
  const char* fix50;
};

class LifeOf : public ::testing::TestWithParam<TermsRow> {};

constexpr std::initializer_list<int> kOfTheTerms = {40,    44,    59,    126,   18,    77,    99,    211,
                                                    836,   1100,  1101,  1102,  1107,  1109,  25001, 25009,
                                                    25101, 25102, 25103, 25104, 25105, 25106, 25107, 25108};

TEST_P(LifeOf, IsToldAsItWasAskedFor) {
  Report asked = life(ReportKind::PendingNew, OrdStatus::PendingNew, {"10", "0", "10", "0"});
  asked.side = '2';
  asked.terms = order::OrderTerms{};
  GetParam().change(*asked.terms);
  EXPECT_EQ(tags(asked, fix42(), kOfTheTerms), GetParam().fix42);
  EXPECT_EQ(tags(asked, fix44(), kOfTheTerms), GetParam().fix44);
  EXPECT_EQ(tags(asked, fix50sp2(), kOfTheTerms), GetParam().fix50);
}

using order::OrderTerms;
using order::OrdType;
using order::PositionSide;
using order::TimeInForce;

// clang-format off
INSTANTIATE_TEST_SUITE_P(, LifeOf, ::testing::Values(
  TermsRow{"Market", [](OrderTerms& o) { o.type = OrdType::Market; o.position_effect = 'O'; },
           "40=1|77=O|25101=MARKET|", "40=1|77=O|25101=MARKET|", "40=1|77=O|25101=MARKET|"},
  TermsRow{"PostOnlyReduceOnly",
           [](OrderTerms& o) { o.time_in_force = TimeInForce::GoodTillCancel; o.price = "2"; o.post_only = o.reduce_only = true; },
           "40=2|44=2|59=1|18=6 E|77=C|25101=LIMIT|", "40=2|44=2|59=1|18=6 E|77=C|25101=LIMIT|",
           "40=2|44=2|59=1|18=6 E|77=C|25101=LIMIT|"},
  TermsRow{"Rpi",
           [](OrderTerms& o) { o.time_in_force = TimeInForce::GoodTillCancel; o.price = "2"; o.post_only = o.retail_price_improvement = true; },
           "40=2|44=2|59=1|18=6|25101=LIMIT|25105=RPI|", "40=2|44=2|59=1|18=6|25101=LIMIT|25105=RPI|",
           "40=2|44=2|59=1|18=6|25101=LIMIT|25105=RPI|"},
  TermsRow{"GoodTillDate",
           [](OrderTerms& o) { o.time_in_force = TimeInForce::GoodTillDate; o.price = "2"; o.good_till_ms = 1795359600000; },
           "40=2|44=2|59=6|126=20261122-15:00:00.000|25101=LIMIT|", "40=2|44=2|59=6|126=20261122-15:00:00.000|25101=LIMIT|",
           "40=2|44=2|59=6|126=20261122-15:00:00.000|25101=LIMIT|"},
  TermsRow{"FillOrKillAtAMatchedPrice",
           [](OrderTerms& o) { o.time_in_force = TimeInForce::FillOrKill; o.price_match = "QUEUE"; o.self_trade_prevention = "NONE"; },
           "40=2|59=4|25001=1|25101=LIMIT|25108=QUEUE|", "40=2|59=4|25001=1|25101=LIMIT|25108=QUEUE|",
           "40=2|59=4|25001=1|25101=LIMIT|25108=QUEUE|"},
  TermsRow{"Stop",
           [](OrderTerms& o) {
             o.type = OrdType::Stop; o.time_in_force = TimeInForce::GoodTillCancel; o.stop_px = "9";
             o.working_type = "CONTRACT_PRICE"; o.price_protect = true; o.position_side = PositionSide::Long;
             o.position_effect = 'C';
           },
           "40=3|59=1|77=C|99=9|25101=STOP_MARKET|25102=CONTRACT_PRICE|25103=Y|25107=LONG|",
           "40=3|59=1|77=C|99=9|25101=STOP_MARKET|25102=CONTRACT_PRICE|25103=Y|25107=LONG|",
           "40=3|59=1|77=C|1100=4|1101=1|1102=9|1107=2|1109=D|25101=STOP_MARKET|25102=CONTRACT_PRICE|25103=Y|25107=LONG|"},
  TermsRow{"StopLimit",
           [](OrderTerms& o) { o.type = OrdType::StopLimit; o.time_in_force = TimeInForce::ImmediateOrCancel; o.stop_px = "9"; o.price = "8"; o.working_type = "MARK_PRICE"; },
           "40=4|44=8|59=3|99=9|25101=STOP|25102=MARK_PRICE|", "40=4|44=8|59=3|99=9|25101=STOP|25102=MARK_PRICE|",
           "40=4|44=8|59=3|1100=4|1101=1|1102=9|1109=D|25101=STOP|25102=MARK_PRICE|"},
  TermsRow{"TakeProfitThatCloses",
           [](OrderTerms& o) { o.type = OrdType::TakeProfit; o.time_in_force = TimeInForce::GoodTillCancel; o.stop_px = "9"; o.close_position = true; },
           "40=3|59=1|77=C|99=9|25101=TAKE_PROFIT_MARKET|25106=Y|", "40=3|59=1|77=C|99=9|25101=TAKE_PROFIT_MARKET|25106=Y|",
           "40=3|59=1|77=C|1100=4|1101=1|1102=9|1109=U|25101=TAKE_PROFIT_MARKET|25106=Y|"},
  TermsRow{"TakeProfitLimit",
           [](OrderTerms& o) { o.type = OrdType::TakeProfitLimit; o.time_in_force = TimeInForce::GoodTillCancel; o.stop_px = "9"; o.price = "8"; o.position_side = PositionSide::Short; },
           "40=4|44=8|59=1|99=9|25101=TAKE_PROFIT|25107=SHORT|", "40=4|44=8|59=1|99=9|25101=TAKE_PROFIT|25107=SHORT|",
           "40=4|44=8|59=1|1100=4|1101=1|1102=9|1109=U|25101=TAKE_PROFIT|25107=SHORT|"},
  TermsRow{"TrailingStop",
           [](OrderTerms& o) { o.type = OrdType::TrailingStop; o.time_in_force = TimeInForce::GoodTillCancel; o.callback_bips = "30"; o.activate_price = "9"; },
           "40=3|59=1|25009=30|25101=TRAILING_STOP_MARKET|25104=9|",
           "40=3|59=1|18=a|211=30|836=1|25009=30|25101=TRAILING_STOP_MARKET|25104=9|",
           "40=3|59=1|18=a|211=30|836=1|25009=30|25101=TRAILING_STOP_MARKET|25104=9|"},
  TermsRow{"TrailingStopOfManyBips",
           [](OrderTerms& o) { o.type = OrdType::TrailingStop; o.callback_bips = "2000"; },
           "40=3|25009=2000|25101=TRAILING_STOP_MARKET|", "40=3|18=a|211=2000|836=1|25009=2000|25101=TRAILING_STOP_MARKET|",
           "40=3|18=a|211=2000|836=1|25009=2000|25101=TRAILING_STOP_MARKET|"},
  TermsRow{"TrailingStopOfOneBip",
           [](OrderTerms& o) { o.type = OrdType::TrailingStop; o.callback_bips = "1"; },
           "40=3|25009=1|25101=TRAILING_STOP_MARKET|", "40=3|18=a|211=1|836=1|25009=1|25101=TRAILING_STOP_MARKET|",
           "40=3|18=a|211=1|836=1|25009=1|25101=TRAILING_STOP_MARKET|"}),
  [](const auto& tested) { return tested.param.name; });
// clang-format on

}  // namespace
}  // namespace bridge::fix
