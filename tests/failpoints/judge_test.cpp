// The judge finds what it is there to find.
#include "failpoints/judge.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bridge::failpoints {
namespace {

using testing::HasSubstr;

simulator::Order with_status(const std::string& status) {
  simulator::Order order;
  order.status = status;
  return order;
}

std::string cancel_at(std::int64_t timestamp) {
  return R"({"method":"order.cancel","params":{"orderId":7,"timestamp":)" + std::to_string(timestamp) + "}}";
}
std::string status_at(std::int64_t timestamp) {
  return R"({"method":"order.status","params":{"orderId":7,"timestamp":)" + std::to_string(timestamp) + "}}";
}
std::string sent_too_often(const std::vector<std::string>& frames) {
  return failpoints::sent_too_often(frames, 7, milliseconds{1000});
}

TEST(FailpointJudge, HoldsAnAnswerAgainstTheBook) {
  EXPECT_EQ(contradiction("35=8|150=4|39=4|", "NEW", with_status("CANCELED")), "");
  EXPECT_EQ(contradiction("35=9|39=0|", "NEW", with_status("NEW")), "");
  EXPECT_EQ(contradiction("35=9|39=2|", "FILLED", with_status("FILLED")), "");
  EXPECT_THAT(contradiction("35=8|150=4|39=4|", "NEW", with_status("NEW")), HasSubstr("the book says NEW"));
  EXPECT_THAT(contradiction("35=9|39=0|", "NEW", with_status("CANCELED")),
              HasSubstr("the book says CANCELED"));
  EXPECT_THAT(contradiction("35=j|379=c1|", "NEW", with_status("CANCELED")), HasSubstr("the book says"));
}

TEST(FailpointJudge, FindsACancelThatWasSentTooSoonOrTooOften) {
  EXPECT_EQ(sent_too_often({cancel_at(0)}), "");
  EXPECT_EQ(sent_too_often({cancel_at(0), status_at(1001), cancel_at(1002)}), "");
  EXPECT_THAT(sent_too_often({cancel_at(0), cancel_at(5000)}), HasSubstr("although the first may arrive"));
  EXPECT_THAT(sent_too_often({cancel_at(0), status_at(999), cancel_at(5000)}),
              HasSubstr("although the first"));
  EXPECT_THAT(sent_too_often({cancel_at(0), status_at(2000), cancel_at(2000), status_at(4000),
                              cancel_at(4000), status_at(6000), cancel_at(6000)}),
              HasSubstr("more than thrice"));
}

TEST(FailpointJudge, FindsNumbersLeftOutOrUsedTwice) {
  EXPECT_EQ(wrong_numbers({"35=A|34=1|", "35=8|34=2|11=a|", "35=8|34=2|43=Y|11=a|", "35=A|34=3|"}), "");
  EXPECT_EQ(wrong_numbers({"35=A|34=3|", "35=4|34=1|43=Y|36=3|"}), "");
  EXPECT_EQ(wrong_numbers({"35=A|34=1|", "35=8|34=3|11=b|"}), "number 2 never came");
  EXPECT_THAT(wrong_numbers({"35=8|34=1|11=a|", "35=8|34=1|11=b|"}), HasSubstr("number 1 was used twice"));
  EXPECT_THAT(wrong_numbers({"35=8|34=1|11=a|", "35=8|34=1|43=Y|11=b|"}), HasSubstr("with other words"));
}

}  // namespace
}  // namespace bridge::failpoints
