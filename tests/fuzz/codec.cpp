// A request's body through the dictionary, decode(), and the answer back through
// encode. What the dictionary lets pass is decoded or found wanting by FIX's own rules, and what we answer is
// sound itself.
//
// An input is '2', '4' or '5' for the version, then the message from 35= on, '|' for SOH.
#include "fix/codec/codec.hpp"

#include "base/decimal.hpp"
#include "fix/codec/body.hpp"
#include "fix/codec_desk.hpp"
#include "fuzz/target.hpp"
#include "order/reporting.hpp"

#include <optional>
#include <string>
#include <variant>

namespace bridge::fuzz {
namespace {

constexpr auto kReason = order::RejectReason::Other;
const Timestamp kAt = from_ms(1795359600057);

const fix::Desk& desk_of(char version) {
  return version == '2' ? fix::fix42() : version == '5' ? fix::fix50sp2() : fix::fix44();
}

// Nothing: what the engine answers with 35=3, or ignores.
std::optional<order::Command> decoded(const fix::Desk& desk, const std::string& body) {
  try {
    const FIX::Message message = desk.checked(body);
    return fix::decode(message, desk.session);
  } catch (const FIX::Exception&) {
  }
  return {};
}

// What the client gets, which its own dictionary must take.
fix::Body told(const fix::Desk& desk, const order::Report& report) {
  static_cast<void>(desk.told(report));
  return fix::encode(report, desk.session);
}

void answer(const fix::Desk& desk, const order::CancelCommand& command) {
  check(!command.cl_ord_id.value().empty() && !command.symbol.empty(), "a cancel has its fields");
  const auto body = told(desk, order::reject_report(command, kReason, order::Standing{}, {},
                                                    "refused \x01"
                                                    "11=another\x01",
                                                    kAt));
  check(body.msg_type == "9", "a refusal is 35=9");
  check(fix::value_in(body, 11) == command.cl_ord_id.value(), "the answer names the cancel");
  check(fix::value_in(body, 58).starts_with("refused ?11=another?"), "a text adds no field");
}

void answer(const fix::Desk& desk, const order::StatusCommand& question) {
  const auto later = told(
      desk, order::status_rejected_report(question, order::BusinessReason::NotAvailable, "no link", kAt));
  check(later.msg_type == "j", "a question that cannot be asked gets 35=j");
}

// What every answer to an order has; the rest of it is the book's.
template <class Command>
order::Report report_on(const Command& command, order::ReportKind kind) {
  order::Report report;
  report.session = command.session;
  report.ticket = order::TicketId{7};
  report.number = 1;
  report.kind = kind;
  report.cl_ord_id = command.cl_ord_id;
  report.symbol = command.symbol;
  report.side = command.side;
  report.account = command.account;
  report.route = command.route;
  report.transact_time = kAt;
  if (command.refused) report.text = command.refused->text;
  return report;
}

void terms_are_sound(const order::OrderTerms& terms) {
  for (const auto* number :
       {&terms.order_qty, &terms.price, &terms.stop_px, &terms.activate_price, &terms.callback_bips}) {
    check(number->empty() || (is_decimal(*number) && !is_zero(*number) && number->size() <= 41),
          "a number of the terms is one");
  }
  check(terms.good_till_ms >= 0, "a time of the terms is one");
}

void refusal_is_sound(const std::optional<order::OrderRefusal>& refused) {
  check(!refused || (is_clean(refused->text) && refused->text.size() <= 128), "a refusal fits into Text(58)");
}

void answer(const fix::Desk& desk, const order::PlaceCommand& command) {
  terms_are_sound(command.terms);
  refusal_is_sound(command.refused);
  check(!command.cl_ord_id.value().empty() && !command.symbol.empty(), "an order has its fields");
  if (!command.refused) {
    check(command.side == '1' || command.side == '2', "an order buys or sells");
    check(!command.terms.order_qty.empty() || command.terms.close_position, "an order says how much");
  }
  auto report =
      report_on(command, command.refused ? order::ReportKind::OrderRejected : order::ReportKind::PendingNew);
  report.ord_status = command.refused ? order::OrdStatus::Rejected : order::OrdStatus::PendingNew;
  const std::string& order_qty = command.terms.order_qty.empty() ? "0" : command.terms.order_qty;
  report.quantities = order::Quantities{order_qty, "0", command.refused ? "0" : order_qty, ""};
  if (command.refused) {
    report.ord_rej_reason = command.refused->reason;
  } else {
    report.terms = command.terms;
  }
  const auto body = told(desk, report);
  check(body.msg_type == "8", "an order is answered with 35=8");
  check(fix::value_in(body, 11) == command.cl_ord_id.value(), "the answer names the order");
  check(fix::value_in(body, 58) == report.text, "the reason is told as it is");
}

void answer(const fix::Desk& desk, const order::ReplaceCommand& command) {
  terms_are_sound(command.terms);
  refusal_is_sound(command.refused);
  auto report = report_on(command, order::ReportKind::ReplaceRejected);
  report.orig_cl_ord_id = command.orig_cl_ord_id;
  report.order_id = command.order_id;
  const auto body = told(desk, report);
  check(body.msg_type == "9", "a replacement that is refused gets 35=9");
  check(fix::value_in(body, 434) == "2", "it says that it was a replacement");
}

void answer(const fix::Desk& desk, const order::MassCancelCommand& command) {
  check(!command.cl_ord_id.value().empty(), "a mass cancel has its field");
  const auto body = told(desk, order::mass_cancel_rejected_report(
                                   command, order::MassCancelRejectReason::Other, "no\x01link", kAt));
  check(body.msg_type == "r", "a mass cancel is answered with 35=r");
  check(fix::value_in(body, 11) == command.cl_ord_id.value(), "the answer names the mass cancel");
}

void answer(const fix::Desk& desk, const order::MassStatusCommand& question) {
  const auto refused = told(desk, order::mass_status_rejected_report(
                                      question, order::BusinessReason::NotAvailable, "no link", kAt));
  check(refused.msg_type == "j", "a question that cannot be answered gets 35=j");
  const auto nothing = told(desk, order::nothing_open_report(question, kAt));
  check(fix::value_in(nothing, 584) == question.mass_status_req_id, "the answer names the question");
}

}  // namespace
}  // namespace bridge::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace bridge::fuzz;
  std::string_view text = text_of(data, size);
  const auto& desk = desk_of(take(text));
  if (const auto request = decoded(desk, std::string(text))) {
    std::visit([&desk](const auto& command) { answer(desk, command); }, *request);
  }
  return 0;
}
