// A client of each version, and what the codec writes for it: as pipe text, checked against its dictionary.
#pragma once

#include "base/time.hpp"
#include "fix/codec/codec.hpp"
#include "fix/message.hpp"
#include "fix/wire/dictionary.hpp"
#include "fix/wire/traffic.hpp"
#include "order/report.hpp"

#include <string>

namespace bridge::fix {

inline SessionSettings session_of(const std::string& begin_string) {
  SessionSettings session;
  session.begin_string = begin_string;
  session.sender_comp_id = "BRIDGE";
  session.target_comp_id = "DESK";
  return session;
}

inline std::string field_of(const Body& body, int tag) { return std::string(value_in(body, tag)); }

// One version's client with its dictionaries.
class Desk {
 public:
  explicit Desk(const std::string& begin_string)
      : session(session_of(begin_string)),
        provider_(make_provider(begin_string)),
        transport_(provider_.getSessionDataDictionary(FIX::BeginString(begin_string))),
        application_(begin_string == "FIXT.1.1"
                         ? provider_.getApplicationDataDictionary(FIX::ApplVerID(FIX::ApplVerID_FIX50SP2))
                         : transport_) {
    session.terms.entry.enabled = true;
  }

  // `body` begins with 35=; throws what the engine would answer with 35=3.
  [[nodiscard]] FIX::Message checked(const std::string& body) const {
    return checked_wire(message(body, session.begin_string));
  }

  // A request as this client writes it; `fields` are those of the body.
  [[nodiscard]] FIX::Message request(const std::string& msg_type, const std::string& fields) const {
    return checked("35=" + msg_type + "|34=7|49=DESK|52=20261122-10:00:00|56=BRIDGE|" + fields);
  }

  // The message as pipe text without what the engine fills in; it must be right by the dictionary.
  [[nodiscard]] std::string body_of(const Body& body) const {
    FIX::Message message = message_of(body);
    message.getHeader().setField(FIX::BeginString(session.begin_string));
    message.getHeader().setField(FIX::SenderCompID("BRIDGE"));
    message.getHeader().setField(FIX::TargetCompID("DESK"));
    message.getHeader().setField(FIX::MsgSeqNum(1));
    message.getHeader().setField(FIX::SendingTime(FIX::UtcTimeStamp(), 6));
    const std::string wire = message.toString();
    (void)checked_wire(wire);

    std::string text = printable(wire);
    for (const char* tag : {"8=", "9=", "34=", "49=", "52=", "56=", "10="}) {
      const auto begin = text.starts_with(tag) ? 0 : text.find(std::string("|") + tag) + 1;
      text.erase(begin, text.find('|', begin) + 1 - begin);
    }
    return text;
  }

  [[nodiscard]] std::string told(const order::Report& report) const {
    return body_of(encode(report, session));
  }

  SessionSettings session;

 private:
  [[nodiscard]] FIX::Message checked_wire(const std::string& wire) const {
    FIX::Message message(wire, transport_, application_, true);
    FIX::DataDictionary::validate(message, &transport_, &application_);
    return message;
  }

  FIX::DataDictionaryProvider provider_;
  const FIX::DataDictionary& transport_;
  const FIX::DataDictionary& application_;
};

inline const Desk& fix42() {
  static const Desk desk("FIX.4.2");
  return desk;
}
inline const Desk& fix44() {
  static const Desk desk("FIX.4.4");
  return desk;
}
inline const Desk& fix50sp2() {
  static const Desk desk("FIXT.1.1");
  return desk;
}

// A part-filled limit order that the venue canceled.
inline order::Order canceled_order() {
  order::Order order;
  order.order_id = order::OrderId{8389765500001234567};
  order.client_order_id = "X";
  order.symbol = "BTCUSDT";
  order.status = order::OrderStatus::Canceled;
  order.status_text = "CANCELED";
  order.side = "BUY";
  order.position_side = "BOTH";
  order.type = "LIMIT";
  order.orig_type = "LIMIT";
  order.time_in_force = "GTC";
  order.price = "65000.10";
  order.stop_price = "0.00";
  order.orig_qty = "0.250";
  order.executed_qty = "0.100";
  order.avg_price = "65000.05000";
  order.working_type = "CONTRACT_PRICE";
  order.price_match = "NONE";
  order.self_trade_prevention_mode = "EXPIRE_MAKER";
  order.update_time_ms = 1795359600057;
  return order;
}

inline order::Report report(order::ReportKind kind) {
  order::Report report;
  report.session = fix44().session.key();
  report.ticket = order::TicketId{1700000000000001};
  report.number = 1;
  report.kind = kind;
  report.final = kind != order::ReportKind::PendingCancel;
  report.cl_ord_id = order::ClOrdId{"Y"};
  report.orig_cl_ord_id = "X";
  report.order_id = "8389765500001234567";
  report.symbol = "BTC/USDT";
  report.side = '1';
  report.transact_time = from_ms(1795359600057);
  return report;
}

// What a Canceled report for `facts` becomes.
inline order::Report canceled(const order::Order& facts) {
  order::Report done = report(order::ReportKind::Canceled);
  done.ord_status = order::OrdStatus::Canceled;
  done.order = facts;
  return done;
}

}  // namespace bridge::fix
