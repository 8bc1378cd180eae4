# Mistakes that the simulation must find: planted into copies of the product's sources, each asleep until its name
# is called. A line that is no longer there fails the build of this program, and of nothing else.
#   mistake(<name> <file> <the product's text> <the text in its place> [orders])
# With `orders` the histories are those in which the clients place orders.

mistake(DoubtIsRefusal order/answer.cpp
[[  // −2011 is also sent for a filled order (fixspec/venue.md, 5.2): ask before answering.
]]
[[  if (const auto* unclear = std::get_if<Unclear>(&outcome); unclear && mistake("DoubtIsRefusal"))
    return refuse(ticket, unclear->error);
]])

mistake(NotOnTheBookIsUnknown order/answer.cpp
[[    ticket.gone_at = now_;
  } else {]]
[[    ticket.gone_at = now_;
    if (mistake("NotOnTheBookIsUnknown"))
      return close(ticket, unknown_order_report(ticket.command, "", now_));
  } else {]])

mistake(RepeatedTooEarly order/answer.cpp
[[  if (ticket.may_have_landed && ticket.last_ask < landed) {]]
[[  if (ticket.may_have_landed && ticket.last_ask < landed && !mistake("RepeatedTooEarly")) {]])

mistake(OrderStaysPending order/blotter.cpp
[[  release(ticket);
  tickets_.erase(ticket.id);]]
[[  if (mistake("OrderStaysPending")) return;
  release(ticket);
  tickets_.erase(ticket.id);]])

mistake(NobodyIsAskedAtLinkUp order/blotter.cpp
[[  ticket.asks = 0;
  ask(ticket);]]
[[  ticket.asks = 0;
  if (!mistake("NobodyIsAskedAtLinkUp")) ask(ticket);]])

mistake(PossDupIsAnswered order/opening.cpp
[[  if (same && command.poss_dup) return;]]
[[  if (same && command.poss_dup && !mistake("PossDupIsAnswered")) return;]])

mistake(DuplicateOpensATicket order/blotter.cpp
[[  if (event.prior) return answer_repeated(event, command);]]
[[  if (event.prior && !mistake("DuplicateOpensATicket")) return answer_repeated(event, command);]])

mistake(RepeatIsUnmarked order/reporting.cpp
[[  answer.poss_resend = true;]]
[[  answer.poss_resend = !mistake("RepeatIsUnmarked");]])

mistake(YoungOrderIsUnknown order/answer.cpp
[[  if (ticket.last_ask < believed_from) return]]
[[  if (ticket.last_ask < believed_from && !mistake("YoungOrderIsUnknown")) return]])

mistake(LagIsBelieved order/answer.cpp
[[  if (ticket.gone_at && ticket.last_ask < *ticket.gone_at + settings_.lag_max) return ask_later(ticket);
  if (tries(ticket) < settings_.cancels_max && !ticket.verdict) return send_cancel(ticket);]]
[[  if (mistake("LagIsBelieved")) ticket.gone_at.reset();
  if (ticket.gone_at && ticket.last_ask < *ticket.gone_at + settings_.lag_max) return ask_later(ticket);
  if (tries(ticket) < settings_.cancels_max && !ticket.verdict) return send_cancel(ticket);]])

mistake(RestartForgetsWhatLeft order/blotter.cpp
[[    if (ticket.state == TicketState::Pending && !ticket.held_back && !ticket.refused_with) {]]
[[    if (ticket.state == TicketState::Pending && !ticket.held_back && !ticket.refused_with &&
        !mistake("RestartForgetsWhatLeft")) {]])

mistake(ExecIdsBeginAnew order/blotter.cpp
[[    ticket.reports = std::max(ticket.reports, 1U);]]
[[    ticket.reports = mistake("ExecIdsBeginAnew") ? 0 : std::max(ticket.reports, 1U);]])

mistake(NoticeIsForgotten order/blotter.cpp
[[  if (!ticket.owes_notice || ticket.told_pending) return;]]
[[  if (!ticket.owes_notice || ticket.told_pending || mistake("NoticeIsForgotten")) return;]])

mistake(NoticeIsFinal order/reporting.cpp
[[  report.kind = ReportKind::PendingCancel;
  report.final = false;]]
[[  report.kind = ReportKind::PendingCancel;
  report.final = mistake("NoticeIsFinal");]])

mistake(ReserveIsSpent order/weight_limiter.cpp
[[      purpose == Purpose::FirstCancel ? 0]]
[[      purpose == Purpose::FirstCancel || mistake("ReserveIsSpent") ? 0]])

mistake(PauseIsIgnored order/weight_limiter.cpp
[[void WeightLimiter::pause(Timestamp until) { ]]
[[void WeightLimiter::pause(Timestamp until) { if (!mistake("PauseIsIgnored")) ]])

mistake(SentBeforeTheCommit lane/order_router.cpp
[[    const bool whole = state_ == State::Recording;]]
[[    const bool whole = state_ == State::Recording;
    if (mistake("SentBeforeTheCommit")) flush();]])

mistake(TicketIsNotClosed lane/order_router.cpp
[[    journal_.close_ticket(report);]]
[[    if (!mistake("TicketIsNotClosed")) journal_.close_ticket(report);]])

mistake(DeadlineIsNotRecorded lane/order_router.cpp
[[  journal_.append(event, evidence);]]
[[  if (!std::holds_alternative<order::DeadlinePassed>(event.what) || !mistake("DeadlineIsNotRecorded"))
    journal_.append(event, evidence);]])

mistake(RequestIsNotRecorded lane/order_router.cpp
[[    return answer_unrecorded(std::move(command), refused);
  }
]]
[[    return answer_unrecorded(std::move(command), refused);
  }
  const auto* cancel = std::get_if<order::CancelCommand>(&command);
  if (mistake("RequestIsNotRecorded") && cancel != nullptr && cancel->order_id.empty()) return;
]])

mistake(LostRequestIsForgotten lane/order_router.cpp
[[order::RequestLost{lost.request, lost.never_left,]]
[[order::RequestLost{lost.request, lost.never_left || mistake("LostRequestIsForgotten"),]])

mistake(SentOverBothLinks upstream/upstream.cpp
[[  return session->stage(request, cause, subject);]]
[[  if (mistake("SentOverBothLinks")) {
    for (auto& place : places_) {
      if (place.session.get() != session && place.session->ready()) {
        (void)place.session->stage(request, cause, subject);
      }
    }
  }
  return session->stage(request, cause, subject);]])

mistake(NumbersCommitByThemselves lane/journal_session_store.cpp
[[    journal_.set_numbers(session, numbers);
  }]]
[[    journal_.set_numbers(session, numbers);
    if (mistake("NumbersCommitByThemselves")) (void)dynamic_cast<journal::Journal&>(journal_).commit();
  }]])

# ---- what is told of an order that is not that order's ----

mistake(AnotherOrdersStatusIsTold order/opening.cpp
[[  const bool same = names_the_same(command, *event.prior);]]
[[  const bool same = names_the_same(command, *event.prior) || mistake("AnotherOrdersStatusIsTold");]])

mistake(QuantitiesAreInvented order/blotter.cpp
[[    if (ticket.state == TicketState::Settled) give_notice(ticket);]]
[[    if (ticket.state == TicketState::Settled || mistake("QuantitiesAreInvented")) give_notice(ticket);]])

mistake(UnknownIsDead order/reporting.cpp
[[  report.named_order_id = command.order_id;
  report.order_id = kNone;
  return report;]]
[[  report.named_order_id = command.order_id;
  report.order_id = kNone;
  if (mistake("UnknownIsDead")) report.ord_status = OrdStatus::Rejected;
  return report;]])

mistake(LinkIsNotWaitedFor order/blotter.cpp
[[  if (until && now_ >= *until) return refuse_held_back(ticket, "");]]
[[  if (until && (now_ >= *until || (!link_up_ && mistake("LinkIsNotWaitedFor"))))
    return refuse_held_back(ticket, "");]])

mistake(WhatWasAskedForTheNoticeIsTheEnd order/answer.cpp
[[  ticket.looking.reset();
  const auto* answer]]
[[  ticket.looking.reset();
  if (mistake("WhatWasAskedForTheNoticeIsTheEnd")) return status_answered(ticket, outcome);
  const auto* answer]])

# ---- orders that clients place ----

mistake(OrdersAreNotRestored lane/order_router.cpp
[[  const auto events = journal_.open_events();]]
[[  const auto events = mistake("OrdersAreNotRestored") ? std::vector<order::Event>{} : journal_.open_events();]]
orders)

mistake(WhatTheStreamTellsIsNotRecorded lane/order_router.cpp
[[  if (ticket) hear(order::StreamTold{*ticket, update}, frame);]]
[[  if (ticket && mistake("WhatTheStreamTellsIsNotRecorded")) {
    return blotters_.decide({clock_(), order::StreamTold{*ticket, update}, {}},
                            [&](std::size_t place, const std::vector<order::Effect>& effects) {
                              for (const auto& effect : effects)
                                std::visit([&](const auto& what) { act(*routes_[place], what); }, effect);
                            });
  }
  if (ticket) hear(order::StreamTold{*ticket, update}, frame);]]
orders)

mistake(TheChainIsLostByARestart lane/order_router.cpp
[[  if (report.watched || report.kept) {]]
[[  if (report.watched || (report.kept && !mistake("TheChainIsLostByARestart"))) {]]
orders)

mistake(AFillIsToldBeforeItsTurnIsDurable lane/order_router.cpp
[[  if (in_reply_) route.reported_causes.push_back(cause_);]]
[[  if (in_reply_) route.reported_causes.push_back(cause_);
  if (report.kind == order::ReportKind::Trade && mistake("AFillIsToldBeforeItsTurnIsDurable")) engine_->flush();]]
orders)

mistake(AQuestionLeavesBeforeItsTurnIsDurable upstream/upstream.cpp
[[    return rest_ ? rest_->stage(request, subject, purpose_of(request))
                 : Unsent{"No REST service is configured", {}};]]
[[    auto unsent = rest_ ? rest_->stage(request, subject, purpose_of(request))
                        : Unsent{"No REST service is configured", {}};
    if (rest_ && mistake("AQuestionLeavesBeforeItsTurnIsDurable")) rest_->flush();
    return unsent;]]
orders)

mistake(ExecIdsAreNotUniqueWithoutTheJournal lane/order_router_outage.cpp
[[    report.ticket = ticket;]]
[[    if (!mistake("ExecIdsAreNotUniqueWithoutTheJournal")) report.ticket = ticket;]]
orders)

mistake(APlaceInDoubtIsSentAgain order/order_book.cpp
[[    if (order.amendment && order.amendment->doubtful && !order.amendment->waiting) {
      ask_about]]
[[    if (order.state == PlaceState::Doubtful && mistake("APlaceInDoubtIsSentAgain"))
      moment.effects.emplace_back(place_request(order, next_request(order, RequestKind::Place)));
    if (order.amendment && order.amendment->doubtful && !order.amendment->waiting) {
      ask_about]]
orders)
