// This part of the blotter answers questions about orders (status_query.hpp).
#include "order/status_query.hpp"

#include "order/blotter.hpp"
#include "order/reporting.hpp"

namespace bridge::order {
namespace {

constexpr const char* kQueryNotConnected =
    "Not connected to the venue; nothing is known about the order now. Ask again";

// Names the order of a closed cancel as 37 and 41 of a question would.
StatusCommand in_the_words_of(const Report& cancel) {
  StatusCommand question;
  if (cancel.order) {
    question.order_id = std::to_string(cancel.order->order_id.value());
  } else {
    question.order_id = cancel.order_id;
    question.orig_cl_ord_id = cancel.orig_cl_ord_id;
  }
  return question;
}

// Tells which order is meant: 37 names it, else 41, else 11.
std::variant<OrderRef, Refusal> named_by(const StatusCommand& question) {
  CancelCommand same;
  same.order_id = question.order_id;
  same.orig_cl_ord_id = question.orig_cl_ord_id.empty() ? question.cl_ord_id : question.orig_cl_ord_id;
  auto named = resolve(same);
  if (auto* refusal = std::get_if<Refusal>(&named)) return std::move(*refusal);
  return std::get<Target>(named).order;
}

// The last that was told of an order, as the answer to a question.
Report told_again(Report last) {
  last.kind = ReportKind::Status;
  last.kept = false;
  return last;
}

}  // namespace

void Blotter::begin(const Requested& event, const StatusCommand& question) {
  StatusQuery status_query{event.ticket, question, {}, {}, now_ + settings_.answer_within};
  if (event.refused) {
    return tell(status_query,
                status_rejected_report(question, BusinessReason::NotAuthorized, event.refused->text, now_));
  }
  if (answer_from_book(event, question)) return;
  const Report* closed = event.prior && event.prior->final_report ? &*event.prior->final_report : nullptr;
  if (closed != nullptr && closed->kind == ReportKind::Canceled) {
    status_query.accepted = AcceptedRequest{closed->cl_ord_id, closed->orig_cl_ord_id, closed->order_id};
  }
  if (closed != nullptr && closed->kind == ReportKind::Replaced) {
    status_query.accepted = AcceptedRequest{closed->cl_ord_id, {}, closed->order_id};
  }
  const Ticket* open = event.prior ? open_ticket(event.prior->ticket) : nullptr;
  const bool by_cancel = event.prior && says_nothing(question.order_id);
  if (by_cancel && open != nullptr) {
    status_query.order = name_of(*open);
  } else {
    const auto named = named_by(by_cancel && closed != nullptr ? in_the_words_of(*closed) : question);
    if (const auto* refusal = std::get_if<Refusal>(&named)) {
      return tell(status_query,
                  status_rejected_report(question, BusinessReason::UnknownId, refusal->text, now_));
    }
    status_query.order = std::get<OrderRef>(named);
  }
  if (!link_up_) return unanswered(status_query, kQueryNotConnected);
  if (status_queries_.size() >= settings_.open_status_queries_max) {
    return unanswered(status_query, "Too many questions are waiting for the venue. Ask again");
  }
  effects_.push_back(
      AskStatus{{status_query.id, 1, RequestKind::Status}, question.venue_symbol, status_query.order});
  deadlines_.emplace(status_query.answer_by, status_query.id);
  status_queries_.emplace(status_query.id, std::move(status_query));
}

// An order that was placed here is told as it is known: everything of it was told, and its ids at the venue
// are not the client's.
bool Blotter::answer_from_book(const Requested& event, const StatusCommand& question) {
  auto known = known_of(event, question);
  if (!known) return false;
  known->ord_status_req_id = question.ord_status_req_id;
  tell(StatusQuery{event.ticket, question, {}, {}, now_}, std::move(*known));
  return true;
}

std::optional<Report> Blotter::known_of(const Requested& event, const StatusCommand& question) const {
  const auto in_book = [&](const std::string& cl_ord_id, const std::string& order_id) {
    return orders_.find(question.session, question.venue_symbol, cl_ord_id, order_id);
  };
  const std::string& named = question.orig_cl_ord_id.empty() ? question.cl_ord_id : question.orig_cl_ord_id;
  if (const auto* order = in_book(named, question.order_id)) return orders_.status(*order);
  if (!event.prior || !event.prior->final_report || !says_nothing(question.order_id)) return std::nullopt;
  const Report& closed = *event.prior->final_report;
  if (closed.symbol != question.symbol) return std::nullopt;
  // It was not placed; or the book has let go of it, and this is how it stood then.
  const bool of_order = closed.kind == ReportKind::OrderRejected || closed.kind == ReportKind::Status;
  if (of_order) return told_again(closed);
  // A request that was refused has left no trace in the book; its order may be there.
  if (const auto* order = in_book(closed.orig_cl_ord_id, closed.order_id)) return orders_.status(*order);
  return std::nullopt;
}

void Blotter::answer(TicketId id, const Outcome& outcome) {
  const auto entry = status_queries_.find(id);
  if (entry == status_queries_.end()) return;
  const StatusQuery status_query = take(entry);
  if (const auto* found = std::get_if<Found>(&outcome)) {
    const Order& order = *found->order;
    if (order.symbol != status_query.command.venue_symbol || !names(status_query.order, order)) {
      return unanswered(status_query, "The venue answered about another order. Ask again");
    }
    return answer(status_query, found->order);
  }
  const Ticket* open = open_ticket(status_query.command.venue_symbol, status_query.order);
  if (const auto* missing = std::get_if<Missing>(&outcome); missing != nullptr && open == nullptr) {
    return tell(status_query, status_rejected_report(status_query.command, BusinessReason::UnknownId,
                                                     unknown_text(missing->error), now_));
  }
  const VenueError* error = error_of(outcome);
  const std::string text =
      error != nullptr ? venue_text(*error) : "The venue's answer cannot be read. Ask again";
  const auto* rejected = std::get_if<Rejected>(&outcome);
  if (rejected != nullptr && rejected->error.unknown_symbol && open == nullptr) {
    return tell(status_query,
                status_rejected_report(status_query.command, BusinessReason::UnknownSecurity, text, now_));
  }
  unanswered(status_query, text);
}

// Tells the venue's facts under the ids of the cancel that is open or was accepted.
void Blotter::answer(const StatusQuery& status_query, const OrderFacts& told) {
  const Order& order = *told;
  known_.remember(order);
  Report report = status_report(status_query.command, told);
  const Ticket* open = open_ticket(order.symbol, order.order_id);
  if (open == nullptr) open = open_ticket(order.symbol, ClientOrderId{order.client_order_id});
  if (open == nullptr && order.status == OrderStatus::Unknown) {
    return unanswered(status_query,
                      "The venue calls the order " + order.status_text + ", which is not known here");
  }
  const auto& accepted = status_query.accepted;
  if (open != nullptr) {
    report.ord_status = OrdStatus::PendingCancel;
    report.cl_ord_id = open->command.cl_ord_id;
    report.orig_cl_ord_id = order.client_order_id;
  } else if (accepted && accepted->order_id == report.order_id) {
    report.cl_ord_id = accepted->cl_ord_id;
    report.orig_cl_ord_id = accepted->orig_cl_ord_id;
  }
  tell(status_query, std::move(report));
}

// The venue has not answered. While a cancel of the order is open, that much is known all the same;
// quantities that were told before are true no longer, unless the order has ended.
void Blotter::unanswered(const StatusQuery& status_query, const std::string& why) {
  const Ticket* open = open_ticket(status_query.command.venue_symbol, status_query.order);
  if (open == nullptr || !open->order || !is_done(open->order->status)) {
    const std::string pending = open != nullptr ? "A cancel of the order is pending. " : "";
    return tell(status_query, status_rejected_report(status_query.command, BusinessReason::NotAvailable,
                                                     pending + why, now_));
  }
  Report report = pending_report(open->command, open->order, "A cancel is pending. " + why, now_);
  report.kind = ReportKind::Status;
  report.ord_status_req_id = status_query.command.ord_status_req_id;
  tell(status_query, std::move(report));
}

void Blotter::tell(const StatusQuery& status_query, Report report) {
  report.ticket = status_query.id;
  report.number = 1;
  report.final = true;
  report.route = status_query.command.route;
  effects_.push_back(Tell{std::move(report), status_query.command.cl_ord_id});
}

StatusQuery Blotter::take(std::map<TicketId, StatusQuery>::iterator entry) {
  StatusQuery status_query = std::move(entry->second);
  deadlines_.erase({status_query.answer_by, status_query.id});
  status_queries_.erase(entry);
  return status_query;
}

void Blotter::give_up(TicketId id, const std::string& why) {
  const auto entry = status_queries_.find(id);
  if (entry != status_queries_.end()) unanswered(take(entry), why);
}

// These questions are from before a restart: their askers are gone, and so is the link.
void Blotter::give_up_status_queries() {
  while (!status_queries_.empty()) unanswered(take(status_queries_.begin()), kQueryNotConnected);
}

}  // namespace bridge::order
