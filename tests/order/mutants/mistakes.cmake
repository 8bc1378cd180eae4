# Mistakes about orders that the histories must find: planted into copies of the product's sources, each asleep until its name
# is called. A line that is no longer there fails the build of this program, and of nothing else.
#   mistake(<name> <file> <the product's text> <the text in its place>)

mistake(ADoubtfulPlaceIsSentAgain order/order_absence.cpp
[[  if (!std::holds_alternative<Missing>(outcome)) {]]
[[  if (std::holds_alternative<Missing>(outcome) && mistake("ADoubtfulPlaceIsSentAgain")) {
    order.placing = next_request(order, RequestKind::Place);
    order.act_at = moment.now + moment.settings.answer_within;
    moment.effects.emplace_back(SendPlace{*order.placing, symbol, order.client_order_id, order.command.side, order.terms});
    return reschedule(order);
  }
  if (!std::holds_alternative<Missing>(outcome)) {]])

mistake(AFillIsMadeOfAReply order/order_merge.cpp
[[  order.fills.witness(told.executed_qty);
  tell_fills]]
[[  if (mistake("AFillIsMadeOfAReply") && update == nullptr && compare(order.fills.cum_qty(), told.executed_qty) < 0) {
    const Execution made{.symbol = told.symbol, .order_id = told.order_id, .trade_id = told.update_time_ms,
                         .last_qty = subtract(told.executed_qty, order.fills.cum_qty()).value_or("0"),
                         .last_px = told.price};
    tell_fills(moment, order, order.fills.take_all({made}));
  }
  order.fills.witness(told.executed_qty);
  tell_fills]])

mistake(AFillOfAGapIsLost order/order_merge.cpp
[[    const auto fills = order.fills.take_all(own);]]
[[    if (mistake("AFillOfAGapIsLost") && order.after_gap && own.size() > 1) own.erase(own.begin());
    const auto fills = order.fills.take_all(own);]])

mistake(TheChainIsBroken order/replacing.cpp
[[  order.cl_ord_id = amendment.command.cl_ord_id;
  name(order, order.cl_ord_id);
  Amendment taken]]
[[  if (!mistake("TheChainIsBroken")) order.cl_ord_id = amendment.command.cl_ord_id;
  name(order, order.cl_ord_id);
  Amendment taken]])

mistake(AnAmendmentIsForgottenByARestart order/replacing.cpp
[[  stamp(report, venue_ms);
  report.final = true;
  report.kept = true;
  tell_amendment(moment, order, *order.amendment, std::move(report));
  close_amendment(order);
}

void OrderBook::refuse_amendment]]
[[  stamp(report, venue_ms);
  report.final = true;
  report.kept = !mistake("AnAmendmentIsForgottenByARestart");
  tell_amendment(moment, order, *order.amendment, std::move(report));
  close_amendment(order);
}

void OrderBook::refuse_amendment]])

mistake(TheEndComesBeforeTheFills order/order_merge.cpp
[[    if (!order.lacking_since) order.lacking_since = moment.now;]]
[[    if (!order.lacking_since) order.lacking_since = moment.now;
    if (mistake("TheEndComesBeforeTheFills")) finish(moment, order);]])

mistake(ATradeIsToldTwice order/fills.cpp
[[    if (!told_.contains(trade.trade_id)) unknown]]
[[    if (!told_.contains(trade.trade_id) || mistake("ATradeIsToldTwice")) unknown]])

mistake(ASilentStreamProvesAbsence order/order_absence.cpp
[[  if (!stream_up_ || order.last_ask < landed) return ask_later(moment, order);]]
[[  if (!stream_up_ && mistake("ASilentStreamProvesAbsence"))
    return reject(moment, order, {OrdRejReason::Other, "absent"}, 0, true);
  if (!stream_up_ || order.last_ask < landed) return ask_later(moment, order);]])

mistake(TheEndIsToldTwice order/order_ending.cpp
[[  if (!order.end || order.state == PlaceState::Ended) return conclude_cancels(moment, order);]]
[[  if (!order.end || (order.state == PlaceState::Ended && !mistake("TheEndIsToldTwice")))
    return conclude_cancels(moment, order);]])

mistake(WhatIsWitnessedIsTold order/order_reporting.cpp
[[  const std::string& cum = order.fills.cum_qty();]]
[[  const std::string& cum = mistake("WhatIsWitnessedIsTold") ? order.fills.witnessed_qty() : order.fills.cum_qty();]])

mistake(AnAnswerIsTakenForSuccess order/replacing.cpp
[[    } else if (!amendment.by_cancel && shows_wanted(order, told) && !outdated) {]]
[[    } else if (!amendment.by_cancel &&
               ((shows_wanted(order, told) && !outdated) || mistake("AnAnswerIsTakenForSuccess"))) {]])

mistake(ARestartCallsAPlaceRejected order/order_book.cpp
[[      order.placing.reset();
      doubt(moment, order);
    }
    reschedule(order);]]
[[      order.placing.reset();
      if (mistake("ARestartCallsAPlaceRejected")) {
        reject(moment, order, {OrdRejReason::Other, "unknown"}, 0, false);
        continue;
      }
      doubt(moment, order);
    }
    reschedule(order);]])

mistake(AForeignCancelIsSwallowed order/order_ending.cpp
[[  report.restatement_reason = kByTheVenue;]]
[[  report.restatement_reason = kByTheVenue;
  if (mistake("AForeignCancelIsSwallowed")) return true;]])

mistake(AForeignAmendmentIsSwallowed order/order_merge.cpp
[[  if (is_done(facts.status) && !filled) return;
  Report report = report_of(order, ReportKind::Restated]]
[[  if ((is_done(facts.status) && !filled) || mistake("AForeignAmendmentIsSwallowed")) return;
  Report report = report_of(order, ReportKind::Restated]])

mistake(ACancelHoldsTheEndBack order/order_ending.cpp
[=[[](const PendingCancel& cancel) { return !cancel.conclusion; });]=]
[=[[](const PendingCancel& cancel) { return !cancel.conclusion || mistake("ACancelHoldsTheEndBack"); });]=])

mistake(OneDenialProvesAbsence order/order_absence.cpp
[[  if (!long_enough) return ask_later(moment, order);]]
[[  if (!long_enough && mistake("OneDenialProvesAbsence"))
    return reject(moment, order, {OrdRejReason::Other, "absent"}, 0, true);
  if (!long_enough) return ask_later(moment, order);]])

# Everything of a session at once.

mistake(AMassCancelTakesTheOrdersOfOthers order/order_book.cpp
[[    const bool meant = order.command.session == session &&]]
[[    const bool meant = (order.command.session == session || mistake("AMassCancelTakesTheOrdersOfOthers")) &&]])

mistake(AMassCancelTakesTheOtherSide order/order_book.cpp
[[order.command.side == scope.side);]]
[[order.command.side == scope.side || mistake("AMassCancelTakesTheOtherSide"));]])

mistake(AMassCancelIsAnsweredAtOnce order/mass_cancel.cpp
[[    if (!open_only) continue;]]
[[    if (!open_only && !mistake("AMassCancelIsAnsweredAtOnce")) continue;]])

mistake(AMassCancelInDoubtIsCalledDone order/mass_cancel.cpp
[[  report.mass_cancel->accepted = in_doubt == 0 &&]]
[[  if (mistake("AMassCancelInDoubtIsCalledDone")) report.text.clear();
  report.mass_cancel->accepted = (in_doubt == 0 || mistake("AMassCancelInDoubtIsCalledDone")) &&]])

mistake(AMassCancelCountsFills order/mass_cancel.cpp
[[    if (order != nullptr && ended_as_canceled(*order)) ++mass.canceled;]]
[[    if (order != nullptr && (ended_as_canceled(*order) || mistake("AMassCancelCountsFills"))) ++mass.canceled;]])

mistake(AMassCancelCancelsWhatIsBeingCanceled order/mass_cancel.cpp
[[      if (order->cancels.empty()) take_on(mass, *order, stage);]]
[[      if (order->cancels.empty() || mistake("AMassCancelCancelsWhatIsBeingCanceled")) {
        if (mistake("AMassCancelCancelsWhatIsBeingCanceled") && stage == MassCancel::Stage::Pursued)
          stage = MassCancel::Stage::OfClient;
        take_on(mass, *order, stage);
      }]])

mistake(ARepeatedMassCancelIsDoneAgain order/mass_cancel.cpp
[[  if (event.prior) return answer_repeated(event, command);]]
[[  if (event.prior && !mistake("ARepeatedMassCancelIsDoneAgain")) return answer_repeated(event, command);]])

mistake(AClientThatIsBackIsCanceled order/mass_cancel.cpp
[[    if (!waits_for_it) continue;]]
[[    if (!waits_for_it || mistake("AClientThatIsBackIsCanceled")) continue;]])

mistake(ACancelOfOursIsToldToTheClient order/order_ending.cpp
[[    if (!of_client) continue;]]
[[    if (!of_client && !mistake("ACancelOfOursIsToldToTheClient")) continue;]])

mistake(ACancelOfOursIsCalledSomebodyElses order/order_ending.cpp
[[    constexpr int kBrokerOption = 4;  // 378: nobody of the session asked for it]]
[[    const int kBrokerOption = mistake("ACancelOfOursIsCalledSomebodyElses") ? 8 : 4;]])
# About limits: for the histories with limits (../risk_history.hpp).
mistake(ALimitDoesNotCountWhatIsInDoubt order/order_exposure.cpp
[[    used.open_orders += is_live(order) ? 1 : 0;]]
[[    const bool overlooked = mistake("ALimitDoesNotCountWhatIsInDoubt") && bridge::order::in_doubt(order);
    used.open_orders += is_live(order) && !overlooked ? 1 : 0;]])

mistake(ALimitDoesNotCountAReplaceUnderWay order/order_exposure.cpp
[[  if (order.amendment) raise_to(]]
[[  if (order.amendment && !mistake("ALimitDoesNotCountAReplaceUnderWay")) raise_to(]])

mistake(ALimitForgetsWhatForgottenOrdersHaveFilled order/order_exposure.cpp
[[  if (is_zero(order.fills.cum_qty()) ||]]
[[  if (mistake("ALimitForgetsWhatForgottenOrdersHaveFilled") || is_zero(order.fills.cum_qty()) ||]])

mistake(ALimitForgetsPositionsOverARestart order/order_exposure.cpp
[[  kept = {event.ticket, event.bought, event.sold};]]
[[  if (mistake("ALimitForgetsPositionsOverARestart") && kept.ticket == TicketId{0} && is_zero(kept.bought) && is_zero(kept.sold)) return;
  kept = {event.ticket, event.bought, event.sold};]])

mistake(ALimitOfRatesOverlooksReplaces order/order_exposure.cpp
[[  for (const Timestamp taken : order.amends_taken) count]]
[[  if (mistake("ALimitOfRatesOverlooksReplaces")) return;
  for (const Timestamp taken : order.amends_taken) count]])

mistake(ALimitOfTheAccountIsTheSessions order/order_exposure.cpp
[[    const RiskUsage used = usage(*key,]]
[[    const RiskUsage used = usage(mistake("ALimitOfTheAccountIsTheSessions") ? session : *key,]])

mistake(ALimitTakesOpenOrdersOfTheOtherSideForRelief order/order_exposure.cpp
[[    if (&order == replaced || !is_live(order) || order.command.side != request.side) continue;]]
[[    if (mistake("ALimitTakesOpenOrdersOfTheOtherSideForRelief") && is_live(order) && order.command.side != request.side) {
      (order.command.side == '1' ? bought : sold).add(subtract(greatest(order, &OrderTerms::order_qty), filled).value_or("0"));
    }
    if (&order == replaced || !is_live(order) || order.command.side != request.side) continue;]])
