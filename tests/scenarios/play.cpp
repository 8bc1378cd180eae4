#include "scenarios/play.hpp"

#include "scenarios/golden.hpp"
#include "scenarios/judge.hpp"

#include <map>
#include <utility>

namespace bridge::scenarios {
namespace {

const fix::Desk& desk_of(const std::string& version) {
  if (version == "FIX 4.2") return fix::fix42();
  return version == "FIX 4.4" ? fix::fix44() : fix::fix50sp2();
}

INSTANTIATE_TEST_SUITE_P(Of, Scenarios,
                         ::testing::Combine(::testing::Values("FIX 4.2", "FIX 4.4", "FIX 5.0 SP2"),
                                            ::testing::Values(First::Reply, First::Stream)),
                         name_of);

}  // namespace

std::string name_of(const ::testing::TestParamInfo<Scenarios::ParamType>& tested) {
  std::string name;
  for (const char c : std::get<0>(tested.param)) {
    if (c != ' ' && c != '.') name += c;
  }
  return name + (std::get<1>(tested.param) == First::Reply ? "ReplyFirst" : "StreamFirst");
}

std::string line_of(const order::Report& report) {
  if (report.kind == order::ReportKind::StatusRejected) {
    return "j(" + report.cl_ord_id.value() +
           ") 380=" + std::to_string(static_cast<int>(report.business_reason));
  }
  return order::testing::told_line(report);
}

PlaceCommand limit(const std::string& cl_ord_id, TimeInForce time_in_force) {
  PlaceCommand command = Floor::limit(cl_ord_id);
  command.terms.time_in_force = time_in_force;
  return command;
}

Lines Scenarios::told() {
  Lines lines;
  for (; told_ < floor.reports.size(); ++told_) lines.push_back(line_of(floor.reports[told_]));
  return lines;
}

Lines Scenarios::sent() {
  Lines lines;
  for (; sent_ < floor.requests.size(); ++sent_) lines.push_back(Floor::request_line(floor.requests[sent_]));
  return lines;
}

order::OrderUpdate Scenarios::update(ExecutionType type, const order::Order& facts) {
  order::OrderUpdate update;
  update.order = facts;
  update.execution_type = type;
  return update;
}

void Scenarios::twice(RequestKind kind, order::Outcome reply, order::OrderUpdate event, bool silent) {
  const order::RequestId request = floor.last(kind);
  const auto say = [&](bool by_reply) {
    if (by_reply) {
      static_cast<void>(floor.answer(request, reply));
    } else {
      static_cast<void>(floor.decide(order::StreamTold{order::TicketId{floor.order()}, event}));
    }
  };
  say(reply_is_first());
  const auto before = floor.reports.size();
  say(!reply_is_first());
  if (silent) {
    EXPECT_EQ(floor.reports.size(), before) << "the second witness has nothing new to tell";
  }
}

void Scenarios::acknowledged(const std::string& executed) {
  const auto facts = floor.shown(OrderStatus::New, executed);
  twice(RequestKind::Place, Found{facts}, update(ExecutionType::New, facts), true);
}

void Scenarios::canceled(const std::string& executed) {
  const auto facts = floor.shown(OrderStatus::Canceled, executed);
  twice(RequestKind::Cancel, order::Canceled{facts}, update(ExecutionType::Canceled, facts), true);
}

void Scenarios::modified(OrderStatus status, const std::string& executed) {
  const auto facts = floor.shown(status, executed);
  auto event = update(ExecutionType::Amendment, facts);
  event.modify_id = static_cast<std::int64_t>(floor.amendment());
  twice(RequestKind::Modify, Found{facts}, std::move(event), true);
}

void Scenarios::shown_amended() {
  const auto facts = floor.shown(OrderStatus::New, "0");
  auto event = update(ExecutionType::Amendment, facts);
  event.modify_id = static_cast<std::int64_t>(floor.amendment());
  twice(RequestKind::Status, Found{facts}, std::move(event), true);
}

void Scenarios::canceled_instead(const std::string& executed) {
  const auto facts = floor.shown(OrderStatus::Canceled, executed);
  twice(RequestKind::Modify, Found{facts}, update(ExecutionType::Canceled, facts), reply_is_first());
}

void Scenarios::filled() {
  const auto facts = floor.shown(OrderStatus::Filled, floor.qty);
  auto event = update(ExecutionType::Trade, facts);
  event.execution = fill(1, floor.qty);
  twice(RequestKind::Status, Found{facts}, std::move(event), !reply_is_first());
}

order::Execution Scenarios::fill(std::int64_t id, const std::string& last) {
  auto execution = floor.execution(id, last);
  execution.commission = "0.02";
  execution.commission_asset = "USDT";
  execution.maker = true;
  return execution;
}

void Scenarios::trade(std::int64_t id, const std::string& last, const std::string& executed) {
  const bool whole = compare(executed, floor.qty) == 0;
  auto event = update(ExecutionType::Trade,
                      floor.shown(whole ? OrderStatus::Filled : OrderStatus::PartiallyFilled, executed));
  event.execution = fill(id, last);
  static_cast<void>(floor.decide(order::StreamTold{order::TicketId{floor.order()}, std::move(event)}));
}

void Scenarios::expired(const std::string& executed, const std::string& reason, OrderStatus status) {
  auto event = update(ExecutionType::Expired, floor.shown(status, executed));
  event.expiry_reason = reason;
  static_cast<void>(floor.decide(order::StreamTold{order::TicketId{floor.order()}, std::move(event)}));
}

void Scenarios::tell_new(const order::Order& facts) {
  static_cast<void>(
      floor.decide(order::StreamTold{order::TicketId{floor.order()}, update(ExecutionType::New, facts)}));
}

void Scenarios::canceled_unasked(const std::string& executed) {
  static_cast<void>(floor.stream(ExecutionType::Canceled, OrderStatus::Canceled, executed));
}

void Scenarios::amended_unasked(const std::string& executed) {
  static_cast<void>(floor.stream(ExecutionType::Amendment,
                                 is_zero(executed) ? OrderStatus::New : OrderStatus::PartiallyFilled,
                                 executed));
}

VenueError Scenarios::error(int code, order::OrdRejReason reason) {
  static const std::map<int, std::string> kTexts = {
      {-1006, "An unexpected response was received from the message bus. Execution status unknown."},
      {-1015, "Too many new orders; current limit is 300 orders per TEN_SECONDS."},
      {-1021, "Timestamp for this request is outside of the recvWindow."},
      {-2011, "Unknown order sent."},
      {-2013, "Order does not exist."},
      {-2019, "Margin is insufficient."},
      {-4014, "Price not increased by tick size."},
      {-4117, "Stop order is in triggering process. Please try again later."},
      {-5021, "Due to the order could not be filled immediately, the FOK order has been rejected."},
      {-5022, "Due to the order could not be executed as maker, the Post Only order will be rejected."},
      {-5027, "No need to modify the order."},
  };
  VenueError error = Floor::error(code);
  error.text = kTexts.at(code);
  error.ord_rej_reason = reason;
  return error;
}

void Scenarios::refused(RequestKind kind, const VenueError& error) {
  static_cast<void>(floor.answer(kind, Rejected{error}));
}

void Scenarios::missing(RequestKind kind, int code) {
  static_cast<void>(floor.answer(kind, order::Missing{error(code)}));
}

void Scenarios::either(const std::function<void()>& reply, const std::function<void()>& event) {
  if (reply_is_first()) {
    reply();
    event();
  } else {
    event();
    reply();
  }
}

void Scenarios::open_order() {
  static_cast<void>(floor.place("X"));
  acknowledged();
}

void Scenarios::deny(milliseconds span) {
  using std::chrono_literals::operator""ms;
  const auto before = floor.reports.size();
  for (milliseconds passed{0}; passed < span && floor.reports.size() == before; passed += 100ms) {
    static_cast<void>(floor.wait(100ms));
    const order::RequestId last = id_of(floor.requests.back());
    if (last.kind == RequestKind::Status) {
      static_cast<void>(floor.answer(last, order::Missing{error(-2013)}));
    } else if (last.kind == RequestKind::Trades) {
      static_cast<void>(floor.answer(last, order::TradesFound{}));
    } else if (last.kind == RequestKind::OpenOrders || last.kind == RequestKind::AllOrders) {
      static_cast<void>(floor.answer(last, order::OrdersFound{}));
    }
  }
}

// Whatever a scenario looked at: the whole messages, and what holds of every order.
void Scenarios::TearDown() {
  const std::string& version = std::get<0>(GetParam());
  const std::string scenario = std::string(::testing::UnitTest::GetInstance()->current_test_info()->name());
  const std::string name = scenario.substr(0, scenario.find('/'));
  Told told;
  for (const auto& report : floor.reports) told.emplace_back(line_of(report), desk_of(version).told(report));
  EXPECT_THAT(faults(floor.reports), IsEmpty());
  if (writes_golden() && reply_is_first()) write_golden(name, version, told);
  EXPECT_EQ(told, golden(name, version));
}

}  // namespace bridge::scenarios
