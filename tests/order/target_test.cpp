#include "order/target.hpp"

#include <gtest/gtest.h>

namespace bridge::order {
namespace {

CancelCommand command(std::string order_id, std::string orig_cl_ord_id) {
  CancelCommand command;
  command.order_id = std::move(order_id);
  command.orig_cl_ord_id = std::move(orig_cl_ord_id);
  return command;
}

Target target(const CancelCommand& command) { return std::get<Target>(resolve(command)); }

TEST(Target, IsTheOrderIdWhenThereIsOne) {
  EXPECT_EQ(target(command("8389765500001234567", "")).order, OrderRef{OrderId{8389765500001234567}});
  EXPECT_EQ(target(command("9223372036854775807", "")).order, OrderRef{OrderId{9223372036854775807}});
}

TEST(Target, IsTheClientIdOtherwise) {
  for (const char* nothing : {"", "0", "NONE"}) {
    EXPECT_EQ(target(command(nothing, "FIX-42.a_B")).order, OrderRef{ClientOrderId{"FIX-42.a_B"}}) << nothing;
  }
}

TEST(Target, KeepsTheIdThatStaysBehind) {
  auto both = command("42", "X");
  EXPECT_EQ(target(both).other, OrderRef{ClientOrderId{"X"}});
  both.prefer = IdPreference::ByOrigClOrdId;
  EXPECT_EQ(target(both).order, OrderRef{ClientOrderId{"X"}});
  EXPECT_EQ(target(both).other, OrderRef{OrderId{42}});
  EXPECT_FALSE(target(command("42", "")).other.has_value());
}

TEST(Target, RefusesOrderIdsThatAreNoNumber) {
  for (const char* id : {"ABC", "-5", "4.2", "9223372036854775808", "42 ", "+42", "0x2A"}) {
    const auto resolved = resolve(command(id, "X"));
    ASSERT_TRUE(std::holds_alternative<Refusal>(resolved)) << id;
    EXPECT_EQ(std::get<Refusal>(resolved).reason, RejectReason::UnknownOrder) << id;
  }
}

TEST(Target, KnowsWhichClientIdsTheVenueTakes) {
  EXPECT_TRUE(is_client_order_id("aZ09.:/_-"));
  EXPECT_TRUE(is_client_order_id(std::string(36, 'x')));
  EXPECT_FALSE(is_client_order_id(std::string(37, 'x')));
  EXPECT_FALSE(is_client_order_id(""));
  for (const char* id : {"a b", "a,b", "a\"b", "ü", "a\x01"}) EXPECT_FALSE(is_client_order_id(id)) << id;
}

TEST(Target, KeepsItsTextsWithinTheLimitOfText58) {
  for (const auto& request : {command("", std::string(500, '~')), command(std::string(500, '9'), "")}) {
    EXPECT_LE(std::get<Refusal>(resolve(request)).text.size(), 128U);
  }
}

}  // namespace
}  // namespace bridge::order
