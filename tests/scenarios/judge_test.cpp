// The judge finds what it is there for.
#include "scenarios/judge.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <utility>

namespace bridge::scenarios {
namespace {

using order::OrdStatus;
using order::Quantities;
using order::Report;
using order::ReportKind;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

Report told(std::uint32_t number, ReportKind kind, OrdStatus status, Quantities quantities) {
  Report report;
  report.ticket = order::TicketId{1};
  report.number = number;
  report.kind = kind;
  report.final = false;
  report.ord_status = status;
  report.cl_ord_id = order::ClOrdId{"X"};
  report.order_id = "4001";
  report.secondary_cl_ord_id = "fb-1";
  report.quantities = std::move(quantities);
  return report;
}

Report fill(std::uint32_t number, std::int64_t id, const char* last, OrdStatus status,
            Quantities quantities) {
  Report report = told(number, ReportKind::Trade, status, std::move(quantities));
  report.execution = order::Execution{.symbol = "BTCUSDT",
                                      .order_id = order::OrderId{4001},
                                      .trade_id = id,
                                      .last_qty = last,
                                      .last_px = "1"};
  return report;
}

// An order that was filled by 4, and canceled by its owner.
std::vector<Report> sound() {
  Report done = told(1, ReportKind::Canceled, OrdStatus::Canceled, {"10", "4", "0", "1"});
  done.ticket = order::TicketId{2};
  done.cl_ord_id = order::ClOrdId{"Y"};
  done.orig_cl_ord_id = "X";
  done.final = true;
  return {told(1, ReportKind::New, OrdStatus::New, {"10", "0", "10", "0"}),
          fill(2, 7, "4", OrdStatus::PartiallyFilled, {"10", "4", "6", "1"}), done};
}

TEST(ScenarioJudge, FindsNothingWhereNothingIsWrong) { EXPECT_THAT(faults(sound()), IsEmpty()); }

TEST(ScenarioJudge, FindsSumsThatAreNone) {
  auto reports = sound();
  reports[1].quantities->leaves_qty = "7";
  EXPECT_THAT(faults(reports), ElementsAre(HasSubstr("14 + 151 is not 38")));
  reports = sound();
  reports[2].quantities->leaves_qty = "6";
  EXPECT_THAT(faults(reports), ElementsAre(HasSubstr("151 is not 0")));
  reports = sound();
  reports[1].execution->last_qty = "5";
  EXPECT_THAT(faults(reports), ElementsAre(HasSubstr("14 is not the sum of 32")));
  reports = sound();
  reports[2].quantities->cum_qty = "3";
  EXPECT_THAT(faults(reports), ElementsAre(HasSubstr("14 falls"), HasSubstr("14 moves without a fill")));
}

TEST(ScenarioJudge, FindsWhatIsToldTwice) {
  auto reports = sound();
  reports.insert(reports.begin() + 2, fill(3, 7, "1", OrdStatus::PartiallyFilled, {"10", "5", "5", "1"}));
  EXPECT_THAT(faults(reports), ::testing::Contains(HasSubstr("a fill twice")));
  reports = sound();
  reports[1].number = 1;
  EXPECT_THAT(faults(reports), ElementsAre("17=1-1 twice"));
  reports = sound();
  reports.push_back(reports.back());
  reports.back().number = 2;
  EXPECT_THAT(faults(reports),
              ::testing::IsSupersetOf(
                  {::testing::Matcher<std::string>("17=2-2 is a second final answer"),
                   ::testing::Matcher<std::string>(HasSubstr("comes after the order's end")),
                   ::testing::Matcher<std::string>(HasSubstr("41 is not the order's, which is Y"))}));
}

TEST(ScenarioJudge, FindsIdsOfSomethingElse) {
  auto reports = sound();
  reports[1].cl_ord_id = order::ClOrdId{"Z"};
  EXPECT_THAT(faults(reports), ElementsAre(HasSubstr("11 is not the order's, which is X")));
  reports = sound();
  reports[1].order_id = "4002";
  EXPECT_THAT(faults(reports), ElementsAre(HasSubstr("another 37"), HasSubstr("another 37")));
  reports = sound();
  reports[2].orig_cl_ord_id.clear();
  EXPECT_THAT(faults(reports), ::testing::Contains(HasSubstr("378 is not as it should be")));
}

}  // namespace
}  // namespace bridge::scenarios
