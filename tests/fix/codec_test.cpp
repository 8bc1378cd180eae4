// What holds for every version, shown in FIX 4.4. codec_version_test.cpp has the versions side by side,
// codec_order_test.cpp the venue's orders.
#include "fix/codec/field_writer.hpp"
#include "fix/codec_desk.hpp"
#include "order/reporting.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bridge::fix {
namespace {

using order::Order;
using order::Report;

// "40=3|1109=U|" …: only these tags of a Canceled report for `facts`.
std::string tags(const Order& facts, std::initializer_list<int> wanted) {
  const std::string text = "|" + fix44().told(canceled(facts));
  std::string found;
  for (const int tag : wanted) {
    const auto begin = text.find("|" + std::to_string(tag) + "=");
    if (begin != std::string::npos) found += text.substr(begin + 1, text.find('|', begin + 1) - begin);
  }
  return found;
}

// A cancel as the client wrote it; `fields` are those of the body.
order::CancelCommand decode_cancel(const FIX::Message& message, const SessionSettings& session) {
  return std::get<order::CancelCommand>(decode(message, session).value());
}

order::CancelCommand asked(const std::string& fields) {
  return decode_cancel(fix44().request("F", fields), fix44().session);
}

std::string told(const Report& report) { return fix44().told(report); }

// Not checked against the dictionary: what reaches the codec of a message that we do not take.
FIX::Message parse(const std::string& body) { return FIX::Message(message(body), false); }

std::string words(const order::CancelCommand& command) {
  return command.session.value() + "|" + command.cl_ord_id.value() + "|" + command.orig_cl_ord_id + "|" +
         command.order_id + "|" + command.symbol + "|" + command.venue_symbol + "|" + command.side + "|" +
         command.order_qty + "|" + command.account + "|" + command.transact_time;
}

// ---- 35=F ----

TEST(Codec, ReadsAWholeCancelRequest) {
  const auto command = asked("1=ACC|11=Y|37=42|38=0.250|41=X|54=2|55=BTC/USDT|60=20261122-10:00:00.123|");
  EXPECT_EQ(command.session.value(), "FIX.4.4:BRIDGE->DESK");
  EXPECT_EQ(command.cl_ord_id.value(), "Y");
  EXPECT_EQ(command.orig_cl_ord_id, "X");
  EXPECT_EQ(command.order_id, "42");
  EXPECT_EQ(command.symbol, "BTC/USDT");
  EXPECT_EQ(command.side, '2');
  EXPECT_EQ(command.order_qty, "0.250");
  EXPECT_EQ(command.account, "ACC");
  EXPECT_EQ(command.transact_time, "20261122-10:00:00.123");
  EXPECT_EQ(command.msg_seq_num, 7);
  EXPECT_FALSE(command.poss_dup);
  EXPECT_FALSE(command.poss_resend);
}

TEST(Codec, SeesThatARequestMayHaveBeenSentBefore) {
  const std::string fields = "11=Y|54=2|55=ETHUSDT|60=20261122-10:00:00|";
  const auto again = fix44().checked("35=F|34=7|49=DESK|52=20261122-10:00:00|56=BRIDGE|97=Y|" + fields);
  EXPECT_TRUE(decode_cancel(again, fix44().session).poss_resend);
  const auto repeated = fix44().checked(
      "35=F|34=7|43=Y|49=DESK|52=20261122-10:00:01|56=BRIDGE|122=20261122-10:00:00|" + fields);
  EXPECT_TRUE(decode_cancel(repeated, fix44().session).poss_dup);
}

TEST(Codec, MissesWhatACancelMustSay) {
  for (const int missing : {11, 54, 55, 60}) {
    std::string body = "35=F|34=7|49=DESK|52=20261122-10:00:00|56=BRIDGE|";
    for (const char* field : {"11=Y|", "54=2|", "55=ETHUSDT|", "60=20261122-10:00:00|"}) {
      if (!std::string(field).starts_with(std::to_string(missing))) body += field;
    }
    EXPECT_THROW((void)decode_cancel(parse(body), fix44().session), FIX::RequiredTagMissing) << missing;
  }
}

TEST(Codec, TakesNothingFromFieldsItDoesNotUse) {
  const std::string used = "11=Y|37=42|38=0.250|41=X|54=2|55=BTC/USDT|60=20261122-10:00:00|";
  const std::string unused =
      "58=note|526=S|583=L|66=W|586=20261122-09:00:00|453=1|448=D|447=D|452=11|802=1|523=x|803=4|660=99|"
      "581=1|65=WI|48=ETHUSDT|22=8|460=7|461=FFXPXS|167=FUT|762=PERP|200=202612|541=20261225|201=1|202=100|"
      "231=1|207=BINF|106=B|107=perpetual|152=100|376=c|15=USDT|21=1|40=2|44=1|99=1|59=1|"
      "126=20261122-23:00:00|18=G 6|77=O|100=BINF|336=1|528=P|";
  EXPECT_EQ(words(asked(used + unused)), words(asked(used)));
}

// ---- 35=8 ----

TEST(Codec, WritesAWholeCanceledReport) {
  EXPECT_EQ(
      told(canceled(canceled_order())),
      "35=8|6=65000.05000|11=Y|14=0.100|17=1700000000000001-1|37=8389765500001234567|38=0.250|39=4|40=2|"
      "41=X|44=65000.10|54=1|55=BTC/USDT|59=1|60=20261122-15:00:00.057|150=4|151=0|25001=3|25101=LIMIT|"
      "25102=CONTRACT_PRICE|25107=BOTH|");
}

TEST(Codec, CopiesQuantitiesAndPricesAsText) {
  Order facts = canceled_order();
  facts.orig_qty = "12345678901234567890.12345678";
  facts.executed_qty = "0.00000000";
  facts.price = "0.1000000000000000000001";
  EXPECT_EQ(tags(facts, {38, 14, 6, 44}),
            "38=12345678901234567890.12345678|14=0.00000000|6=0|44=0.1000000000000000000001|");
}

// Settled by hand, and the venue has told nothing: 38 is the client's own, when it is a quantity.
TEST(Codec, EchoesNoQuantityThatIsNone) {
  Report done = report(order::ReportKind::Canceled);
  done.order_qty = "0.250";
  EXPECT_EQ(field_of(encode(done, fix44().session), 38), "0.250");
  done.order_qty = "1e3";
  EXPECT_EQ(field_of(encode(done, fix44().session), 38), "");
}

TEST(Codec, CarriesPossResendInTheHeader) {
  using order::ReportKind;
  for (const auto kind :
       {ReportKind::Canceled, ReportKind::CancelRejected, ReportKind::Status, ReportKind::StatusRejected}) {
    Report again = report(kind);
    again.order = canceled_order();
    again.ref_seq_num = 7;
    EXPECT_EQ(told(again).find("97=Y|"), std::string::npos) << static_cast<int>(kind);
    again.poss_resend = true;
    EXPECT_NE(told(again).find("97=Y|"), std::string::npos) << static_cast<int>(kind);
  }
}

TEST(Codec, WritesDoubtAboutAKnownOrderWithItsQuantities) {
  Report doubt = report(order::ReportKind::PendingCancel);
  doubt.ord_status = order::OrdStatus::PendingCancel;
  Order order = canceled_order();
  order.status = order::OrderStatus::PartiallyFilled;
  doubt.order = order;
  const std::string text = told(doubt);
  for (const char* known : {"|38=0.250|", "|14=0.100|", "|151=0.150|", "|6=65000.05000|"}) {
    EXPECT_NE(text.find(known), std::string::npos) << known;
  }
}

// Somebody says that the order is canceled, and the venue has told nothing of it.
TEST(Codec, TellsAVerdictInTheWordsOfTheRequest) {
  const auto by_hand = [](const std::string& fields) {
    Report report = order::canceled_by_hand_report(asked(fields), std::nullopt, "Settled by hand",
                                                   from_ms(1795359600057));
    report.ticket = order::TicketId{7};
    report.number = 1;
    return told(report);
  };
  EXPECT_EQ(by_hand("1=ACC|11=Y|38=0.250|41=X|54=5|55=BTC/USDT|60=20261122-10:00:00|"),
            "35=8|1=ACC|6=0|11=Y|14=0|17=7-1|37=NONE|38=0.250|39=4|41=X|54=5|55=BTC/USDT|58=Settled by "
            "hand. 14 and 6 are not known|60=20261122-15:00:00.057|150=4|151=0|");
  const std::string without = by_hand("11=Y|37=42|54=2|55=BTC/USDT|60=20261122-10:00:00|");
  for (const char* echoed : {"|37=42|", "|41=NONE|", "|151=0|"}) {
    EXPECT_NE(without.find(echoed), std::string::npos) << echoed;
  }
  EXPECT_EQ(without.find("|38="), std::string::npos) << "a quantity that nobody has told";
}

// A status that is not known is 0, because FIX wants a value, and the words say so: whole, whatever else is
// said.
TEST(Codec, SaysThatAStatusIsNotKnown) {
  Report no = report(order::ReportKind::CancelRejected);
  no.status_unknown = true;
  no.text = "Account(1)=A3 is not open to this session";
  const auto text_of = [&] { return field_of(encode(no, {}), FIX::FIELD::Text); };
  EXPECT_EQ(text_of(), "Account(1)=A3 is not open to this session. The order's status is not known");
  no.text = std::string(200, 'x');
  EXPECT_THAT(text_of(), ::testing::AllOf(::testing::SizeIs(128),
                                          ::testing::EndsWith("xx. The order's status is not known")));
  no.text.clear();
  EXPECT_EQ(text_of(), "The order's status is not known");
}

TEST(Codec, StampsEvidenceWithTheVenuesTimeAndTheRestWithItsOwn) {
  const auto command = asked("11=Y|54=1|37=42|55=BTC/USDT|60=20261122-10:00:00|");
  const auto own = from_ms(1795359700000);
  const auto stamp = [](const Report& report) {
    return field_of(encode(report, {}), FIX::FIELD::TransactTime);
  };
  const auto reject = [&](const order::OrderFacts& evidence) {
    return order::reject_report(command, order::RejectReason::Other, order::told_now(order::OrderStatus::New),
                                evidence, "", own);
  };
  EXPECT_EQ(stamp(order::canceled_report(command, canceled_order(), "", Timestamp{})),
            "20261122-15:00:00.057");
  EXPECT_EQ(stamp(reject(canceled_order())), "20261122-15:00:00.057");
  EXPECT_EQ(stamp(reject(std::nullopt)), "20261122-15:01:40.000");
  EXPECT_EQ(stamp(order::pending_report(command, canceled_order(), "", own)), "20261122-15:01:40.000");
}

TEST(Codec, TellsTheSideOfTheOrderRatherThanTheRequests) {
  Order facts = canceled_order();
  facts.side = "SELL";  // the request says 54=1
  EXPECT_EQ(tags(facts, {54}), "54=2|");
}

TEST(Codec, WritesTheSelfTradePreventionMode) {
  const auto written = [](const char* mode) {
    Order facts = canceled_order();
    facts.self_trade_prevention_mode = mode;
    return tags(facts, {25001});
  };
  EXPECT_EQ(written("NONE"), "25001=1|");
  EXPECT_EQ(written("EXPIRE_TAKER"), "25001=2|");
  EXPECT_EQ(written("EXPIRE_MAKER"), "25001=3|");
  EXPECT_EQ(written("EXPIRE_BOTH"), "25001=4|");
  EXPECT_EQ(written("NEWISH"), "");
}

TEST(Codec, SendsNoReservedField) {
  Order facts = canceled_order();
  for (const char* type : {"LIMIT", "STOP_MARKET", "TAKE_PROFIT", "TRAILING_STOP_MARKET"}) {
    facts.type = facts.orig_type = type;
    EXPECT_EQ(tags(facts, {103, 25016, 25109}), "") << type;
  }
}

// ---- 35=9 and 35=j ----

TEST(Codec, WritesAWholeCancelReject) {
  Report no = report(order::ReportKind::CancelRejected);
  no.reason = order::RejectReason::VenueOption;
  no.venue_code = -1022;
  no.account = "ACC";
  no.text = "-1022 Signature for this request is not valid.";
  EXPECT_EQ(
      told(no),
      "35=9|1=ACC|11=Y|37=8389765500001234567|39=0|41=X|58=-1022 Signature for this request is not valid.|"
      "60=20261122-15:00:00.057|102=2|434=1|25016=-1022|");
}

TEST(Codec, WritesTheStatusOfAnOrderThatIsStillOpen) {
  const auto written = [](order::OrderStatus status) {
    Report no = report(order::ReportKind::CancelRejected);
    no.ord_status = order::ord_status(status);
    return field_of(encode(no, {}), FIX::FIELD::OrdStatus);
  };
  EXPECT_EQ(written(order::OrderStatus::New), "0");
  EXPECT_EQ(written(order::OrderStatus::PartiallyFilled), "1");
}

TEST(Codec, NamesTheOrdersClientIdWhenTheRequestHadNone) {
  const auto command = asked("11=Y|37=42|54=1|55=BTC/USDT|60=20261122-10:00:00|");
  const auto no =
      order::reject_report(command, order::RejectReason::TooLate, order::told_now(order::OrderStatus::Filled),
                           canceled_order(), "", from_ms(1795359600057));
  EXPECT_EQ(field_of(encode(no, {}), FIX::FIELD::OrigClOrdID), "X");
}

TEST(Codec, LetsNoSohOrLongTextThrough) {
  for (const auto kind : {order::ReportKind::CancelRejected, order::ReportKind::PendingCancel}) {
    Report wordy = report(kind);
    wordy.text =
        "a\x01"
        "39=2\x01" +
        std::string(500, 'x');
    EXPECT_EQ(field_of(encode(wordy, {}), FIX::FIELD::Text), "a?39=2?" + std::string(121, 'x'));
  }
}

TEST(FieldWriter, WritesByTagAndLetsNoValueAddAField) {
  FieldWriter fields;
  fields.set(FIX::FIELD::Text,
             "a\x01"
             "39=2");
  fields.set(FIX::FIELD::OrdStatus, '4');
  fields.set(25016, "-2011");
  fields.set_unless_empty(FIX::FIELD::Account, "");
  fields.set_unless_zero(FIX::FIELD::Price, "0.00");
  fields.set_unless_zero(FIX::FIELD::OrderQty, "0.25");
  EXPECT_EQ(printable(fields.text()), "38=0.25|39=4|58=a?39=2|25016=-2011|");
}

TEST(Codec, NamesTheClOrdIdInItsBusinessReject) {
  const auto order_list = parse("35=E|34=7|49=DESK|52=20261122-10:00:00|56=BRIDGE|11=Y|");
  EXPECT_EQ(
      fix44().body_of(unsupported(order_list, fix44().session)),
      "35=j|45=7|58=Unsupported message type: the bridge takes 35=D, F, G, H, q and AF|372=E|379=Y|380=3|");
  EXPECT_EQ(fix44().body_of(not_available(order_list, fix44().session)),
            "35=j|45=7|58=The bridge could not process this message; nothing was sent. Try "
            "again|372=E|379=Y|380=4|");
}

TEST(Codec, RefusesOrdersWhereTheSessionPlacesNone) {
  const auto order = parse("35=D|34=7|49=DESK|52=20261122-10:00:00|56=BRIDGE|11=X|");
  SessionSettings session = fix44().session;
  session.terms.entry.enabled = false;
  EXPECT_FALSE(decode(order, session));
  EXPECT_EQ(fix44().body_of(unsupported(order, fix44().session)),
            "35=j|45=7|58=Placing and replacing orders is not open to this session|372=D|379=X|380=3|");
}

TEST(Codec, LeavesTheRefIdOutOfABusinessRejectWhenThereIsNone) {
  const auto heading = parse("35=B|34=8|49=DESK|52=20261122-10:00:00|56=BRIDGE|");
  EXPECT_EQ(fix44().body_of(unsupported(heading, fix44().session)),
            "35=j|45=8|58=Unsupported message type: the bridge takes 35=D, F, G, H, q and AF|372=B|380=3|");
}

TEST(Codec, MasksPasswordsForTheEye) {
  EXPECT_EQ(printable(soh("35=A|553=me|554=s3cret|925=n3w|96=sig|58=554=x|")),
            "35=A|553=me|554=***|925=***|96=***|58=554=x|");
}

}  // namespace
}  // namespace bridge::fix
