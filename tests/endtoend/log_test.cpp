// The log tells the whole story of a request to who has its ClOrdID(11) or its ticket: README.md, "Logs".
#include "endtoend/stage.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <regex>

namespace bridge::endtoend {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsSupersetOf;

// What grep finds: the lines with this word in them, in order.
std::vector<std::string> grep(const std::string& log, const std::string& word) {
  std::vector<std::string> found;
  for (const auto& line : lines_of(log)) {
    const auto at = line.find(' ' + word);
    const auto end = at + 1 + word.size();
    if (at != std::string::npos && (end == line.size() || line[end] == ' ')) found.push_back(line);
  }
  return found;
}

// "… info cancel_sent account=…": cancel_sent.
std::vector<std::string> events_of(const std::vector<std::string>& lines) {
  static const std::regex head(R"(^\S+ \w+ (\w+) .*)");
  std::vector<std::string> events;
  for (const auto& line : lines) {
    std::smatch found;
    events.push_back(std::regex_match(line, found, head) ? found[1].str() : line);
  }
  return events;
}

std::string ticket_in(const std::vector<std::string>& lines) {
  static const std::regex word(R"( ticket=(\d+) )");
  std::smatch found;
  for (const auto& line : lines) {
    if (std::regex_search(line, found, word)) return found[1];
  }
  return "";
}

class Story : public testing::Test {
 protected:
  void begin(StageSettings settings = {.orders = {order(1001, "order-1")}}) {
    stage_ = std::make_unique<Stage>(std::move(settings));
    ASSERT_TRUE(stage_->gateway_becomes_ready());
    oms_ = stage_->make_oms();
    ASSERT_TRUE(oms_->log_on(kPatience));
  }
  // Lines are written behind the turn they are about.
  void await(const std::string& event, const std::string& cl_ord_id) {
    EXPECT_TRUE(eventually([&] {
      const auto events = events_of(grep(stage_->log(), "cl_ord_id=" + cl_ord_id));
      return std::ranges::find(events, event) != events.end();
    })) << event
        << " of " << cl_ord_id << " is not in the log:\n"
        << stage_->log();
  }
  // Both greps find the same lines, and each line has all three words.
  [[nodiscard]] std::vector<std::string> story_of(const std::string& cl_ord_id) const {
    const auto log = stage_->log();
    auto lines = grep(log, "cl_ord_id=" + cl_ord_id);
    const auto ticket = ticket_in(lines);
    EXPECT_NE(ticket, "");
    EXPECT_EQ(grep(log, "ticket=" + ticket), lines);
    EXPECT_THAT(lines, Each(AllOf(HasSubstr(" account=main session=FIX.4.4:BRIDGE->DESK1 ticket=" + ticket +
                                            " cl_ord_id=" + cl_ord_id))));
    return events_of(lines);
  }
  [[nodiscard]] Stage& stage() { return *stage_; }
  [[nodiscard]] fix::Oms& oms() { return *oms_; }

 private:
  std::unique_ptr<Stage> stage_;
  std::unique_ptr<fix::Oms> oms_;
};

TEST_F(Story, OfACancelIsOneGrep) {
  begin();
  ASSERT_TRUE(oms().send_cancel(cancel("c1", "1001")));
  ASSERT_FALSE(oms().wait_for_report("c1", kPatience).empty());
  await("told", "c1");
  EXPECT_THAT(story_of("c1"), ElementsAre("cancel_received", "cancel_sent", "answered", "told"));
}

TEST_F(Story, OfAQuestionIsOneGrep) {
  begin();
  ASSERT_TRUE(oms().send("H", question({{11, "q1"}, {37, "1001"}})));
  await("told", "q1");
  EXPECT_THAT(story_of("q1"), ElementsAre("status_received", "status_asked", "answered", "told"));
}

// No reply; the status query finds no link; the link comes back.
TEST_F(Story, OfDoubtHasWhatWasLostAndWhatWasAsked) {
  begin({.orders = {order(1001, "order-1")}, .answer_within = "300ms"});
  stage().venue().delay_cancel_replies(milliseconds{60'000});
  ASSERT_TRUE(oms().send_cancel(cancel("c1", "1001")));
  ASSERT_TRUE(eventually([&] { return stage().cancels_asked() == 1; }));
  stage().restart_venue({order(1001, "order-1", "CANCELED")});
  ASSERT_FALSE(oms()
                   .wait_for(
                       [](std::string_view message) {
                         return value(message, 150) == "4" || value(message, 35) == "9";
                       },
                       kPatience)
                   .empty());
  await("request_lost", "c1");
  EXPECT_TRUE(eventually([&] { return story_of("c1").back() == "told"; }));
  EXPECT_THAT(story_of("c1"), IsSupersetOf({"cancel_received", "cancel_sent", "request_lost", "status_asked",
                                            "answered", "told"}));
}

// The next life goes on under the same words.
TEST_F(Story, OfTwoLivesIsOneGrep) {
  begin();
  stage().venue().delay_cancel_replies(milliseconds{60'000});
  ASSERT_TRUE(oms().send_cancel(cancel("c1", "1001")));
  ASSERT_TRUE(eventually([&] { return stage().cancels_asked() == 1; }));
  await("cancel_sent", "c1");
  stage().gateway().kill();
  ASSERT_TRUE(stage().gateway_becomes_ready());
  await("status_asked", "c1");
  EXPECT_THAT(story_of("c1"), AllOf(Contains("cancel_sent"), Contains("status_asked")));
}

// Refused before anything was sent: the ticket is in the same two words.
TEST_F(Story, OfARefusalIsOneGrep) {
  begin();
  ASSERT_TRUE(oms().send_cancel(cancel("c1", "")));
  await("told", "c1");
  EXPECT_THAT(story_of("c1"), ElementsAre("cancel_received", "told"));
}

}  // namespace
}  // namespace bridge::endtoend
