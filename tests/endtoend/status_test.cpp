// A question about an order, 35=H, in each version of FIX: the whole answer.
#include "endtoend/versions.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bridge::endtoend {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

simulator::Order expired_order(std::int64_t id, const std::string& client_id) {
  simulator::Order made = part_filled_order(id, client_id);
  made.status = "EXPIRED";
  return made;
}

// What an answer about an order says: its state, its quantities, and the price of what was filled.
constexpr const char* kAnswer =
    "35=8|49=BRIDGE|56=DESK1|6=$avg_px|11=$told11|14=$cum|17=*|[2]20=3|37=$id|38=0.250|39=$status|40=2|"
    "41=$told41|44=65000.10|54=1|55=BTCUSDT|59=1|60=venue|[2]150=$status|[45]150=I|151=$leaves|[5]167=FUT|"
    "[45]790=$question|25001=3|25017=$quote|25018=20260102-03:04:05.678|25101=LIMIT|25102=CONTRACT_PRICE|"
    "25107=BOTH|";

const Words kUnfilled{{"avg_px", "0"}, {"cum", "0"}, {"leaves", "0.250"}, {"quote", "0"}};
const Words kPartFilled{
    {"avg_px", "65000.05000"}, {"cum", "0.100"}, {"leaves", "0.150"}, {"quote", "6500.00500"}};

Words with(Words words, const Words& more) {
  for (const auto& [name, word] : more) words.insert_or_assign(name, word);
  return words;
}

class Status : public EachVersion {
 protected:
  Status()
      : Status(sessions_of_all(),
               {order(1001, "order-1"), part_filled_order(1002, "order-2"), order(1003, "order-3", "FILLED"),
                order(1004, "order-4", "CANCELED"), expired_order(1005, "order-5")}) {}
  Status(const std::vector<std::string>& sessions, const std::vector<simulator::Order>& orders)
      : EachVersion({.orders = orders, .sessions = sessions, .log_level = "debug"}) {}

  // The answer to the newest question: answers keep the order of their questions.
  std::string ask(const fix::Oms::Fields& ids) {
    const auto is_answer = [](std::string_view message) {
      const auto type = value(message, 35);
      const bool status = type == "8" && (value(message, 150) == "I" || value(message, 20) == "3");
      return status || type == "j";
    };
    EXPECT_TRUE(oms->send("H", question(ids)));
    std::size_t seen = 0;
    const std::size_t wanted = answers_++;
    return oms->wait_for([&](std::string_view message) { return is_answer(message) && seen++ == wanted; },
                         kPatience);
  }
  void expect_answer(const fix::Oms::Fields& ids, std::int64_t order_id, const Words& words) {
    const Words common{{"id", std::to_string(order_id)}, {"told41", ""}, {"question", ""}};
    EXPECT_EQ(whole(ask(ids), stage, order_id), said(kAnswer, with(common, words)));
  }
  // FIX 4.2 does not.
  [[nodiscard]] bool has_790() const { return GetParam().mark != '2'; }

 private:
  std::size_t answers_ = 0;
};

INSTANTIATE_TEST_SUITE_P(Each, Status, testing::ValuesIn(kVersions), name_of);

TEST_P(Status, OfEveryKindIsTold) {
  fix::Oms::Fields by_id{{37, "1001"}};
  if (has_790()) by_id.emplace_back(790, "question-1");
  expect_answer(by_id, 1001,
                with(kUnfilled, {{"told11", "order-1"}, {"status", "0"}, {"question", "question-1"}}));
  expect_answer({{11, "order-2"}}, 1002, with(kPartFilled, {{"told11", "order-2"}, {"status", "1"}}));
  expect_answer({{41, "order-3"}}, 1003,
                {{"told11", "order-3"},
                 {"status", "2"},
                 {"avg_px", "65000.10000"},
                 {"cum", "0.250"},
                 {"leaves", "0"},
                 {"quote", "16250.02500"}});
  expect_answer({{11, "order-4"}}, 1004,
                with(kUnfilled, {{"told11", "order-4"}, {"status", "4"}, {"leaves", "0"}}));
  expect_answer({{37, "1005"}}, 1005,
                with(kPartFilled, {{"told11", "order-5"}, {"status", "C"}, {"leaves", "0"}}));
  EXPECT_EQ(stage.asked(), std::vector<std::string>(5, "order.status"));
}

TEST_P(Status, OfAnUnknownOrderIsToldSo) {
  EXPECT_EQ(
      whole(ask({{11, "order-9"}}), stage, 0),
      said("35=j|49=BRIDGE|56=DESK1|45=2|58=-2013 Order does not exist. Conditional (algo) orders are not "
           "reachable|372=H|379=order-9|380=1|"));
}

TEST_P(Status, IsPendingCancelWhileACancelIsOpen) {
  stage.venue().drop_cancel_replies(true);
  ASSERT_TRUE(oms->send_cancel(cancel("c1", "1002")));
  ASSERT_TRUE(eventually([&] { return stage.cancels_asked() == 1; }));
  // The venue has it canceled by now; the client is told so by the answer to its cancel, which is lost.
  for (const fix::Oms::Fields& ids : {fix::Oms::Fields{{11, "c1"}}, {{37, "1002"}}, {{11, "order-2"}}}) {
    expect_answer(
        ids, 1002,
        with(kPartFilled, {{"told11", "c1"}, {"told41", "order-2"}, {"status", "6"}, {"leaves", "0"}}));
  }
  stage.venue().drop_connections();  // and the gateway asks
  EXPECT_EQ(value(oms->wait_for_report("c1", kPatience), 39), "4");
}

TEST_P(Status, OfAnAcceptedCancelIsThatOfItsOrder) {
  ASSERT_TRUE(oms->send_cancel(cancel("c1", "1001")));
  ASSERT_EQ(value(oms->wait_for_report("c1", kPatience), 39), "4");
  expect_answer({{11, "c1"}}, 1001,
                with(kUnfilled, {{"told11", "c1"}, {"told41", "order-1"}, {"status", "4"}, {"leaves", "0"}}));
}

TEST_P(Status, OfARejectedCancelIsThatOfItsOrderUnderItsOwnId) {
  ASSERT_TRUE(oms->send_cancel(cancel("c1", "1003")));
  ASSERT_EQ(value(oms->wait_for_report("c1", kPatience), 35), "9");
  const auto answer = ask({{11, "c1"}});
  EXPECT_EQ(value(answer, 11), "order-3") << answer;
  EXPECT_EQ(value(answer, 37), "1003") << answer;
  EXPECT_EQ(value(answer, 39), "2") << answer;
}

TEST_P(Status, CannotBeToldWhileTheVenueIsDown) {
  stage.venue().stop();
  ASSERT_TRUE(eventually([&] { return !stage.is_ready(); }));
  EXPECT_EQ(
      whole(ask({{11, "order-1"}}), stage, 0),
      "35=j|49=BRIDGE|56=DESK1|45=2|"
      "58=Not connected to the venue; nothing is known about the order now. Ask again|372=H|379=order-1|"
      "380=4|");
}

TEST_P(Status, OfAnOpenCancelIsKnownWhileTheVenueIsDown) {
  stage.venue().drop_cancel_replies(true);
  ASSERT_TRUE(oms->send_cancel(cancel("c1", "1001")));
  ASSERT_TRUE(eventually([&] { return stage.cancels_asked() == 1; }));
  stage.venue().stop();
  ASSERT_TRUE(eventually([&] { return !stage.is_ready(); }));
  const auto answer = ask({{11, "c1"}});
  EXPECT_EQ(value(answer, 35), "j") << answer;
  EXPECT_EQ(value(answer, 380), "4") << answer;
  EXPECT_THAT(value(answer, 58), HasSubstr("A cancel of the order is pending. Not connected to the venue"));
  stage.restart_venue({order(1001, "order-1", "CANCELED")});
  EXPECT_EQ(value(oms->wait_for_report("c1", kPatience), 39), "4");
}

TEST_P(Status, WithoutAnyIdIsRejected) {
  ASSERT_TRUE(oms->send("H", question({})));
  const auto reject = wait_for("3", 372, "H");
  EXPECT_EQ(value(reject, 371), "11") << reject;
  EXPECT_EQ(value(reject, 373), "1") << reject;
  EXPECT_THAT(stage.asked(), IsEmpty());
}

class StatusTerms : public Status {
 protected:
  StatusTerms()
      : Status(sessions_of_all("account: main, entitled_symbols: [ETHUSDT]"), {order(1001, "order-1")}) {}
};

INSTANTIATE_TEST_SUITE_P(Each, StatusTerms, testing::ValuesIn(kVersions), name_of);

TEST_P(StatusTerms, CloseASymbolToQuestionsToo) {
  EXPECT_EQ(whole(ask({{11, "order-1"}}), stage, 0),
            said("35=j|49=BRIDGE|56=DESK1|45=2|58=Symbol(55)=BTCUSDT is not open to this session|372=H|"
                 "379=order-1|[2]380=0|[45]380=6|"));
  EXPECT_THAT(stage.asked(), IsEmpty());
}

}  // namespace
}  // namespace bridge::endtoend
