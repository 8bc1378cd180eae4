// Whose decision an event is.
#include "order/account_blotters.hpp"

#include "order/desk.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bridge::order {
namespace {

using testing::Desk;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

const AccountName kFirst{"first"};
const AccountName kSecond{"second"};

class Routing : public ::testing::Test {
 protected:
  // The names of those who decide.
  std::vector<std::string> decide(decltype(Event::what) what) {
    std::vector<std::string> names;
    at_ += milliseconds{1};
    blotters.decide({at_, std::move(what)}, [&](std::size_t place, const std::vector<Effect>& effects) {
      names.push_back(blotters.name(place).value());
      for (const auto& effect : effects) {
        if (const auto* request = std::get_if<Request>(&effect)) asked = id_of(*request);
      }
    });
    return names;
  }
  std::vector<std::string> ask(std::uint64_t ticket, const AccountName& account, bool poss_dup = false) {
    CancelCommand command = Desk::command(std::to_string(1000 + ticket), "");
    command.cl_ord_id = ClOrdId{"c" + std::to_string(ticket)};
    command.account_name = account;
    command.poss_dup = poss_dup;
    std::optional<Prior> prior;
    if (poss_dup) prior = Prior{TicketId{ticket}, std::nullopt};
    return decide(Requested{TicketId{ticket}, std::move(command), std::move(prior), {}});
  }

  AccountBlotters blotters{{{kFirst, {}}, {kSecond, {}}}};
  std::optional<RequestId> asked;

 private:
  Timestamp at_ = from_ms(1'795'359'600'000);
};

TEST_F(Routing, ARequestIsItsAccounts) {
  EXPECT_THAT(ask(1, kSecond), ElementsAre("second"));
  EXPECT_THAT(ask(2, kFirst), ElementsAre("first"));
  EXPECT_EQ(blotters[0].open(), 1U);
  EXPECT_EQ(blotters[1].open(), 1U);
}

TEST_F(Routing, WhatComesLaterGoesToTheAccountThatOpenedTheTicket) {
  decide(LinkUp{kSecond});
  (void)ask(1, kSecond);
  ASSERT_TRUE(asked);
  EXPECT_THAT(decide(DeadlinePassed{TicketId{1}}), ElementsAre("second"));
  EXPECT_THAT(decide(VenueAnswered{*asked, Unclear{}}), ElementsAre("second"));
  EXPECT_THAT(decide(RequestLost{*asked}), ElementsAre("second"));
  EXPECT_THAT(decide(Resolved{TicketId{1}, Resolution::Canceled, "ops", "seen"}), ElementsAre("second"));
}

TEST_F(Routing, AnAnswerAboutATicketThatIsClosedIsNobodys) {
  decide(LinkUp{kFirst});
  (void)ask(1, kFirst);
  ASSERT_TRUE(asked);
  Rejected refused{VenueError{.status = 400, .code = -1100, .text = "no"}};
  EXPECT_THAT(decide(VenueAnswered{*asked, refused}), ElementsAre("first"));
  ASSERT_FALSE(blotters[0].has(TicketId{1}));
  EXPECT_THAT(decide(VenueAnswered{*asked, refused}), IsEmpty());
  EXPECT_THAT(ask(2, kFirst, true), ElementsAre("first")) << "a repeat opens no ticket …";
  EXPECT_THAT(decide(DeadlinePassed{TicketId{2}}), IsEmpty()) << "… and leaves none behind";
}

TEST_F(Routing, WhatNamesNoAccountIsEverybodysOrTheFirsts) {
  EXPECT_THAT(decide(LinkDown{"gone", {}}), ElementsAre("first", "second"));
  EXPECT_THAT(ask(1, AccountName{}), ElementsAre("first"));
}

TEST_F(Routing, AnAccountOfTheJournalAloneGetsABlotter) {
  EXPECT_FALSE(blotters.knows(AccountName{"gone"}));
  EXPECT_THAT(ask(1, AccountName{"gone"}), ElementsAre("gone"));
  EXPECT_EQ(blotters[2].open(), 1U);
}

TEST_F(Routing, StartingOverForgetsTheTickets) {
  (void)ask(1, kSecond);
  blotters.start_over();
  EXPECT_EQ(blotters[1].open(), 0U);
  EXPECT_THAT(decide(DeadlinePassed{TicketId{1}}), IsEmpty());
}

}  // namespace
}  // namespace bridge::order
