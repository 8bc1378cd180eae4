// 35=8 (fixspec/execution_report.md).
#include "base/decimal.hpp"
#include "fix/codec/codec_order.hpp"
#include "fix/codec/codec_wording.hpp"
#include "fix/codec/report_writing.hpp"
#include "fix/quickfix.hpp"

#include <string>

namespace bridge::fix {
namespace {

using order::Order;
using order::OrdStatus;
using order::Quantities;
using order::Report;
using order::ReportKind;

// True when nothing of the order is left to be filled. One that closes a position has no quantity: there its
// status tells.
bool is_whole(const Report& report, const Quantities& known) {
  if (report.ord_status == OrdStatus::Filled) return true;
  const auto rest = subtract(known.order_qty, known.cum_qty);
  return rest && is_zero(*rest);
}

// ExecType(150): what has happened, where OrdStatus(39) says how the order stands.
char exec_type(const Report& report, const Quantities& known, const Wording& words) {
  const char as_status = static_cast<char>(report.ord_status);
  switch (report.kind) {
    case ReportKind::Status:
      return words.order_status_exec_type ? 'I' : as_status;
    case ReportKind::Triggered:
      return words.triggered_exec_type != '\0' ? words.triggered_exec_type : as_status;
    case ReportKind::Trade:
      return words.trade_exec_type ? 'F' : is_whole(report, known) ? '2' : '1';
    case ReportKind::PendingNew:
      return 'A';
    case ReportKind::New:
      return '0';
    case ReportKind::OrderRejected:
      return '8';
    case ReportKind::PendingReplace:
      return 'E';
    case ReportKind::Replaced:
      return '5';
    case ReportKind::Restated:
      return 'D';
    case ReportKind::Expired:
      return report.ord_status == OrdStatus::Canceled ? '4' : 'C';  // as the session has it
    default:
      return as_status;  // 4 and 6
  }
}

// Writes what sort of report this is: 20, 150 and 790, and of those that answer a 35=AF 584, 911 and 912.
void set_kind(FieldWriter& fields, const Report& report, const Quantities& known, const Wording& words) {
  const bool tells_status = report.kind == ReportKind::Status || report.kind == ReportKind::Triggered;
  if (words.exec_trans_type) fields.set(FIX::FIELD::ExecTransType, tells_status ? '3' : '0');
  fields.set(FIX::FIELD::ExecType, exec_type(report, known, words));
  if (words.ord_status_req_id) {
    fields.set_unless_empty(FIX::FIELD::OrdStatusReqID, report.ord_status_req_id);
  }
  if (!report.mass_status) return;
  fields.set(FIX::FIELD::MassStatusReqID, report.mass_status->mass_status_req_id);
  fields.set(FIX::FIELD::TotNumReports, std::to_string(report.mass_status->tot_num_reports));
  fields.set(FIX::FIELD::LastRptRequested, report.mass_status->last ? 'Y' : 'N');
}

// LeavesQty(151) goes by the venue's own status, also while 39=6 hides it.
std::string leaves_qty(const Order& order) {
  return is_done(order.status) ? "0" : subtract(order.orig_qty, order.executed_qty).value_or("0");
}

// AvgPx(6), or nothing when the venue has not told it, as in a reply to a cancel. 0 is no price of a fill.
std::string avg_px(const std::string& cum_qty, const std::string& told) {
  if (is_zero(cum_qty)) return "0";
  return is_zero(told) ? "" : told;
}

Quantities quantities(const Report& report) {
  if (report.quantities) {
    Quantities known = *report.quantities;
    if (!is_decimal(known.order_qty)) known.order_qty.clear();
    known.avg_px = avg_px(known.cum_qty, known.avg_px);
    return known;
  }
  if (report.order) {
    const Order& order = *report.order;
    const bool canceled = report.kind == ReportKind::Canceled;
    return {order.orig_qty, order.executed_qty, canceled ? "0" : leaves_qty(order),
            avg_px(order.executed_qty, order.avg_price.value_or(""))};
  }
  const std::string order_qty = is_decimal(report.order_qty) ? report.order_qty : "";
  // What was never placed has no fills. Else the ticket was settled by hand, and the venue has told nothing.
  // FIX wants values all the same, and 58 says that they are none.
  return {order_qty, "0", "0", report.kind == ReportKind::OrderRejected ? "0" : ""};
}

// What a reader must know to read the other fields right.
std::string note(const Report& report, const Quantities& known, const Wording& words) {
  std::string note;
  if (report.order && is_liquidation(*report.order)) note = "A liquidation order of the venue";
  // Without an order the report's own text says what is not known.
  const bool told = report.order || report.quantities;
  if (told && known.avg_px.empty() && words.avg_px_required) {
    note += (note.empty() ? "" : ". ") + std::string("AvgPx(6) is not known");
  }
  return note;
}

char side(const Report& report) {
  if (!report.order) return report.side;
  return report.order->side == "SELL" ? '2' : '1';
}

// What the order is to do: as the venue tells it, and until it has told anything as it was asked for.
void set_what_is_ordered(FieldWriter& fields, const Report& report, const SessionSettings& session) {
  if (report.order) {
    const char position_effect = report.terms ? report.terms->position_effect : '\0';
    set_order_facts(fields, *report.order, position_effect, session);
  } else if (report.terms) {
    set_terms(fields, *report.terms, report.side, session);
  }
}

// A value that the version does not have becomes its word for "other".
int folded(int value, int max, int other) { return value <= max ? value : other; }

// Writes why: 103, 378 and the venue's reason for an expiry.
void set_reasons(FieldWriter& fields, const Report& report, const Wording& words,
                 const SessionSettings& session) {
  const bool unknown_order =
      report.kind == ReportKind::Status && report.ord_rej_reason == order::OrdRejReason::UnknownOrder;
  if (report.kind == ReportKind::OrderRejected || unknown_order) {
    const int reason = static_cast<int>(report.ord_rej_reason);
    fields.set(FIX::FIELD::OrdRejReason,
               std::to_string(folded(reason, words.ord_rej_reason_max, words.ord_rej_reason_other)));
  }
  if (report.restatement_reason >= 0) {
    fields.set(FIX::FIELD::ExecRestatementReason,
               std::to_string(folded(report.restatement_reason, words.restatement_reason_max,
                                     words.restatement_reason_other)));
  }
  if (report.expiry_reason != 0) {
    set_own(fields, OwnTag::ExpiryReason, std::to_string(report.expiry_reason), session);
  }
}

// The fee of one fill, as an absolute amount; FIX 4.2 cannot say of what.
void set_fee(FieldWriter& fields, const order::Execution& fill, const Wording& words,
             const SessionSettings& session) {
  if (fill.commission.empty()) return;
  if (words.misc_fees) {
    fields.set(FIX::FIELD::NoMiscFees, '1');
    fields.set(FIX::FIELD::MiscFeeAmt, fill.commission);
    fields.set_unless_empty(FIX::FIELD::MiscFeeCurr, fill.commission_asset);
    fields.set(FIX::FIELD::MiscFeeType, '4');  // exchange fees
    return;
  }
  fields.set(FIX::FIELD::Commission, fill.commission);
  fields.set(FIX::FIELD::CommType, '3');  // absolute
  set_own(fields, OwnTag::CommissionAsset, fill.commission_asset, session);
}

void set_fill(FieldWriter& fields, const order::Execution& fill, const Wording& words,
              const SessionSettings& session) {
  fields.set(FIX::FIELD::LastQty, fill.last_qty);
  fields.set(FIX::FIELD::LastPx, fill.last_px);
  const std::string trade_id = std::to_string(fill.trade_id);
  if (words.trade_id != 0) {
    fields.set(words.trade_id, trade_id);
  } else {
    set_own(fields, OwnTag::VenueTradeId, trade_id, session);
  }
  if (words.last_liquidity_ind) {
    fields.set(FIX::FIELD::LastLiquidityInd, fill.maker ? '1' : '2');  // added, removed
  } else {
    set_own(fields, OwnTag::Maker, fill.maker ? "Y" : "N", session);
  }
  if (words.aggressor_indicator) fields.set(FIX::FIELD::AggressorIndicator, fill.maker ? 'N' : 'Y');
  set_fee(fields, fill, words, session);
}

}  // namespace

Body execution_report(const Report& report, const SessionSettings& session) {
  const Wording& words = wording(session.version());
  const Quantities known = quantities(report);
  FieldWriter fields;
  set_echo(fields, report, session);
  set_kind(fields, report, known, words);
  fields.set(FIX::FIELD::ExecID, std::to_string(report.ticket.value()) + "-" + std::to_string(report.number));
  if (words.secondary_cl_ord_id) {
    fields.set_unless_empty(FIX::FIELD::SecondaryClOrdID, report.secondary_cl_ord_id);
  }
  fields.set_unless_empty(FIX::FIELD::SecondaryOrderID, report.secondary_order_id);
  fields.set(FIX::FIELD::Symbol, report.symbol);
  fields.set(FIX::FIELD::Side, side(report));

  fields.set_unless_empty(FIX::FIELD::OrderQty, known.order_qty);
  fields.set(FIX::FIELD::CumQty, known.cum_qty);
  fields.set(FIX::FIELD::LeavesQty, known.leaves_qty);
  fields.set_unless_empty(FIX::FIELD::AvgPx,
                          known.avg_px.empty() && words.avg_px_required ? "0" : known.avg_px);
  set_what_is_ordered(fields, report, session);
  set_reasons(fields, report, words, session);
  if (report.kind == ReportKind::Trade && report.execution) {
    set_fill(fields, *report.execution, words, session);
  }
  fields.set_unless_empty(FIX::FIELD::Text,
                          noted(report.text, note(report, known, words), session.text_limit));
  return {"8", report.poss_resend, fields.text(), report.route};
}

}  // namespace bridge::fix
