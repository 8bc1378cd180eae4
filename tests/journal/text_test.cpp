#include "journal/text.hpp"

#include "journal/facts.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <tuple>

namespace bridge::order {

// Every field by its place: a fact that grows a field stops compiling here, and is then taught to
// journal/fields.hpp as well.
auto all(const CancelCommand& fact) {
  const auto& [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t] = fact;
  return std::tie(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t);
}
auto all(const OrderScope& fact) {
  const auto& [a, b, c] = fact;
  return std::tie(a, b, c);
}
auto all(const MassCancelCommand& fact) {
  const auto& [a, b, c, d, e, f, g, h, i, j, k, l, m] = fact;
  return std::tie(a, b, c, d, e, f, g, h, i, j, k, l, m);
}
auto all(const MassStatusCommand& fact) {
  const auto& [a, b, c, d, e, f, g, h, i, j] = fact;
  return std::tie(a, b, c, d, e, f, g, h, i, j);
}
auto all(const MassCancelResult& fact) {
  const auto& [a, b, c, d, e] = fact;
  return std::tie(a, b, c, d, e);
}
auto all(const MassStatusPart& fact) {
  const auto& [a, b, c] = fact;
  return std::tie(a, b, c);
}
auto all(const StatusCommand& fact) {
  const auto& [a, b, c, d, e, f, g, h, i, j, k, l, m, n] = fact;
  return std::tie(a, b, c, d, e, f, g, h, i, j, k, l, m, n);
}
auto all(const Order& fact) {
  const auto& [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u, v, w, x, y, z, aa] = fact;
  return std::tie(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u, v, w, x, y, z, aa);
}
auto all(const VenueError& fact) {
  const auto& [a, b, c, d, e, f, g, h] = fact;
  return std::tie(a, b, c, d, e, f, g, h);
}
auto all(const OrderRefusal& fact) {
  const auto& [a, b, c] = fact;
  return std::tie(a, b, c);
}
auto all(const PlaceCommand& fact) {
  const auto& [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p] = fact;
  return std::tie(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p);
}
auto all(const ReplaceCommand& fact) {
  const auto& [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s] = fact;
  return std::tie(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s);
}
auto all(const Execution& fact) {
  const auto& [a, b, c, d, e, f, g, h, i] = fact;
  return std::tie(a, b, c, d, e, f, g, h, i);
}
auto all(const Quantities& fact) {
  const auto& [a, b, c, d] = fact;
  return std::tie(a, b, c, d);
}
auto all(const OrderUpdate& fact) {
  const auto& [a, b, c, d, e, f, g, h] = fact;
  return std::tie(a, b, c, d, e, f, g, h);
}
auto all(const AlgoOrder& fact) {
  const auto& [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u, v, w, x, y, z, aa, bb, cc] =
      fact;
  const auto first = std::tie(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o);
  return std::tuple_cat(first, std::tie(p, q, r, s, t, u, v, w, x, y, z, aa, bb, cc));
}
auto all(const AlgoUpdate& fact) {
  const auto& [a, b] = fact;
  return std::tie(a, b);
}
auto all(const Report& fact) {
  // Without by_our_clock: it is for the blotter's own hands, which let no report go with it.
  const auto& [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u, v, w, x, ours, y, z, aa, bb, cc,
               dd, ee, ff, gg, hh, ii, jj, kk, ll, mm] = fact;
  const auto ids = std::tie(a, b, c, d, e, f, g, h, i, j, k, l, m);
  const auto facts = std::tie(n, o, p, q, r, s, t, u, v, w, x, y, z, aa, bb);
  return std::tuple_cat(ids, facts, std::tie(cc, dd, ee, ff, gg, hh, ii, jj, kk, ll, mm));
}

bool operator==(const CancelCommand& left, const CancelCommand& right) { return all(left) == all(right); }
bool operator==(const OrderScope& left, const OrderScope& right) { return all(left) == all(right); }
bool operator==(const MassCancelCommand& left, const MassCancelCommand& right) {
  return all(left) == all(right);
}
bool operator==(const MassStatusCommand& left, const MassStatusCommand& right) {
  return all(left) == all(right);
}
bool operator==(const MassCancelResult& left, const MassCancelResult& right) {
  return all(left) == all(right);
}
bool operator==(const MassStatusPart& left, const MassStatusPart& right) { return all(left) == all(right); }
bool operator==(const StatusCommand& left, const StatusCommand& right) { return all(left) == all(right); }
bool operator==(const Order& left, const Order& right) { return all(left) == all(right); }
bool operator==(const OrderRefusal& left, const OrderRefusal& right) { return all(left) == all(right); }
bool operator==(const PlaceCommand& left, const PlaceCommand& right) { return all(left) == all(right); }
bool operator==(const ReplaceCommand& left, const ReplaceCommand& right) { return all(left) == all(right); }
bool operator==(const Execution& left, const Execution& right) { return all(left) == all(right); }
bool operator==(const Quantities& left, const Quantities& right) { return all(left) == all(right); }
bool operator==(const OrderFacts& left, const OrderFacts& right) {
  return left && right ? *left == *right : !left && !right;
}
bool operator==(const OrderUpdate& left, const OrderUpdate& right) { return all(left) == all(right); }
bool operator==(const AlgoOrder& left, const AlgoOrder& right) { return all(left) == all(right); }
bool operator==(const AlgoUpdate& left, const AlgoUpdate& right) { return all(left) == all(right); }
bool operator==(const VenueError& left, const VenueError& right) { return all(left) == all(right); }
bool operator==(const Report& left, const Report& right) { return all(left) == all(right); }
bool operator==(const Prior& left, const Prior& right) {
  const auto& [a, b] = left;
  const auto& [c, d] = right;
  return a == c && b == d;
}

}  // namespace bridge::order

namespace bridge::journal {
namespace {

order::Event round_trip(const order::Event& event) {
  const std::string text = encode(event);
  auto decoded = decode_event(text);
  EXPECT_TRUE(decoded) << text << ": " << (decoded ? "" : decoded.error().what);
  if (!decoded) return {};
  EXPECT_EQ(encode(*decoded), text);
  EXPECT_EQ(decoded->at, event.at);
  EXPECT_EQ(decoded->what.index(), event.what.index());
  return *decoded;
}

TEST(Text, BringsBackARequestWithEveryField) {
  const auto event = round_trip(requested(1768224480123456, "c1"));
  const auto& request = std::get<order::Requested>(event.what);
  EXPECT_EQ(request.ticket.value(), 1768224480123456U);
  EXPECT_EQ(request.command, order::Command{command("c1")});
  EXPECT_FALSE(request.prior);
}

TEST(Text, BringsBackARequestWithNothingFilledIn) {
  const order::Event event{.at = {}, .what = order::Requested{}};
  EXPECT_EQ(std::get<order::Requested>(round_trip(event).what).command, order::Command{});
}

TEST(Text, BringsBackAnOpenAndAClosedPrior) {
  for (const auto& final_report : {std::optional<order::Report>(), std::optional(report(7))}) {
    auto event = requested(8, "c1");
    const order::Prior prior{.ticket = order::TicketId(7), .final_report = final_report};
    std::get<order::Requested>(event.what).prior = prior;
    EXPECT_EQ(std::get<order::Requested>(round_trip(event).what).prior, prior);
  }
}

TEST(Text, BringsBackARefusalByTheSessionsTerms) {
  auto event = requested(8, "c1");
  std::get<order::Requested>(event.what).refused =
      order::Refusal{order::RejectReason::VenueOption, "not open to this session"};
  const auto back = round_trip(event);
  const auto& refused = std::get<order::Requested>(back.what).refused;
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->reason, order::RejectReason::VenueOption);
  EXPECT_EQ(refused->text, "not open to this session");
}

TEST(Text, BringsBackAStatusRequest) {
  const order::StatusCommand status{.session = kSession,
                                    .cl_ord_id = "c1",
                                    .orig_cl_ord_id = "o1",
                                    .order_id = "42",
                                    .ord_status_req_id = "req-1",
                                    .symbol = "BTC/USDT",
                                    .venue_symbol = "BTCUSDT",
                                    .side = '2',
                                    .account = "desk-7",
                                    .msg_seq_num = 4711,
                                    .route = "128=DESK7\x01",
                                    .poss_dup = true,
                                    .poss_resend = true,
                                    .account_name = order::AccountName("main")};
  const order::Prior prior{.ticket = order::TicketId(7), .final_report = report(7)};
  const auto back = round_trip({from_us(5), order::Requested{order::TicketId(9), status, prior, {}}});
  EXPECT_EQ(std::get<order::Requested>(back.what).command, order::Command{status});
  EXPECT_EQ(std::get<order::Requested>(back.what).prior, prior);
}

order::OrderTerms terms() {
  return {.type = order::OrdType::StopLimit,
          .time_in_force = order::TimeInForce::GoodTillDate,
          .order_qty = "0.25",
          .price = "100.1",
          .stop_px = "99",
          .activate_price = "98",
          .callback_bips = "30",
          .good_till_ms = 7,
          .post_only = true,
          .retail_price_improvement = true,
          .reduce_only = true,
          .close_position = true,
          .position_side = order::PositionSide::Short,
          .position_effect = 'C',
          .price_match = "QUEUE",
          .self_trade_prevention = "NONE",
          .working_type = "MARK_PRICE",
          .price_protect = true};
}

order::OrderEntryTerms entry() {
  return {.enabled = true,
          .pending_new = false,
          .pending_replace = true,
          .same_terms_replaced = false,
          .killed_is_canceled = true,
          .check_filters = false,
          .trade_while_syncing = true,
          .client_id_as_sent = true,
          .client_id_tag = "q1",
          .cancel_late_order = false,
          .self_trade_prevention = "EXPIRE_BOTH",
          .tell_triggered = true,
          .queue_replace = true};
}

TEST(Text, BringsBackAPlaceAndAReplaceWithEveryField) {
  const order::PlaceCommand place{.session = kSession,
                                  .cl_ord_id = order::ClOrdId("d1"),
                                  .symbol = "BTC/USDT",
                                  .venue_symbol = "BTCUSDT",
                                  .side = '2',
                                  .account = "desk-7",
                                  .transact_time = "20261130-12:00:00",
                                  .terms = terms(),
                                  .refused = order::OrderRefusal{order::OrdRejReason::ExceedsLimit, "no"},
                                  .msg_seq_num = 4711,
                                  .route = "128=DESK7\x01",
                                  .poss_dup = true,
                                  .poss_resend = true,
                                  .account_name = order::AccountName("main"),
                                  .entry = entry()};
  const auto placed = round_trip({from_us(5), order::Requested{order::TicketId(9), place, {}, {}}});
  EXPECT_EQ(std::get<order::Requested>(placed.what).command, order::Command{place});
  const order::ReplaceCommand replace{.session = kSession,
                                      .cl_ord_id = order::ClOrdId("g1"),
                                      .orig_cl_ord_id = "d1",
                                      .order_id = "42",
                                      .symbol = "BTC/USDT",
                                      .venue_symbol = "BTCUSDT",
                                      .side = '2',
                                      .account = "desk-7",
                                      .transact_time = "20261130-12:00:00",
                                      .terms = terms(),
                                      .refused = {},
                                      .msg_seq_num = 4711,
                                      .route = "128=DESK7\x01",
                                      .poss_dup = true,
                                      .poss_resend = true,
                                      .account_name = order::AccountName("main"),
                                      .prefer = order::IdPreference::ByOrigClOrdId,
                                      .entry = entry()};
  const auto replaced = round_trip({from_us(5), order::Requested{order::TicketId(9), replace, {}, {}}});
  EXPECT_EQ(std::get<order::Requested>(replaced.what).command, order::Command{replace});
}

order::Execution execution() {
  return {.symbol = "BTCUSDT",
          .order_id = order::OrderId(9007199254740993),
          .trade_id = 7,
          .last_qty = "0.1",
          .last_px = "100",
          .commission = "-0.01",
          .commission_asset = "BNB",
          .maker = true,
          .time_ms = 8};
}

TEST(Text, BringsBackWhatMeansManyOrders) {
  const order::OrderScope scope{"BTC/USDT", "BTCUSDT", '2'};
  const order::MassCancelCommand cancel{.session = kSession,
                                        .cl_ord_id = order::ClOrdId("q1"),
                                        .request_type = '1',
                                        .scope = scope,
                                        .account = "desk-7",
                                        .transact_time = "20261130-12:00:00",
                                        .msg_seq_num = 4711,
                                        .route = "128=DESK7\x01",
                                        .poss_dup = true,
                                        .poss_resend = true,
                                        .account_name = order::AccountName("main"),
                                        .cause = order::CancelCause::Disconnect,
                                        .grace = milliseconds{5000}};
  const auto canceled = round_trip({from_us(5), order::Requested{order::TicketId(9), cancel, {}, {}}});
  EXPECT_EQ(std::get<order::Requested>(canceled.what).command, order::Command{cancel});
  const order::MassStatusCommand status{.session = kSession,
                                        .mass_status_req_id = "s1",
                                        .request_type = '1',
                                        .scope = scope,
                                        .account = "desk-7",
                                        .msg_seq_num = 4711,
                                        .route = "128=DESK7\x01",
                                        .poss_dup = true,
                                        .poss_resend = true,
                                        .account_name = order::AccountName("main")};
  const auto asked = round_trip({from_us(5), order::Requested{order::TicketId(9), status, {}, {}}});
  EXPECT_EQ(std::get<order::Requested>(asked.what).command, order::Command{status});

  const order::CancelOnDisconnectSet set{kSession,
                                         order::AccountName("main"),
                                         {.enabled = true, .grace = milliseconds{7000}, .on_logout = true}};
  const auto back = round_trip({from_us(5), set});
  EXPECT_EQ(std::get<order::CancelOnDisconnectSet>(back.what).rule, set.rule);
  EXPECT_EQ(std::get<order::CancelOnDisconnectSet>(back.what).session, set.session);
}

TEST(Text, BringsBackWhatTheStreamTold) {
  order::OrderUpdate update{.order = order::OrderFacts{full_order()},
                            .execution_type = order::ExecutionType::Trade,
                            .execution_text = "TRADE",
                            .execution = execution(),
                            .modify_id = 12,
                            .expiry_reason = "2",
                            .event_time_ms = 9,
                            .of_venue = true};
  const auto back = round_trip({from_us(5), order::StreamTold{order::TicketId(7), update}});
  EXPECT_EQ(std::get<order::StreamTold>(back.what).ticket, order::TicketId(7));
  EXPECT_EQ(std::get<order::StreamTold>(back.what).update, update);
  const auto up = round_trip({from_us(5), order::StreamUp{order::AccountName("main")}});
  EXPECT_EQ(std::get<order::StreamUp>(up.what).account, order::AccountName("main"));
  const auto down = round_trip({from_us(5), order::StreamDown{"reset", order::AccountName("main")}});
  EXPECT_EQ(std::get<order::StreamDown>(down.what).reason, "reset");
}

order::AlgoOrder algo_order() {
  return {.algo_id = order::AlgoId(9007199254740995),
          .client_algo_id = "fb-7",
          .symbol = "BTCUSDT",
          .side = "SELL",
          .position_side = "LONG",
          .order_type = "STOP",
          .time_in_force = "GTC",
          .quantity = "0.3",
          .price = "99",
          .trigger_price = "100",
          .activate_price = "101",
          .callback_rate = "0.5",
          .status_text = "TRIGGERED",
          .status = order::AlgoStatus::Triggered,
          .child = order::OrderId(9007199254740993),
          .executed_qty = "0.1",
          .avg_price = "98.5",
          .working_type = "MARK_PRICE",
          .price_match = "NONE",
          .self_trade_prevention_mode = "EXPIRE_MAKER",
          .close_position = true,
          .price_protect = true,
          .reduce_only = true,
          .activated = true,
          .reject_reason = "Margin is insufficient.",
          .create_time_ms = 1,
          .update_time_ms = 2,
          .trigger_time_ms = 3,
          .good_till_date_ms = 4};
}

TEST(Text, BringsBackWhatIsSaidOfAConditionalOrder) {
  const order::AlgoUpdate update{algo_order(), 9};
  const auto told = round_trip({from_us(5), order::AlgoTold{order::TicketId(7), update}});
  EXPECT_EQ(std::get<order::AlgoTold>(told.what).ticket, order::TicketId(7));
  EXPECT_EQ(std::get<order::AlgoTold>(told.what).update, update);
  order::AlgoOrder waiting = algo_order();
  waiting.child.reset();
  const order::RequestId request{order::TicketId(7), 3, order::RequestKind::AlgoStatus};
  const auto found = round_trip({from_us(5), order::VenueAnswered{request, order::AlgoFound{waiting}}});
  const auto& answer = std::get<order::VenueAnswered>(found.what);
  EXPECT_EQ(answer.request, request);
  EXPECT_EQ(std::get<order::AlgoFound>(answer.outcome).order, waiting);
  const order::AlgoCanceled canceled{order::AlgoId(3), "fb-7"};
  const auto gone = round_trip({from_us(5), order::VenueAnswered{request, canceled}});
  const auto& taken = std::get<order::AlgoCanceled>(std::get<order::VenueAnswered>(gone.what).outcome);
  EXPECT_EQ(taken.algo_id, canceled.algo_id);
  EXPECT_EQ(taken.client_algo_id, canceled.client_algo_id);
}

TEST(Text, BringsBackThatASweepWasTaken) {
  for (const auto kind : {order::RequestKind::SweepOpenOrders, order::RequestKind::SweepAlgoOrders}) {
    const order::RequestId request{order::TicketId(7), 3, kind};
    const auto back = round_trip({from_us(5), order::VenueAnswered{request, order::Swept{}}});
    const auto& answer = std::get<order::VenueAnswered>(back.what);
    EXPECT_EQ(answer.request, request);
    EXPECT_TRUE(std::holds_alternative<order::Swept>(answer.outcome));
  }
}

TEST(Text, BringsBackListsOfOrdersAndTrades) {
  const order::RequestId request{order::TicketId(7), 3, order::RequestKind::Trades};
  for (const std::size_t count : {0U, 1U, 3U}) {
    const order::TradesFound trades{std::vector<order::Execution>(count, execution())};
    const auto back = round_trip({from_us(5), order::VenueAnswered{request, trades}});
    EXPECT_EQ(std::get<order::TradesFound>(std::get<order::VenueAnswered>(back.what).outcome).trades,
              trades.trades);
    const order::OrdersFound orders{std::vector<order::OrderFacts>(count, full_order())};
    const auto listed = round_trip({from_us(5), order::VenueAnswered{request, orders}});
    EXPECT_EQ(std::get<order::OrdersFound>(std::get<order::VenueAnswered>(listed.what).outcome).orders,
              orders.orders);
  }
}

TEST(Text, BringsBackAReportOfAPlacedOrder) {
  order::Report told = report(7);
  told.kept = true;
  told.quantities = order::Quantities{"10", "3", "7", "100.5"};
  told.terms = terms();
  told.execution = execution();
  told.ord_rej_reason = order::OrdRejReason::UnknownOrder;
  told.secondary_cl_ord_id = "fb-7";
  told.secondary_order_id = "43";
  told.restatement_reason = 0;
  told.expiry_reason = 4;
  const auto back = decode_report(encode(told));
  ASSERT_TRUE(back);
  EXPECT_EQ(*back, told);
}

TEST(Text, WritesAnOrdinaryReportAsTheReleaseBefore) {
  const std::string text = encode(report(7));
  for (const char* added :
       {"kept", "quantities", "terms", "execution", "ord_rej_reason", "restatement_reason"}) {
    EXPECT_EQ(text.find(added), std::string::npos) << added;
  }
}

TEST(Text, BringsBackWhatWasTakenOverOfAStepOfTheClock) {
  for (const auto wall : {microseconds{0}, microseconds{300'000'001}, microseconds{-7'200'000'000}}) {
    const order::Event event{from_us(5), order::DeadlinePassed{order::TicketId(7)}, wall};
    EXPECT_EQ(round_trip(event).wall, wall);
    EXPECT_EQ(encode(event).find("wall_us") == std::string::npos, wall == microseconds{0}) << encode(event);
  }
}

TEST(Text, ReadsWhatTheFirstReleaseWrote) {
  const auto down = decode_event(R"({"at_us":1,"kind":"link_down","reason":"reset"})");
  ASSERT_TRUE(down);
  EXPECT_EQ(std::get<order::LinkDown>(down->what).account.value(), "");
  const auto request = decode_event(
      R"({"at_us":1,"kind":"cancel_requested","ticket":7,"command":{"session":"S","cl_ord_id":"c1",)"
      R"("symbol":"BTCUSDT","venue_symbol":"BTCUSDT","side":"1","prefer":"order_id"}})");
  ASSERT_TRUE(request);
  EXPECT_EQ(std::get<order::CancelCommand>(std::get<order::Requested>(request->what).command).pending_cancel,
            order::PendingCancelNotice::InDoubt);
}

TEST(Text, BringsBackEveryOutcome) {
  auto sparse = full_order();
  sparse.avg_price.reset();
  sparse.cum_quote.reset();
  const std::vector<order::Outcome> outcomes = {order::Canceled{full_order()}, order::Found{sparse},
                                                order::Rejected{full_error()}, order::Missing{full_error()},
                                                order::Unclear{full_error()}};
  for (const auto& outcome : outcomes) {
    const auto event = round_trip(answered(1, outcome));
    const auto& answer = std::get<order::VenueAnswered>(event.what);
    EXPECT_EQ(answer.request, (order::RequestId{order::TicketId(1), 1, order::RequestKind::Status}));
    ASSERT_EQ(answer.outcome.index(), outcome.index());
    if (const auto* canceled = std::get_if<order::Canceled>(&answer.outcome)) {
      EXPECT_EQ(*canceled->order, full_order());
    } else if (const auto* found = std::get_if<order::Found>(&answer.outcome)) {
      EXPECT_EQ(*found->order, sparse);
    } else if (const auto* unclear = std::get_if<order::Unclear>(&answer.outcome)) {
      EXPECT_EQ(unclear->error, full_error());
    }
  }
}

TEST(Text, BringsBackTheSmallEvents) {
  const Timestamp at = from_us(-1);
  const order::RequestId request{order::TicketId(5), 4294967295U, order::RequestKind::Cancel};
  const auto lost = round_trip({at, order::RequestLost{.request = request, .never_left = true}});
  EXPECT_EQ(std::get<order::RequestLost>(lost.what).request, request);
  EXPECT_TRUE(std::get<order::RequestLost>(lost.what).never_left);
  const auto down = round_trip({at, order::LinkDown{.reason = "tls: \"bad\" \\ record\n", .account = {}}});
  EXPECT_EQ(std::get<order::LinkDown>(down.what).reason, "tls: \"bad\" \\ record\n");
  const auto passed = round_trip({at, order::DeadlinePassed{order::TicketId(6)}});
  EXPECT_EQ(std::get<order::DeadlinePassed>(passed.what).ticket.value(), 6U);
  round_trip({at, order::LinkUp{}});
  round_trip({at, order::Restarted{}});
}

TEST(Text, BringsBackReportsOfEveryKindAndStatus) {
  using order::OrdStatus;
  for (const auto kind :
       {order::ReportKind::Canceled, order::ReportKind::CancelRejected, order::ReportKind::PendingCancel}) {
    for (const auto status :
         {OrdStatus::New, OrdStatus::PartiallyFilled, OrdStatus::Filled, OrdStatus::Canceled,
          OrdStatus::PendingCancel, OrdStatus::Rejected, OrdStatus::Expired}) {
      for (const bool whole : {true, false}) {
        auto told = report(3);
        told.kind = kind;
        told.ord_status = status;
        told.final = whole;
        if (!whole) told.order = {};
        const auto decoded = decode_report(encode(told));
        ASSERT_TRUE(decoded);
        EXPECT_EQ(*decoded, told);
      }
    }
  }
}

TEST(Text, BringsBackEveryReasonAndOrderStatus) {
  using order::OrderStatus;
  using order::RejectReason;
  auto told = report(3);
  for (const auto status :
       {OrderStatus::New, OrderStatus::PartiallyFilled, OrderStatus::Filled, OrderStatus::Canceled,
        OrderStatus::Rejected, OrderStatus::Expired, OrderStatus::ExpiredInMatch, OrderStatus::Unknown}) {
    order::Order order = full_order();
    order.status = status;
    told.order = order;
    EXPECT_EQ(*decode_report(encode(told)), told);
  }
  for (const auto reason :
       {RejectReason::TooLate, RejectReason::UnknownOrder, RejectReason::VenueOption,
        RejectReason::AlreadyPending, RejectReason::DuplicateClOrdId, RejectReason::Other}) {
    told.reason = reason;
    EXPECT_EQ(*decode_report(encode(told)), told);
  }
}

TEST(Text, BringsBackAnyBytesAClientMaySend) {
  std::string every;
  for (int byte = 0; byte < 256; ++byte) every += static_cast<char>(byte);
  auto told = requested(1, every);
  auto& sent = std::get<order::CancelCommand>(std::get<order::Requested>(told.what).command);
  for (auto* text : {&sent.orig_cl_ord_id, &sent.order_id, &sent.symbol, &sent.account}) *text = every;
  sent.session = order::SessionKey("caf\xE9 \uF7E9 €");
  for (int byte = 0; byte < 256; ++byte) {
    sent.side = static_cast<char>(byte);
    EXPECT_EQ(std::get<order::Requested>(round_trip(told).what).command, order::Command{sent});
  }
}

TEST(Text, BringsBackTheExtremesOfIntegers) {
  using Limits = std::numeric_limits<std::int64_t>;
  auto order = full_order();
  for (const std::int64_t value :
       {Limits::min(), Limits::max(), std::int64_t{9007199254740993}, std::int64_t{0}}) {
    order.order_id = order::OrderId(value);
    order.time_ms = value;
    const auto event =
        round_trip(answered(std::numeric_limits<std::uint64_t>::max(), order::Canceled{order}));
    const auto& answer = std::get<order::VenueAnswered>(event.what);
    EXPECT_EQ(answer.request.ticket.value(), std::numeric_limits<std::uint64_t>::max());
    EXPECT_EQ(*std::get<order::Canceled>(answer.outcome).order, order);
  }
}

TEST(Text, NamesEachKind) {
  EXPECT_EQ(kind_of(requested(1, "c")), "cancel_requested");
  EXPECT_EQ(kind_of(answered(1, order::Unclear{})), "venue_answered");
  EXPECT_EQ(kind_of({{}, order::RequestLost{}}), "request_lost");
  EXPECT_EQ(kind_of(link_up()), "link_up");
  EXPECT_EQ(kind_of({{}, order::LinkDown{}}), "link_down");
  EXPECT_EQ(kind_of({{}, order::DeadlinePassed{}}), "deadline_passed");
  EXPECT_EQ(kind_of({{}, order::Restarted{}}), "restarted");
  EXPECT_EQ(kind_of({{}, order::LimitsSet{}}), "limits_set");
  EXPECT_EQ(kind_of({{}, order::PositionKept{}}), "position_kept");
}

TEST(Text, BringsBackLimitsAndPositions) {
  const order::RiskLimits limits{.symbols = {{"BTCUSDT", ""}, {"ETH*", ""}},
                                 .may_buy = false,
                                 .may_sell = true,
                                 .max_order_qty = {{"BTCUSDT", "5"}},
                                 .max_notional = "100000.5",
                                 .collar_buy_percent = "5",
                                 .collar_sell_percent = "2.5",
                                 .max_open_orders = 3,
                                 .max_position = {{"*", "7"}},
                                 .order_rate = 4,
                                 .order_rate_per = milliseconds{2000},
                                 .amend_ratio = 5,
                                 .amend_ratio_free = 6,
                                 .amend_ratio_per = milliseconds{30000},
                                 .duplicate_within = milliseconds{500},
                                 .mark_price_max_age = milliseconds{7000}};
  const order::AccountName account{"main"};
  for (const auto& own : {limits, order::RiskLimits{}}) {
    const auto event = round_trip({from_us(5), order::LimitsSet{order::TicketId(7), account, kSession, own,
                                                                "desk (uid 7)", "at start"}});
    const auto& set = std::get<order::LimitsSet>(event.what);
    EXPECT_EQ(set.limits, own);
    EXPECT_EQ(set.account, account);
    EXPECT_EQ(set.session, kSession);
    EXPECT_EQ(set.who, "desk (uid 7)");
    EXPECT_EQ(set.why, "at start");
  }
  const auto event =
      round_trip({from_us(5), order::PositionKept{order::TicketId(8), account, kSession, "BTCUSDT",
                                                  order::PositionSide::Long, "0", "1.5"}});
  const auto& kept = std::get<order::PositionKept>(event.what);
  EXPECT_EQ(kept.position_side, order::PositionSide::Long);
  EXPECT_EQ(kept.sold, "1.5");
}

TEST(Text, BringsBackTheMarkPriceAndTheLimitOfARequest) {
  order::PlaceCommand command;
  command.session = kSession;
  command.refused = order::OrderRefusal{order::OrdRejReason::ExceedsLimit, "risk: …", "account.max_notional"};
  command.mark_price = order::MarkPrice{"64000.5", 1'795'359'600'000, milliseconds{250}};
  const auto event = round_trip({from_us(5), order::Requested{order::TicketId(7), command, {}, {}}});
  const auto& read = std::get<order::PlaceCommand>(std::get<order::Requested>(event.what).command);
  EXPECT_EQ(read.mark_price, command.mark_price);
  EXPECT_EQ(read.refused->limit, command.refused->limit);
}

// The text of the first release: a journal written then is read for ever.
TEST(Text, StillReadsTheFirstRelease) {
  const std::string text =
      R"({"at_us":1768224480000500,"kind":"venue_answered","request":{"ticket":7,"attempt":1,"kind":"status"},)"
      R"("outcome":{"kind":"rejected","error":{"status":400,"code":-2015,"text":"Invalid API-key",)"
      R"("reason":"other"}}})";
  const auto read = decode_event(text);
  ASSERT_TRUE(read);
  const auto& outcome = std::get<order::VenueAnswered>(read->what).outcome;
  const auto& error = std::get<order::Rejected>(outcome).error;
  EXPECT_EQ(error.code, -2015);
  EXPECT_EQ(error.retry, order::Retry::Never) << "what was added since has its default";
}

TEST(Text, SaysWhatItCannotRead) {
  const auto why = [](const std::string& text) { return decode_event(text).error().what; };
  EXPECT_THAT(why("{"), testing::StartsWith("not JSON"));
  EXPECT_EQ(why("[]"), "not a JSON object");
  EXPECT_EQ(why(R"({"kind":"link_up"})"), "at_us: is missing");
  EXPECT_EQ(why(R"({"at_us":1.5,"kind":"link_up"})"), "at_us: expected an integer in its range");
  EXPECT_EQ(why(R"({"at_us":1,"kind":"link_sideways"})"), "kind: unknown word 'link_sideways'");
  EXPECT_EQ(why(R"({"at_us":1,"kind":"deadline_passed"})"), "ticket: is missing");
  EXPECT_EQ(why(R"({"at_us":1,"kind":"request_lost","request":{"ticket":1,"attempt":-1,"kind":"status"}})"),
            "request.attempt: expected an integer in its range");
  EXPECT_EQ(
      why(R"({"at_us":1,"kind":"venue_answered","request":{"ticket":1,"kind":"cancel"},"outcome":{"kind":"found"}})"),
      "outcome.order: is missing");
  EXPECT_EQ(why(R"({"at_us":1,"kind":"link_down","reason":7})"), "reason: expected a text");
  EXPECT_EQ(why(R"({"at_us":1,"kind":"request_lost","request":[]})"), "request: expected an object");
}

TEST(Text, SurvivesAnyDamage) {
  const std::string text = encode(answered(1, order::Canceled{full_order()}));
  for (std::size_t at = 0; at < text.size(); ++at) {
    EXPECT_FALSE(decode_event(text.substr(0, at)));
    for (const char bit : {'\x01', '\x20', '\x80'}) {
      std::string damaged = text;
      damaged[at] = static_cast<char>(damaged[at] ^ bit);
      (void)decode_event(damaged);  // an error or other values, but no crash
    }
  }
}

}  // namespace
}  // namespace bridge::journal
