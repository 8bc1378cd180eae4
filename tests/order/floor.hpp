// A little language for orders that were placed here: what the client asks, what the venue's three witnesses
// say, and what follows, in the notation of fixspec/scenarios.md: "8(Y,X) 5/0 12/0/12/0" is an
// ExecutionReport with 11=Y, 41=X, 150/39 and 38/14/151/32.
#pragma once

#include "order/blotter.hpp"
#include "status_word.hpp"

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace bridge::order::testing {

inline char exec_type(ReportKind kind) {
  switch (kind) {
    case ReportKind::Canceled:
      return '4';
    case ReportKind::PendingCancel:
      return '6';
    case ReportKind::PendingNew:
      return 'A';
    case ReportKind::New:
      return '0';
    case ReportKind::OrderRejected:
      return '8';
    case ReportKind::Trade:
      return 'F';
    case ReportKind::PendingReplace:
      return 'E';
    case ReportKind::Replaced:
      return '5';
    case ReportKind::Expired:
      return 'C';
    case ReportKind::Restated:
      return 'D';
    case ReportKind::Triggered:
      return 'L';
    case ReportKind::Status:
      return 'I';
    case ReportKind::CancelRejected:
    case ReportKind::StatusRejected:
    case ReportKind::ReplaceRejected:
    case ReportKind::MassCanceled:
    case ReportKind::MassStatusRejected:
      break;
  }
  return '?';
}

inline std::string told_line(const Report& report) {
  const std::string ids =
      report.cl_ord_id.value() + (report.orig_cl_ord_id.empty() ? "" : "," + report.orig_cl_ord_id);
  const std::string status(1, static_cast<char>(report.ord_status));
  const bool replace = report.kind == ReportKind::ReplaceRejected;
  if (replace || report.kind == ReportKind::CancelRejected) {
    return "9(" + ids + ") 434=" + (replace ? "2" : "1") + " 39=" + status +
           " 102=" + std::to_string(static_cast<int>(report.reason));
  }
  if (report.mass_cancel) {
    const MassCancelResult& result = *report.mass_cancel;
    return "r(" + ids + ") 531=" + (result.accepted ? result.request_type : '0') +
           (result.accepted ? "" : " 532=" + std::to_string(static_cast<int>(result.reject_reason))) +
           " 533=" + std::to_string(result.affected);
  }
  std::string line = "8(" + ids + ") " + exec_type(report.kind) + "/" + status;
  if (report.quantities) {
    line += " " + report.quantities->order_qty + "/" + report.quantities->cum_qty + "/" +
            report.quantities->leaves_qty + "/" + (report.execution ? report.execution->last_qty : "0");
  }
  if (report.kind == ReportKind::OrderRejected) {
    line += " 103=" + std::to_string(static_cast<int>(report.ord_rej_reason));
  }
  if (report.mass_status) {
    line += " 911=" + std::to_string(report.mass_status->tot_num_reports) +
            (report.mass_status->last ? " 912=Y" : " 912=N");
  }
  if (report.restatement_reason >= 0) line += " 378=" + std::to_string(report.restatement_reason);
  return line;
}

class Floor {
 public:
  using Lines = std::vector<std::string>;
  static constexpr std::int64_t kStart = 1'795'359'600'000;
  static constexpr const char* kSession = "FIX.4.4:BRIDGE->DESK";

  explicit Floor(BlotterSettings settings = {}) : blotter_(settings) {
    entry.enabled = true;
    static_cast<void>(decide(LinkUp{}));
    static_cast<void>(decide(StreamUp{}));
  }

  OrderEntryTerms entry;
  std::int64_t asked_at_venue_ms = 0;         // of a cancel; 0: not known
  std::optional<Refusal> refused_by_terms{};  // of cancels
  PendingCancelNotice notice = PendingCancelNotice::InDoubt;
  std::vector<Report> reports;
  std::vector<Event> events;
  std::map<std::uint64_t, Report> final_reports;  // by ticket, as a journal has them
  std::vector<Request> requests;
  Lines other;  // attention, forget and doubt of the stream, which lines do not show

  Lines decide(decltype(Event::what) what) {
    Event event{at_, std::move(what)};
    events.push_back(event);
    Lines lines;
    for (const auto& effect : blotter_.decide(event)) take(effect, lines);
    // As the lane does: the gateway's own cancels come back as requests.
    for (auto& command : std::exchange(own_cancels_, {})) {
      for (auto& line :
           decide(Requested{TicketId{++tickets_}, std::move(command), {}, {}, asked_at_venue_ms})) {
        lines.push_back(std::move(line));
      }
    }
    while (!keeping_.empty()) {
      const KeepPosition kept = keeping_.front();
      keeping_.erase(keeping_.begin());
      for (auto& line : decide(PositionKept{TicketId{++tickets_}, AccountName{"main"}, kept.session,
                                            kept.symbol, kept.position_side, kept.bought, kept.sold})) {
        lines.push_back(std::move(line));
      }
    }
    return lines;
  }

  // ---- the risk desk ----
  std::optional<MarkPrice> mark;  // as the venue told it last
  Lines set_limits(RiskLimits limits, std::string session = kSession) {
    return decide(LimitsSet{TicketId{++tickets_}, AccountName{"main"}, SessionKey{std::move(session)},
                            std::move(limits), "risk", "test"});
  }
  // Holds the request against the limits, as is done before it is recorded.
  void judge(auto& command) {
    if (command.refused) return;
    command.mark_price = mark;
    command.refused = blotter_.orders().beyond_limits(command, at_);
    limit_passed = command.refused ? command.refused->limit : "";
  }
  std::string limit_passed;  // by the last request; empty: none

  void set_clock_back(microseconds by) { at_ -= by; }

  // ---- the client ----
  static PlaceCommand limit(std::string cl_ord_id, std::string qty = "10", std::string price = "100") {
    PlaceCommand command;
    command.session = SessionKey{kSession};
    command.cl_ord_id = ClOrdId{std::move(cl_ord_id)};
    command.symbol = "BTC/USDT";
    command.venue_symbol = "BTCUSDT";
    command.terms.type = OrdType::Limit;
    command.terms.time_in_force = TimeInForce::GoodTillCancel;
    command.terms.order_qty = std::move(qty);
    command.terms.price = std::move(price);
    return command;
  }
  Lines place(PlaceCommand command) {
    command.entry = entry;
    judge(command);
    order_ = ++tickets_;
    auto prior = prior_of(command.cl_ord_id.value());
    clients_["fb-" + std::to_string(order_)] = order_;
    by_cl_ord_id_.emplace(command.cl_ord_id.value(), order_);
    return decide(Requested{TicketId{order_}, std::move(command), std::move(prior), {}});
  }
  Lines place(const std::string& cl_ord_id) { return place(limit(cl_ord_id)); }
  // 40=3: it waits for 90, and then sells or buys 10 at the market.
  static PlaceCommand stop(std::string cl_ord_id) {
    PlaceCommand command = limit(std::move(cl_ord_id), "10", "");
    command.terms.type = OrdType::Stop;
    command.terms.stop_px = "90";
    return command;
  }
  Lines replace(const std::string& cl_ord_id, const std::string& orig, std::string new_qty,
                std::string new_price = "") {
    ReplaceCommand command;
    command.session = SessionKey{kSession};
    command.cl_ord_id = ClOrdId{cl_ord_id};
    command.orig_cl_ord_id = orig;
    command.symbol = "BTC/USDT";
    command.venue_symbol = "BTCUSDT";
    command.terms.type = OrdType::Limit;
    command.terms.order_qty = std::move(new_qty);
    command.terms.price = std::move(new_price);
    return replace(std::move(command));
  }
  Lines replace(ReplaceCommand command) {
    command.entry = entry;
    judge(command);
    replace_ = ++tickets_;
    auto prior = prior_of(command.cl_ord_id.value());
    by_cl_ord_id_.emplace(command.cl_ord_id.value(), replace_);
    return decide(Requested{TicketId{replace_}, std::move(command), std::move(prior), {}});
  }
  Lines cancel(const std::string& cl_ord_id, const std::string& orig, std::string order_id = "") {
    CancelCommand command;
    command.session = SessionKey{kSession};
    command.cl_ord_id = ClOrdId{cl_ord_id};
    command.orig_cl_ord_id = orig;
    command.order_id = std::move(order_id);
    command.symbol = "BTC/USDT";
    command.venue_symbol = "BTCUSDT";
    command.pending_cancel = notice;
    cancel_ = ++tickets_;
    auto prior = prior_of(cl_ord_id);
    by_cl_ord_id_.emplace(cl_ord_id, cancel_);
    return decide(Requested{TicketId{cancel_}, std::move(command), std::move(prior), refused_by_terms,
                            asked_at_venue_ms});
  }
  // The same request once more, as it is now.
  Lines again(CancelCommand command) {
    auto prior = prior_of(command.cl_ord_id.value());
    return decide(Requested{TicketId{++tickets_}, std::move(command), std::move(prior), {}});
  }
  Lines question(const std::string& cl_ord_id) {
    StatusCommand command;
    command.session = SessionKey{kSession};
    command.cl_ord_id = cl_ord_id;
    command.symbol = "BTC/USDT";
    command.venue_symbol = "BTCUSDT";
    return decide(Requested{TicketId{++tickets_}, std::move(command), prior_of(cl_ord_id), {}});
  }

  // Everything of one symbol, or with an empty one of all.
  Lines mass_cancel(const std::string& cl_ord_id, const std::string& symbol = "", char side = '\0') {
    MassCancelCommand command;
    command.session = SessionKey{kSession};
    command.cl_ord_id = ClOrdId{cl_ord_id};
    command.request_type = symbol.empty() ? '7' : '1';
    command.scope = {symbol, symbol, side};
    return mass_cancel(std::move(command));
  }
  Lines mass_cancel(MassCancelCommand command) {
    auto prior = prior_of(command.cl_ord_id.value());
    by_cl_ord_id_.emplace(command.cl_ord_id.value(), ++tickets_);
    return decide(Requested{TicketId{tickets_}, std::move(command), std::move(prior), refused_by_terms});
  }
  Lines mass_status(const std::string& id, const std::string& symbol = "", char side = '\0') {
    MassStatusCommand question;
    question.session = SessionKey{kSession};
    question.mass_status_req_id = id;
    question.request_type = symbol.empty() ? '7' : '1';
    question.scope = {symbol, symbol, side};
    return decide(Requested{TicketId{++tickets_}, std::move(question), {}, refused_by_terms});
  }
  // The client logs on, and is gone.
  Lines log_on(CancelOnDisconnect rule) {
    return decide(CancelOnDisconnectSet{SessionKey{kSession}, AccountName{"main"}, rule});
  }
  Lines is_gone() {
    auto command = blotter_.disconnected(SessionKey{kSession}, AccountName{"main"});
    if (!command) return {"nothing is to be done"};
    return decide(Requested{TicketId{++tickets_}, std::move(*command), {}, {}});
  }

  // ---- the venue ----
  // The order as the venue shows it. `qty` and `price` are what it shows from then on.
  Order shown(OrderStatus status, const std::string& executed) {
    Order order;
    order.order_id = OrderId{static_cast<std::int64_t>(4000 + order_)};
    order.client_order_id = "fb-" + std::to_string(order_);
    order.symbol = "BTCUSDT";
    order.status = status;
    order.status_text = word(status);
    order.side = "BUY";
    order.type = "LIMIT";
    order.orig_qty = qty;
    order.price = price;
    order.executed_qty = executed;
    order.update_time_ms = ++venue_ms_;
    return order;
  }
  std::string qty = "10";
  std::string price = "100";

  Lines answer(const RequestId& request, Outcome outcome) {
    return decide(VenueAnswered{request, std::move(outcome)});
  }
  // Answers the last request of this kind.
  Lines answer(RequestKind kind, Outcome outcome) { return answer(last(kind), std::move(outcome)); }
  Lines placed(OrderStatus status = OrderStatus::New, const std::string& executed = "0") {
    return answer(RequestKind::Place, Found{shown(status, executed)});
  }
  Lines modified(OrderStatus status = OrderStatus::New, const std::string& executed = "0") {
    return answer(RequestKind::Modify, Found{shown(status, executed)});
  }
  Lines canceled(const std::string& executed = "0") {
    return answer(RequestKind::Cancel, Canceled{shown(OrderStatus::Canceled, executed)});
  }
  Lines status(OrderStatus status, const std::string& executed = "0") {
    return answer(RequestKind::Status, Found{shown(status, executed)});
  }
  static VenueError error(int code) {
    VenueError error;
    error.status = 400;
    error.code = code;
    error.text = "no";
    return error;
  }
  Lines missing(RequestKind kind) { return answer(kind, Missing{error(-2013)}); }
  Lines refused(RequestKind kind, int code) { return answer(kind, Rejected{error(code)}); }
  Lines unclear(RequestKind kind) { return answer(kind, Unclear{error(-1007)}); }
  Lines lost(RequestKind kind, bool never_left = false) {
    return decide(RequestLost{last(kind), never_left, never_left ? "The link is down" : ""});
  }

  // What the stream is to tell, now or, with stream(OrderUpdate), later.
  OrderUpdate update(ExecutionType type, OrderStatus status, const std::string& executed,
                     std::uint64_t modify_id = 0) {
    OrderUpdate update;
    update.order = shown(status, executed);
    update.execution_type = type;
    update.modify_id = static_cast<std::int64_t>(modify_id);
    return update;
  }
  // A fill of `last`, after which `executed` are.
  OrderUpdate fill(std::int64_t id, const std::string& last, const std::string& executed) {
    const auto whole = compare(executed, qty) == 0;
    OrderUpdate filled =
        update(ExecutionType::Trade, whole ? OrderStatus::Filled : OrderStatus::PartiallyFilled, executed);
    filled.execution = execution(id, last);
    return filled;
  }
  Lines stream(OrderUpdate update) { return decide(StreamTold{TicketId{order_}, std::move(update)}); }
  Lines stream(ExecutionType type, OrderStatus status, const std::string& executed,
               std::uint64_t modify_id = 0) {
    return stream(update(type, status, executed, modify_id));
  }
  Lines trade(std::int64_t id, const std::string& last, const std::string& executed) {
    return stream(fill(id, last, executed));
  }
  Execution execution(std::int64_t id, const std::string& last) {
    return {.symbol = "BTCUSDT",
            .order_id = OrderId{static_cast<std::int64_t>(4000 + order_)},
            .trade_id = id,
            .last_qty = last,
            .last_px = price,
            .time_ms = ++venue_ms_};
  }

  // ---- the algo service: the order's algoId is 7000 and its ticket's number, its child's id 4000 and that
  AlgoOrder algo(AlgoStatus status, const std::string& executed = "0") {
    AlgoOrder algo;
    algo.algo_id = AlgoId{static_cast<std::int64_t>(7000 + order_)};
    algo.client_algo_id = "fb-" + std::to_string(order_);
    algo.symbol = "BTCUSDT";
    algo.quantity = qty;
    algo.trigger_price = "90";
    algo.status = status;
    algo.status_text = "…";
    algo.executed_qty = executed;
    algo.update_time_ms = ++venue_ms_;
    if (status == AlgoStatus::Triggered || status == AlgoStatus::Finished) {
      algo.child = OrderId{static_cast<std::int64_t>(4000 + order_)};
    }
    return algo;
  }
  Lines algo_placed() { return answer(RequestKind::AlgoPlace, AlgoFound{algo(AlgoStatus::New)}); }
  Lines algo_status(AlgoStatus status, const std::string& executed = "0") {
    return answer(RequestKind::AlgoStatus, AlgoFound{algo(status, executed)});
  }
  Lines algo_canceled() {
    const AlgoOrder it = algo(AlgoStatus::Canceled);
    return answer(RequestKind::AlgoCancel, AlgoCanceled{it.algo_id, it.client_algo_id});
  }
  Lines algo_told(const AlgoOrder& told) {
    return decide(AlgoTold{TicketId{order_}, AlgoUpdate{told, ++venue_ms_}});
  }
  Lines algo_told(AlgoStatus status, const std::string& executed = "0") {
    return algo_told(algo(status, executed));
  }

  Lines wait(milliseconds span) {
    const Timestamp until = at_ + span;
    Lines lines;
    for (auto due = blotter_.next_deadline(); due && due->at <= until; due = blotter_.next_deadline()) {
      at_ = std::max(at_, due->at);
      for (auto& text : decide(DeadlinePassed{due->ticket})) lines.push_back(std::move(text));
    }
    at_ = until;
    venue_ms_ = std::max(venue_ms_, to_ms(at_));
    return lines;
  }
  Lines restart() {
    Lines lines = decide(Restarted{});
    for (auto& line : decide(LinkUp{})) lines.push_back(line);
    for (auto& line : decide(StreamUp{})) lines.push_back(line);
    return lines;
  }
  // As after a restart with the journal alone: the events of closed tickets are gone.
  void replay_open() {
    std::vector<Event> kept;
    for (const auto& event : events) {
      const auto ticket = ticket_of(event);
      if (!ticket || !closed_.contains(ticket->value())) kept.push_back(event);
    }
    blotter_ = Blotter(BlotterSettings{});
    for (const auto& event : kept) static_cast<void>(blotter_.decide(event));
  }

  // The last request of this kind, and one as a line.
  [[nodiscard]] RequestId last(RequestKind kind) const {
    for (auto request = requests.rbegin(); request != requests.rend(); ++request) {
      if (id_of(*request).kind == kind) return id_of(*request);
    }
    return {};
  }
  static std::string text(const OrderRef& ref) {
    const auto* id = std::get_if<OrderId>(&ref);
    return id != nullptr ? std::to_string(id->value()) : std::get<ClientOrderId>(ref).value();
  }
  static std::string named(const auto& of_algo) {
    return of_algo.algo_id ? "A" + std::to_string(of_algo.algo_id->value()) : text(of_algo.order);
  }
  static std::string request_line(const Request& request) {
    switch (id_of(request).kind) {
      case RequestKind::Place:
        return "> place " + text(order_of(request));
      case RequestKind::Cancel:
        return "> cancel " + text(order_of(request));
      case RequestKind::Status:
        return "> status " + text(order_of(request));
      case RequestKind::Modify: {
        const auto& modify = std::get<SendModify>(request);
        return "> modify " + text(modify.order) + " " + modify.order_qty + "@" + modify.price;
      }
      case RequestKind::Trades:
        return "> trades " + text(order_of(request));
      case RequestKind::OpenOrders:
        return "> open " + text(order_of(request));
      case RequestKind::AllOrders:
        return "> all " + text(order_of(request));
      case RequestKind::AlgoPlace:
        return "> algo place " + text(order_of(request));
      case RequestKind::AlgoCancel:
        return "> algo cancel " + named(std::get<SendAlgoCancel>(request));
      case RequestKind::AlgoStatus:
        return "> algo status " + named(std::get<AskAlgoStatus>(request));
      case RequestKind::SweepOpenOrders:
        return "> sweep " + symbol_of(request);
      case RequestKind::SweepAlgoOrders:
        return "> algo sweep " + symbol_of(request);
    }
    return "?";
  }
  [[nodiscard]] const Blotter& blotter() const { return blotter_; }
  [[nodiscard]] std::uint64_t order() const { return order_; }
  [[nodiscard]] std::uint64_t amendment() const { return replace_; }
  [[nodiscard]] Timestamp at() const { return at_; }
  void use(std::uint64_t order) { order_ = order; }
  void use_amendment(std::uint64_t replace) { replace_ = replace; }

 private:
  std::optional<Prior> prior_of(const std::string& cl_ord_id) {
    const auto used = by_cl_ord_id_.find(cl_ord_id);
    if (used == by_cl_ord_id_.end()) return std::nullopt;
    Prior prior{TicketId{used->second}, {}};
    if (const auto told = final_reports.find(used->second); told != final_reports.end()) {
      prior.final_report = told->second;
    }
    return prior;
  }
  void take(const Effect& effect, Lines& lines) {
    if (const auto* request = std::get_if<Request>(&effect)) {
      requests.push_back(*request);
      return lines.push_back(request_line(*request));
    }
    if (const auto* tell = std::get_if<Tell>(&effect)) {
      reports.push_back(tell->report);
      if (tell->report.final && !tell->report.poss_resend) {
        final_reports[tell->report.ticket.value()] = tell->report;
        if (!tell->report.kept && !tell->report.watched) closed_[tell->report.ticket.value()] = true;
      }
      return lines.push_back(told_line(tell->report));
    }
    if (const auto* forget = std::get_if<Forget>(&effect)) {
      closed_[forget->ticket.value()] = true;
      if (forget->final_report) final_reports[forget->ticket.value()] = *forget->final_report;
      return other.push_back("forget " + std::to_string(forget->ticket.value()));
    }
    if (const auto* own = std::get_if<CancelOurselves>(&effect)) return own_cancels_.push_back(own->command);
    if (const auto* keep = std::get_if<KeepPosition>(&effect)) return keeping_.push_back(*keep);
    if (const auto* call = std::get_if<CallForAttention>(&effect)) {
      return other.push_back("attention " + std::to_string(call->ticket.value()));
    }
    other.push_back("doubt of the stream");
  }

  Blotter blotter_;
  std::vector<KeepPosition> keeping_;
  Timestamp at_ = from_ms(kStart);
  std::int64_t venue_ms_ = kStart;
  std::uint64_t tickets_ = 0;
  std::uint64_t order_ = 0;
  std::uint64_t replace_ = 0;
  std::uint64_t cancel_ = 0;
  std::map<std::string, std::uint64_t> clients_;
  std::map<std::string, std::uint64_t> by_cl_ord_id_;
  std::map<std::uint64_t, bool> closed_;
  std::vector<CancelCommand> own_cancels_;
};

}  // namespace bridge::order::testing
