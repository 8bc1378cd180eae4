// The same report in each version of FIX, whole messages side by side (fixspec/rules.md, 1).
#include "fix/codec_desk.hpp"
#include "order/reporting.hpp"

#include <gtest/gtest.h>

#include <array>

namespace bridge::fix {
namespace {

order::CancelCommand decode_cancel(const FIX::Message& message, const SessionSettings& session) {
  return std::get<order::CancelCommand>(decode(message, session).value());
}
order::StatusCommand decode_status(const FIX::Message& message, const SessionSettings& session) {
  return std::get<order::StatusCommand>(decode(message, session).value());
}

using order::BusinessReason;
using order::OrderStatus;
using order::OrdStatus;
using order::RejectReason;
using order::Report;
using order::ReportKind;

const std::array<const Desk*, 3> kDesks{&fix42(), &fix44(), &fix50sp2()};

Report pending(const order::OrderFacts& order, const std::string& text) {
  Report doubt = report(ReportKind::PendingCancel);
  doubt.ord_status = OrdStatus::PendingCancel;
  doubt.order = order;
  doubt.text = text;
  return doubt;
}

Report rejected(RejectReason reason, const std::string& text) {
  Report no = report(ReportKind::CancelRejected);
  no.reason = reason;
  no.text = text;
  return no;
}

// ---- 35=8 ----

TEST(Versions, TellThatAnOrderIsCanceled) {
  const Report done = canceled(canceled_order());
  const std::string facts = "25001=3|25101=LIMIT|25102=CONTRACT_PRICE|25107=BOTH|";
  EXPECT_EQ(
      fix42().told(done),
      "35=8|6=65000.05000|11=Y|14=0.100|17=1700000000000001-1|20=0|37=8389765500001234567|38=0.250|39=4|"
      "40=2|41=X|44=65000.10|54=1|55=BTC/USDT|59=1|60=20261122-15:00:00.057|150=4|151=0|" +
          facts);
  EXPECT_EQ(
      fix44().told(done),
      "35=8|6=65000.05000|11=Y|14=0.100|17=1700000000000001-1|37=8389765500001234567|38=0.250|39=4|40=2|"
      "41=X|44=65000.10|54=1|55=BTC/USDT|59=1|60=20261122-15:00:00.057|150=4|151=0|" +
          facts);
  EXPECT_EQ(
      fix50sp2().told(done),
      "35=8|6=65000.05000|11=Y|14=0.100|17=1700000000000001-1|37=8389765500001234567|38=0.250|39=4|40=2|"
      "41=X|44=65000.10|54=1|55=BTC/USDT|59=1|60=20261122-15:00:00.057|150=4|151=0|167=FUT|" +
          facts);
}

TEST(Versions, TellThatACancelIsPending) {
  auto facts = canceled_order();
  facts.status = OrderStatus::PartiallyFilled;
  const Report doubt = pending(facts, "In doubt");
  const std::string last = "25001=3|25101=LIMIT|25102=CONTRACT_PRICE|25107=BOTH|";
  EXPECT_EQ(
      fix42().told(doubt),
      "35=8|6=65000.05000|11=Y|14=0.100|17=1700000000000001-1|20=0|37=8389765500001234567|38=0.250|39=6|"
      "40=2|41=X|44=65000.10|54=1|55=BTC/USDT|58=In doubt|59=1|60=20261122-15:00:00.057|150=6|151=0.150|" +
          last);
  EXPECT_EQ(
      fix44().told(doubt),
      "35=8|6=65000.05000|11=Y|14=0.100|17=1700000000000001-1|37=8389765500001234567|38=0.250|39=6|40=2|"
      "41=X|44=65000.10|54=1|55=BTC/USDT|58=In doubt|59=1|60=20261122-15:00:00.057|150=6|151=0.150|" +
          last);
  EXPECT_EQ(
      fix50sp2().told(doubt),
      "35=8|6=65000.05000|11=Y|14=0.100|17=1700000000000001-1|37=8389765500001234567|38=0.250|39=6|40=2|"
      "41=X|44=65000.10|54=1|55=BTC/USDT|58=In doubt|59=1|60=20261122-15:00:00.057|150=6|151=0.150|167=FUT|" +
          last);
}

TEST(Versions, SayThatThePriceOfAFillIsNotKnown) {
  auto facts = canceled_order();
  facts.avg_price.reset();  // a reply to a cancel does not tell it
  const Report doubt = pending(facts, "In doubt");
  const auto written = [&](const Desk& desk) {
    const auto message = encode(doubt, desk.session);
    const std::string avg_px = field_of(message, FIX::FIELD::AvgPx);
    return (avg_px.empty() ? "no 6" : "6=" + avg_px) + ", " + field_of(message, FIX::FIELD::Text);
  };
  EXPECT_EQ(written(fix42()), "6=0, In doubt. AvgPx(6) is not known");
  EXPECT_EQ(written(fix44()), "6=0, In doubt. AvgPx(6) is not known");
  EXPECT_EQ(written(fix50sp2()), "no 6, In doubt");
}

TEST(Versions, HoldAPriceOfZeroForNotKnown) {
  auto facts = canceled_order();
  facts.avg_price = "0.00000";
  const Report doubt = pending(facts, "");
  EXPECT_EQ(field_of(encode(doubt, fix44().session), FIX::FIELD::Text), "AvgPx(6) is not known");
  EXPECT_EQ(field_of(encode(doubt, fix50sp2().session), FIX::FIELD::AvgPx), "");
}

TEST(Versions, AnswerAQuestionAboutAnOrder) {
  Report status = report(ReportKind::Status);
  status.cl_ord_id = order::ClOrdId{"X"};
  status.orig_cl_ord_id = "";
  status.account = "ACC";
  status.ord_status = OrdStatus::PartiallyFilled;
  status.ord_status_req_id = "Q";
  order::Order order = canceled_order();
  order.status = OrderStatus::PartiallyFilled;
  status.order = order;
  const std::string facts = "25001=3|25101=LIMIT|25102=CONTRACT_PRICE|25107=BOTH|";
  EXPECT_EQ(
      fix42().told(status),
      "35=8|1=ACC|6=65000.05000|11=X|14=0.100|17=1700000000000001-1|20=3|37=8389765500001234567|38=0.250|"
      "39=1|40=2|44=65000.10|54=1|55=BTC/USDT|59=1|60=20261122-15:00:00.057|150=1|151=0.150|" +
          facts);
  EXPECT_EQ(fix44().told(status),
            "35=8|1=ACC|6=65000.05000|11=X|14=0.100|17=1700000000000001-1|37=8389765500001234567|38=0.250|"
            "39=1|40=2|44=65000.10|54=1|55=BTC/USDT|59=1|60=20261122-15:00:00.057|150=I|151=0.150|790=Q|" +
                facts);
  EXPECT_EQ(
      fix50sp2().told(status),
      "35=8|1=ACC|6=65000.05000|11=X|14=0.100|17=1700000000000001-1|37=8389765500001234567|38=0.250|39=1|"
      "40=2|44=65000.10|54=1|55=BTC/USDT|59=1|60=20261122-15:00:00.057|150=I|151=0.150|167=FUT|790=Q|" +
          facts);
}

TEST(Versions, AnswerWhileACancelOfTheOrderIsPending) {
  Report status = report(ReportKind::Status);
  status.ord_status = OrdStatus::PendingCancel;
  status.order = canceled_order();
  status.text = "A cancel is pending.";
  for (const Desk* desk : kDesks) {
    const std::string text = desk->told(status);
    EXPECT_NE(text.find("|39=6|"), std::string::npos) << text;
    EXPECT_NE(text.find("|58=A cancel is pending."), std::string::npos) << text;
    EXPECT_NE(text.find(desk == &fix42() ? "|150=6|" : "|150=I|"), std::string::npos) << text;
  }
}

TEST(Versions, AnswerAQuestionAboutAnOrderNobodyKnows) {
  order::StatusCommand question;
  question.cl_ord_id = "X";
  question.symbol = "BTC/USDT";
  question.msg_seq_num = 7;
  const Report unknown = order::status_rejected_report(question, order::BusinessReason::UnknownId,
                                                       "-2013 Order does not exist.", from_ms(1795359600057));
  for (const Desk* desk : kDesks) {
    EXPECT_EQ(desk->told(unknown), "35=j|45=7|58=-2013 Order does not exist.|372=H|379=X|380=1|");
  }
}

TEST(Versions, AnswerUnderTheIdsOfTheCancelOnceItIsAccepted) {
  Report status = report(ReportKind::Status);  // 11=Y, 41=X
  status.ord_status = OrdStatus::Canceled;
  status.order = canceled_order();
  for (const Desk* desk : kDesks) {
    const std::string text = desk->told(status);
    EXPECT_NE(text.find("|11=Y|"), std::string::npos) << text;
    EXPECT_NE(text.find("|41=X|"), std::string::npos) << text;
  }
}

// ---- 35=9 ----

TEST(Versions, RejectACancel) {
  Report no = rejected(RejectReason::VenueOption, "-1022 Signature for this request is not valid.");
  no.venue_code = -1022;
  const std::string everywhere =
      "35=9|11=Y|37=8389765500001234567|39=0|41=X|58=-1022 Signature for this request is not valid.|"
      "60=20261122-15:00:00.057|102=2|434=1|25016=-1022|";
  for (const Desk* desk : kDesks) EXPECT_EQ(desk->told(no), everywhere);
}

TEST(Versions, LeaveOutTheOrdersClientIdWhereTheyMay) {
  for (const char* none : {"NONE", ""}) {
    Report no = rejected(RejectReason::Other, "t");
    no.orig_cl_ord_id = none;
    EXPECT_EQ(fix42().told(no),
              "35=9|11=Y|37=8389765500001234567|39=0|41=NONE|58=t|"
              "60=20261122-15:00:00.057|102=2|434=1|");
    EXPECT_EQ(fix44().told(no),
              "35=9|11=Y|37=8389765500001234567|39=0|41=NONE|58=t|60=20261122-15:00:00.057|102=99|434=1|");
    EXPECT_EQ(fix50sp2().told(no),
              "35=9|11=Y|37=8389765500001234567|39=0|58=t|60=20261122-15:00:00.057|102=99|434=1|");
  }
}

TEST(Versions, HaveAReasonForEveryReject) {
  struct Row {
    RejectReason reason;
    const char* fix42;   // 102
    const char* others;  // 102 in FIX 4.4 and 5.0 SP2
  };
  for (const Row& row :
       {Row{RejectReason::TooLate, "0", "0"}, Row{RejectReason::UnknownOrder, "1", "1"},
        Row{RejectReason::VenueOption, "2", "2"}, Row{RejectReason::AlreadyPending, "3", "3"},
        Row{RejectReason::DuplicateClOrdId, "2", "6"}, Row{RejectReason::Other, "2", "99"}}) {
    const Report no = rejected(row.reason, "The reason in words");
    const auto whole = [](const std::string& reason) {
      return "35=9|11=Y|37=8389765500001234567|39=0|41=X|58=The reason in "
             "words|60=20261122-15:00:00.057|102=" +
             reason + "|434=1|";
    };
    EXPECT_EQ(fix42().told(no), whole(row.fix42));
    EXPECT_EQ(fix44().told(no), whole(row.others));
    EXPECT_EQ(fix50sp2().told(no), whole(row.others));
  }
}

// ---- 35=j ----

TEST(Versions, RefuseAQuestion) {
  order::StatusCommand question;
  question.cl_ord_id = "X";
  question.msg_seq_num = 12;
  const auto told = [&](const Desk& desk, BusinessReason reason, const std::string& text) {
    return desk.told(order::status_rejected_report(question, reason, text, from_ms(1795359600057)));
  };
  const std::string closed = "35=j|45=12|58=Ask again|372=H|379=X|380=4|";
  for (const Desk* desk : kDesks) EXPECT_EQ(told(*desk, BusinessReason::NotAvailable, "Ask again"), closed);
  const std::string odd = "35=j|45=12|58=-1121 Invalid symbol.|372=H|379=X|380=2|";
  for (const Desk* desk : kDesks) {
    EXPECT_EQ(told(*desk, BusinessReason::UnknownSecurity, "-1121 Invalid symbol."), odd);
  }
  EXPECT_EQ(told(fix42(), BusinessReason::NotAuthorized, "t"), "35=j|45=12|58=t|372=H|379=X|380=0|");
  EXPECT_EQ(told(fix44(), BusinessReason::NotAuthorized, "t"), "35=j|45=12|58=t|372=H|379=X|380=6|");
  EXPECT_EQ(told(fix50sp2(), BusinessReason::NotAuthorized, "t"), "35=j|45=12|58=t|372=H|379=X|380=6|");
  question.cl_ord_id = "";
  EXPECT_EQ(told(fix50sp2(), BusinessReason::NotAvailable, "t"), "35=j|45=12|58=t|372=H|380=4|");
}

TEST(Versions, RefuseATypeTheyDoNotTakeWithoutStrayFields) {
  for (const Desk* desk : kDesks) {
    const FIX::Message list(
        message("35=E|34=7|49=DESK|52=20261122-10:00:00|56=BRIDGE|11=Y|", desk->session.begin_string), false);
    EXPECT_EQ(desk->body_of(unsupported(list, desk->session)),
              "35=j|45=7|58=Unsupported message type: the bridge takes 35=D, F, G, H, q and "
              "AF|372=E|379=Y|380=3|");
  }
}

// ---- options of a session ----

TEST(SessionWords, MoveOurOwnTagsToTheSessionsBase) {
  order::Order order = canceled_order();
  order.cum_quote = "6500.00500";
  const Report done = canceled(order);
  SessionSettings session = fix44().session;
  session.custom_tag_base = 9000;
  EXPECT_EQ(
      fix44().body_of(encode(done, session)),
      "35=8|6=65000.05000|11=Y|14=0.100|17=1700000000000001-1|37=8389765500001234567|38=0.250|39=4|40=2|"
      "41=X|44=65000.10|54=1|55=BTC/USDT|59=1|60=20261122-15:00:00.057|150=4|151=0|9001=3|"
      "9017=6500.00500|9101=LIMIT|9102=CONTRACT_PRICE|9107=BOTH|");
  Report no = rejected(RejectReason::VenueOption, "");
  no.venue_code = -1022;
  EXPECT_EQ(field_of(encode(no, session), 9016), "-1022");
}

// A stop order, of which FIX 5.0 can say more than the versions before it.
Report canceled_stop() {
  order::Order order = canceled_order();
  order.orig_type = "STOP";
  order.stop_price = "64000.00";
  order.cum_quote = "6500.00500";
  return canceled(order);
}

TEST(SessionWords, SayNothingBeyondTheVersionToAClientThatWantsNone) {
  for (const auto* desk : {&fix42(), &fix44()}) {
    SessionSettings session = desk->session;
    session.custom_tag_base = 0;
    EXPECT_EQ(desk->body_of(encode(canceled_stop(), session)),
              "35=8|6=65000.05000|11=Y|14=0.100|17=1700000000000001-1|" +
                  std::string(desk == &fix42() ? "20=0|" : "") +
                  "37=8389765500001234567|38=0.250|39=4|40=4|41=X|44=65000.10|54=1|55=BTC/USDT|59=1|"
                  "60=20261122-15:00:00.057|99=64000.00|150=4|151=0|");
  }
  SessionSettings session = fix50sp2().session;
  session.custom_tag_base = 0;
  const auto message = encode(canceled_stop(), session);
  EXPECT_EQ(field_of(message, 1109), "U");
  EXPECT_EQ(field_of(message, 25101), "");
}

// A session that asks for them has them, whatever becomes of our own tags.
TEST(SessionWords, SayTagsOfLaterVersionsToWhomeverAsksForThem) {
  for (const int base : {25000, 0}) {
    for (const auto* desk : {&fix42(), &fix44(), &fix50sp2()}) {
      for (const bool asks : {false, true}) {
        SessionSettings session = desk->session;
        session.custom_tag_base = base;
        session.later_tags = asks;
        const auto message = encode(canceled_stop(), session);
        const bool has = asks || desk == &fix50sp2();
        EXPECT_EQ(field_of(message, 1109), has ? "U" : "") << desk->session.begin_string << asks;
        EXPECT_EQ(field_of(message, 1107), has && desk != &fix42() ? "2" : "")
            << desk->session.begin_string << asks;
        EXPECT_EQ(field_of(message, 25101), base == 0 ? "" : "STOP");
      }
    }
  }
}

TEST(SessionWords, WriteTimesAsFineAsTheSessionWantsThem) {
  order::Order order = canceled_order();
  order.time_in_force = "GTD";
  order.good_till_date_ms = 1795359600123;
  order.time_ms = 1795359595001;
  const Report done = canceled(order);
  const auto written = [&](int places) {
    SessionSettings session = fix44().session;
    session.timestamp_places = places;
    (void)fix44().body_of(encode(done, session));
    const auto message = encode(done, session);
    std::string times;
    for (const int tag : {60, 126, 25018}) times += field_of(message, tag) + " ";
    return times;
  };
  EXPECT_EQ(written(0), "20261122-15:00:00 20261122-15:00:00 20261122-14:59:55 ");
  EXPECT_EQ(written(3), "20261122-15:00:00.057 20261122-15:00:00.123 20261122-14:59:55.001 ");
  EXPECT_EQ(written(6), "20261122-15:00:00.057000 20261122-15:00:00.123000 20261122-14:59:55.001000 ");
}

TEST(SessionWords, CutTextToTheSessionsLimit) {
  SessionSettings session = fix44().session;
  session.text_limit = 16;
  const std::string wordy = "Too late\x01to cancel: the order is FILLED";
  EXPECT_EQ(field_of(encode(rejected(RejectReason::TooLate, wordy), session), 58), "Too late?to canc");
  Report question = report(ReportKind::StatusRejected);
  question.text = wordy;
  EXPECT_EQ(field_of(encode(question, session), 58), "Too late?to canc");
  const FIX::Message list(message("35=E|34=7|49=DESK|52=20261122-10:00:00|56=BRIDGE|"), false);
  EXPECT_EQ(field_of(unsupported(list, session), 58), "Unsupported mess");
  session.text_limit = 40;  // the note stays whole, the rest makes room for it
  auto facts = canceled_order();
  facts.avg_price.reset();
  EXPECT_EQ(field_of(encode(pending(facts, wordy), session), 58), "Too late?to cance. AvgPx(6) is not known");
}

// ---- 35=q and 35=AF, which FIX 4.2 does not have ----

TEST(Mass, IsReadInTheVersionsThatHaveIt) {
  for (const Desk* desk : {&fix44(), &fix50sp2()}) {
    const auto asked = decode(
        desk->request("q", "1=ACC|11=Q|54=2|55=BTC/USDT|60=20261122-10:00:00.123|530=1|"), desk->session);
    const auto& command = std::get<order::MassCancelCommand>(asked.value());
    EXPECT_EQ(command.session, desk->session.key());
    EXPECT_EQ(command.cl_ord_id.value(), "Q");
    EXPECT_EQ(command.request_type, '1');
    EXPECT_EQ(command.scope.symbol, "BTC/USDT");
    EXPECT_EQ(command.scope.side, '2');
    EXPECT_EQ(command.account, "ACC");
    EXPECT_EQ(command.transact_time, "20261122-10:00:00.123");
    EXPECT_EQ(command.msg_seq_num, 7);
    const auto report = order::not_taken_report(command, "The journal cannot record", Timestamp{});
    EXPECT_EQ(field_of(encode(report, desk->session), 1), "ACC");
    EXPECT_EQ(field_of(encode(report, desk->session), 531), "0");

    const auto question = decode(desk->request("AF", "55=BTC/USDT|584=S|585=7|"), desk->session);
    const auto& status = std::get<order::MassStatusCommand>(question.value());
    EXPECT_EQ(status.mass_status_req_id, "S");
    EXPECT_EQ(status.request_type, '7');
    EXPECT_EQ(status.scope.symbol, "") << "all are asked for";
    EXPECT_EQ(status.scope.side, '\0');
    const auto refused = order::not_taken_report(status, "The journal cannot record", Timestamp{});
    const Body reject = encode(refused, desk->session);
    EXPECT_EQ(reject.msg_type, "j");
    EXPECT_EQ(field_of(reject, 372), "AF");
    EXPECT_EQ(field_of(reject, 379), "S");
  }
}

TEST(Mass, IsNotOpenToASessionThatPlacesNoOrders) {
  SessionSettings session = fix44().session;
  session.terms.entry.enabled = false;
  const auto request = fix44().request("q", "11=Q|60=20261122-10:00:00.123|530=7|");
  EXPECT_FALSE(decode(request, session));
  EXPECT_EQ(field_of(unsupported(request, session), 58),
            "It means orders that were placed here, which is not open to this session");
}

// ---- 35=F and 35=H ----

TEST(Versions, ReadACancelRequest) {
  for (const Desk* desk : kDesks) {
    const auto command = decode_cancel(
        desk->request("F", "1=ACC|11=Y|37=42|38=0.250|54=2|55=BTC/USDT|60=20261122-10:00:00.123|"),
        desk->session);
    EXPECT_EQ(command.session.value(), desk->session.begin_string + ":BRIDGE->DESK");
    EXPECT_EQ(command.cl_ord_id.value(), "Y");
    EXPECT_EQ(command.orig_cl_ord_id, "");
    EXPECT_EQ(command.order_id, "42");
    EXPECT_EQ(command.order_qty, "0.250");
    EXPECT_EQ(command.account, "ACC");
    EXPECT_EQ(command.side, '2');
  }
}

TEST(Versions, ReadAQuestion) {
  for (const Desk* desk : kDesks) {
    const bool has_req_id = desk->session.version() != Version::Fix42;
    const auto question =
        decode_status(desk->request("H", std::string("1=ACC|11=Y|37=42|41=X|54=2|55=BTC/USDT|") +
                                             (has_req_id ? "790=Q|" : "")),
                      desk->session);
    EXPECT_EQ(question.session.value(), desk->session.begin_string + ":BRIDGE->DESK");
    EXPECT_EQ(question.cl_ord_id, "Y");
    EXPECT_EQ(question.orig_cl_ord_id, "X");
    EXPECT_EQ(question.order_id, "42");
    EXPECT_EQ(question.ord_status_req_id, has_req_id ? "Q" : "");
    EXPECT_EQ(question.symbol, "BTC/USDT");
    EXPECT_EQ(question.side, '2');
    EXPECT_EQ(question.account, "ACC");
    EXPECT_EQ(question.msg_seq_num, 7);
  }
}

TEST(Versions, NeedOneIdOfTheOrderInAQuestion) {
  for (const Desk* desk : kDesks) {
    for (const char* id : {"11=Y|", "37=42|", "41=X|"}) {
      EXPECT_NO_THROW(
          (void)decode_status(desk->request("H", std::string(id) + "54=2|55=BTC/USDT|"), desk->session));
    }
    EXPECT_THROW((void)decode_status(desk->request("H", "54=2|55=BTC/USDT|"), desk->session),
                 FIX::RequiredTagMissing);
  }
}

}  // namespace
}  // namespace bridge::fix
