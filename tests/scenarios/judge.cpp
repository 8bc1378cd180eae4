#include "scenarios/judge.hpp"

#include "base/decimal.hpp"

#include <algorithm>
#include <cstdint>
#include <map>
#include <set>
#include <utility>

namespace bridge::scenarios {
namespace {

using order::OrdStatus;
using order::Report;
using order::ReportKind;

bool is_answer(ReportKind kind) {
  return kind == ReportKind::Status || kind == ReportKind::CancelRejected ||
         kind == ReportKind::ReplaceRejected;
}

// What is known of one order from its reports so far.
class Judged {
 public:
  // With a 35=q among the requests, which has canceled the order perhaps.
  explicit Judged(bool mass_canceled) : mass_canceled_(mass_canceled) {}

  void take(const Report& report, std::vector<std::string>& faults) {
    const auto wrong = [&](const std::string& what) {
      faults.push_back("11=" + report.cl_ord_id.value() + " " + std::to_string(report.ticket.value()) + "-" +
                       std::to_string(report.number) + ": " + what);
    };
    const bool late = ended_ && last_ == ReportKind::OrderRejected && report.kind == ReportKind::New;
    if (late) ended_ = false;
    if (ended_ && !is_answer(report.kind)) wrong("comes after the order's end");
    judge_ids(report, wrong);
    if (report.quantities) judge_quantities(report, wrong);
    if (!is_answer(report.kind)) last_ = report.kind;
  }

 private:
  template <class Wrong>
  void judge_ids(const Report& report, const Wrong& wrong) {
    const std::string& id = report.cl_ord_id.value();
    const std::string& before = report.orig_cl_ord_id;
    if (current_.empty()) current_ = before.empty() ? id : before;
    if (report.order_id != "NONE") {
      if (!order_id_.empty() && order_id_ != report.order_id) wrong("another 37");
      order_id_ = report.order_id;
    }
    // A 35=q has no 41, and is a request all the same.
    const bool unasked = (report.kind == ReportKind::Canceled && before.empty() && !mass_canceled_) ||
                         report.kind == ReportKind::Restated;
    if (unasked != (report.restatement_reason >= 0) && !killed(report)) wrong("378 is not as it should be");
    if (report.kind == ReportKind::Status) return;
    if (before.empty()) {
      if (id != current_) wrong("11 is not the order's, which is " + current_);
      return;
    }
    if (before != current_) wrong("41 is not the order's, which is " + current_);
    if (id == before) wrong("11 is 41");
    if (report.kind == ReportKind::Canceled || report.kind == ReportKind::Replaced) current_ = id;
  }
  // The rest of an IOC that a session has told as 150=4.
  static bool killed(const Report& report) {
    return report.terms && report.terms->time_in_force != order::TimeInForce::GoodTillCancel &&
           report.kind == ReportKind::Canceled && report.orig_cl_ord_id.empty();
  }
  template <class Wrong>
  void judge_quantities(const Report& report, const Wrong& wrong) {
    const auto& known = *report.quantities;
    const bool dead = report.ord_status == OrdStatus::Canceled || report.ord_status == OrdStatus::Expired ||
                      report.ord_status == OrdStatus::Rejected;
    if (dead && !is_zero(known.leaves_qty)) wrong("151 is not 0");
    if (!dead && compare(add(known.cum_qty, known.leaves_qty).value_or(""), known.order_qty) != 0) {
      wrong("14 + 151 is not 38");
    }
    if (compare(known.cum_qty, cum_qty_) < 0) wrong("14 falls");
    if (report.kind == ReportKind::Trade) {
      if (!report.execution || !trades_.insert(report.execution->trade_id).second)
        return wrong("a fill twice");
      if (compare(known.cum_qty, add(cum_qty_, report.execution->last_qty).value_or("")) != 0) {
        wrong("14 is not the sum of 32");
      }
    } else if (compare(known.cum_qty, cum_qty_) != 0) {
      wrong("14 moves without a fill");
    }
    cum_qty_ = known.cum_qty;
    const bool filled = is_zero(known.leaves_qty) && !dead;
    if (!is_answer(report.kind) && (filled || dead)) ended_ = true;
  }

  bool mass_canceled_;
  std::string current_;
  std::string order_id_;
  std::string cum_qty_ = "0";
  std::set<std::int64_t> trades_;
  bool ended_ = false;
  ReportKind last_ = ReportKind::New;
};

}  // namespace

std::vector<std::string> faults(const std::vector<Report>& reports) {
  std::vector<std::string> found;
  std::map<std::string, Judged> orders;  // by the venue's client id; those never sent have none
  std::set<std::pair<std::uint64_t, std::uint32_t>> exec_ids;
  std::set<std::uint64_t> answered;
  const bool mass_canceled = std::ranges::any_of(
      reports, [](const Report& report) { return report.kind == ReportKind::MassCanceled; });
  for (const auto& report : reports) {
    const std::string exec_id = std::to_string(report.ticket.value()) + "-" + std::to_string(report.number);
    if (!report.poss_resend && !exec_ids.emplace(report.ticket.value(), report.number).second) {
      found.push_back("17=" + exec_id + " twice");
    }
    if (report.final && !report.poss_resend && !answered.insert(report.ticket.value()).second) {
      found.push_back("17=" + exec_id + " is a second final answer");
    }
    if (report.secondary_cl_ord_id.empty()) continue;
    orders.try_emplace(report.secondary_cl_ord_id, mass_canceled).first->second.take(report, found);
  }
  return found;
}

}  // namespace bridge::scenarios
