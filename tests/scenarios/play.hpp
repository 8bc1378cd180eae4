// A scenario as it is played: the floor's little language (order/floor.hpp), where the venue tells each
// change twice, in its reply and on its stream, the one or the other first; and what the client is told of
// it, as lines and as whole messages of one version, which that version's dictionary has accepted.
#pragma once

#include "fix/codec_desk.hpp"
#include "order/floor.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstddef>
#include <functional>
#include <string>
#include <tuple>
#include <vector>

namespace bridge::scenarios {

using order::ExecutionType;
using order::Found;
using order::OrderStatus;
using order::PendingCancelNotice;
using order::PlaceCommand;
using order::Rejected;
using order::RequestKind;
using order::TimeInForce;
using order::VenueError;
using order::testing::Floor;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

using Lines = Floor::Lines;

enum class First { Reply, Stream };

class Scenarios : public ::testing::TestWithParam<std::tuple<std::string, First>> {
 public:
  Floor floor;

  // What the client was told, and the venue was sent, since this was asked last.
  Lines told();
  Lines sent();

  // ---- what the venue tells twice; of the second time nothing is told ----
  void acknowledged(const std::string& executed = "0");
  void canceled(const std::string& executed = "0");
  void modified(OrderStatus status, const std::string& executed = "0");
  // The same of a replace in doubt: its answer is lost, and order.status shows the order.
  void shown_amended();
  // It answers order.modify by canceling the order. The client is told when the reply is here, whatever came
  // first: a cancel of somebody else looks the same on the stream.
  void canceled_instead(const std::string& executed);

  // All of it is filled at once: order.status says so, and the stream has the fill, without which nothing is
  // told.
  void filled();

  // ---- what it tells once ----
  void trade(std::int64_t id, const std::string& last, const std::string& executed);
  void expired(const std::string& executed, const std::string& reason = "0",
               OrderStatus status = OrderStatus::Expired);
  void tell_new(const order::Order& facts);
  void canceled_unasked(const std::string& executed);
  void amended_unasked(const std::string& executed);
  order::Execution fill(std::int64_t id, const std::string& last);
  // As the venue words it (fixspec/venue.md, 5).
  static VenueError error(int code, order::OrdRejReason reason = order::OrdRejReason::Other);
  void refused(RequestKind kind, const VenueError& error);
  void missing(RequestKind kind, int code);
  // Two things that may come in the one order or the other, as a reply and the stream do.
  void either(const std::function<void()>& reply, const std::function<void()>& event);

  // An order of 10 at 100, named X, that the venue has.
  void open_order();
  // Answers every question about a place or a cancel with "not there", until the client is told something.
  void deny(milliseconds span);

  void TearDown() override;

 private:
  [[nodiscard]] bool reply_is_first() const { return std::get<1>(GetParam()) == First::Reply; }
  order::OrderUpdate update(ExecutionType type, const order::Order& facts);
  void twice(RequestKind kind, order::Outcome reply, order::OrderUpdate event, bool silent);

  std::size_t told_ = 0;
  std::size_t sent_ = 0;
};

// "FIX44ReplyFirst"
[[nodiscard]] std::string name_of(const ::testing::TestParamInfo<Scenarios::ParamType>& tested);
// A report in the notation of fixspec/scenarios.md.
[[nodiscard]] std::string line_of(const order::Report& report);

[[nodiscard]] PlaceCommand limit(const std::string& cl_ord_id, TimeInForce time_in_force);

}  // namespace bridge::scenarios
