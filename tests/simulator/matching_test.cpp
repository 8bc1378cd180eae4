// Orders meet on the book: price and time, self-trade prevention, what may not wait, positions.
#include "simulator/matching.hpp"

#include "simulator/market.hpp"

namespace bridge::simulator::test {
namespace {

using testing::ElementsAre;
using testing::SizeIs;

const Params kNone{{"selfTradePreventionMode", "\"NONE\""}};

class Matching : public Market {
 protected:
  void offer(const std::string& quantity, const std::string& price) {
    quote(book_, "ETHUSDT", "SELL", quantity, price, at_);
  }
  void bid(const std::string& quantity, const std::string& price) {
    quote(book_, "ETHUSDT", "BUY", quantity, price, at_);
  }
};

TEST_F(Matching, TakesTheBestPriceFirstAndOfOneThatWhichCameFirst) {
  ASSERT_EQ(code(place(limit("late", "BUY", "1", "3100.00"))), 0);
  ASSERT_EQ(code(place(limit("good", "BUY", "1", "3101.00"))), 0);
  ASSERT_EQ(code(place(limit("later", "BUY", "1", "3100.00"))), 0);
  hush();
  ASSERT_EQ(code(place(limit("taker", "SELL", "2.5", "3100.00", kNone))), 0);
  EXPECT_EQ(order("good").status, "FILLED");
  EXPECT_EQ(order("late").status, "FILLED");
  EXPECT_EQ(order("later").executed_qty, "0.500");
  EXPECT_EQ(order("taker").status, "FILLED");
  // (3101 + 3100 + 1550) / 2.5
  EXPECT_EQ(order("taker").avg_price, "3100.40000");
  EXPECT_EQ(order("taker").cum_quote, "7751.00000");
}

TEST_F(Matching, TellsEachTradeOfBothSidesInOrder) {
  (void)place(limit("maker", "BUY", "0.100", "3100.00"));
  hush();
  (void)place(limit("taker", "SELL", "0.100", "3100.00", kNone));
  EXPECT_THAT(news(), ElementsAre("ORDER_TRADE_UPDATE taker NEW NEW 0", "TRADE_LITE maker 0.100",
                                  "ORDER_TRADE_UPDATE maker TRADE FILLED 0.100", "ACCOUNT_UPDATE BOTH 0.100",
                                  "TRADE_LITE taker 0.100", "ORDER_TRADE_UPDATE taker TRADE FILLED 0.100",
                                  "ACCOUNT_UPDATE BOTH 0"));
}

TEST_F(Matching, KeepsEachTradeWithItsOwnIdAndFee) {
  (void)place(limit("maker", "BUY", "0.100", "3100.00"));
  (void)place(limit("taker", "SELL", "0.100", "3100.00", kNone));
  const auto trades = book_.trades({.symbol = "ETHUSDT"});
  ASSERT_THAT(trades, SizeIs(2));
  EXPECT_LT(trades[0].trade_id, trades[1].trade_id);
  EXPECT_TRUE(trades[0].maker);
  EXPECT_EQ(trades[0].commission, "0.06200000");
  EXPECT_FALSE(trades[1].maker);
  EXPECT_EQ(trades[1].commission, "0.15500000");
  EXPECT_EQ(trades[1].quote_quantity, "310.00000");
  EXPECT_EQ(trades[1].realized_profit, "0.00000000");
}

TEST_F(Matching, ExpiresTheMakerTheTakerOrBoth) {
  const struct {
    const char* mode;
    const char* maker;
    const char* taker;
  } modes[] = {{"EXPIRE_MAKER", "EXPIRED_IN_MATCH", "NEW"},
               {"EXPIRE_TAKER", "NEW", "EXPIRED_IN_MATCH"},
               {"EXPIRE_BOTH", "EXPIRED_IN_MATCH", "EXPIRED_IN_MATCH"}};
  for (const auto& [mode, maker, taker] : modes) {
    (void)place(limit("maker", "BUY", "0.100", "3100.00"));
    (void)place(limit("taker", "SELL", "0.100", "3100.00", {{"selfTradePreventionMode", quoted(mode)}}));
    EXPECT_EQ(order("maker").status, maker) << mode;
    EXPECT_EQ(order("taker").status, taker) << mode;
    for (const char* id : {"maker", "taker"}) (void)cancel_by_hand(book_, named(id), at_);
  }
  EXPECT_THAT(book_.trades({}), SizeIs(0));
}

TEST_F(Matching, ExpiresTheMakerWhenNothingIsSaid) {
  (void)place(limit("maker", "BUY", "0.100", "3100.00"));
  hush();
  (void)place(market("taker", "SELL", "0.100"));
  EXPECT_THAT(news(), ElementsAre("ORDER_TRADE_UPDATE taker NEW NEW 0",
                                  "ORDER_TRADE_UPDATE maker EXPIRED EXPIRED_IN_MATCH 0 er1",
                                  "ORDER_TRADE_UPDATE taker EXPIRED EXPIRED 0 er9"));
}

TEST_F(Matching, LetsAnIocOrderTradeAndExpiresItsRest) {
  offer("0.100", "3100.00");
  offer("0.100", "3100.01");
  (void)place(limit("ioc", "BUY", "0.250", "3100.00", {{"timeInForce", "\"IOC\""}}));
  EXPECT_EQ(order("ioc").status, "EXPIRED");
  EXPECT_EQ(order("ioc").executed_qty, "0.100");
  EXPECT_EQ(counterpart(book_, "ETHUSDT", "BUY"), units_of("3100.01"));
}

TEST_F(Matching, FillsAFokOrderInFullOrNotAtAll) {
  offer("0.100", "3100.00");
  offer("0.150", "3100.50");
  const Params fok{{"timeInForce", "\"FOK\""}};
  EXPECT_EQ(code(place(limit("less", "BUY", "0.250", "3100.49", fok))), -5021);
  EXPECT_EQ(book_.find(named("less")), nullptr);
  EXPECT_EQ(code(place(limit("all", "BUY", "0.250", "3100.50", fok))), 0);
  EXPECT_EQ(order("all").status, "FILLED");
}

TEST_F(Matching, TakesFromTheBookAtMarketAndMovesTheLastPrice) {
  bid("0.100", "3099.00");
  bid("5", "3098.00");
  (void)place(market("sell", "SELL", "0.300"));
  EXPECT_EQ(order("sell").avg_price, "3098.33333");
  EXPECT_EQ(book_.prices("ETHUSDT").last, units_of("3098"));
  EXPECT_EQ(book_.prices("ETHUSDT").mark, 0);
}

TEST_F(Matching, KeepsSymbolsApart) {
  quote(book_, "BTCUSDT", "SELL", "1", "3000", at_);
  (void)place(limit("eth", "BUY", "1", "3100.00"));
  EXPECT_EQ(order("eth").status, "NEW");
  const auto btc = place(limit("eth", "BUY", "1", "90000", {{"symbol", "\"BTCUSDT\""}}));
  ASSERT_EQ(code(btc), 0);
  // Ids grow for each symbol by itself.
  EXPECT_EQ(btc.at("result").at("orderId"), order("eth").order_id);
  EXPECT_EQ(book_.trades({.symbol = "BTCUSDT"})[0].trade_id, 7'000'000'001);
}

TEST_F(Matching, KeepsThePositionAndTellsWhatWasRealised) {
  offer("1", "3000");
  (void)place(market("open", "BUY", "1"));
  bid("1.5", "3010");
  (void)place(market("turn", "SELL", "1.5"));
  const Position position = book_.position("ETHUSDT", "BOTH");
  EXPECT_EQ(position.amount, -kOne / 2);
  EXPECT_EQ(position.entry, 3010 * kOne);
  EXPECT_EQ(position.realized, 10 * kOne);
  const auto trades = book_.trades({.symbol = "ETHUSDT", .order_id = order("turn").order_id});
  ASSERT_THAT(trades, SizeIs(1));
  EXPECT_EQ(trades[0].realized_profit, "10.00000000");
}

TEST_F(Matching, LetsAReduceOnlyOrderTradeNoMoreThanThePosition) {
  set_position(book_, {.symbol = "ETHUSDT", .amount = kOne / 10, .entry = 3000 * kOne}, at_);
  bid("5", "3000");
  hush();
  (void)place(market("close", "SELL", "0.250", {{"reduceOnly", "\"true\""}}));
  EXPECT_EQ(order("close").executed_qty, "0.100");
  EXPECT_EQ(order("close").status, "EXPIRED");
  EXPECT_EQ(book_.position("ETHUSDT", "BOTH").amount, 0);
}

TEST_F(Matching, KnocksOutReduceOnlyOrdersWhenThePositionIsGone) {
  set_position(book_, {.symbol = "ETHUSDT", .amount = kOne, .entry = 3000 * kOne}, at_);
  const Params reduces{{"reduceOnly", "\"true\""}};
  ASSERT_EQ(code(place(limit("take", "SELL", "1", "3200.00", reduces))), 0);
  ASSERT_EQ(code(place(limit("rest", "SELL", "1", "3300.00"))), 0);
  bid("1", "3000");
  hush();
  (void)place(market("out", "SELL", "1"));
  EXPECT_THAT(news(), ElementsAre("ORDER_TRADE_UPDATE out NEW NEW 0", "TRADE_LITE out 1.000",
                                  "ORDER_TRADE_UPDATE out TRADE FILLED 1.000", "ACCOUNT_UPDATE BOTH 0",
                                  "ORDER_TRADE_UPDATE take EXPIRED EXPIRED 0 er4"));
  EXPECT_EQ(order("rest").status, "NEW");
}

TEST_F(Matching, TradesAgainstWhatWasPutOnTheBook) {
  book_.put(documented_order(), kNow);
  (void)place(limit("taker", "SELL", "0.100", "3120.55", kNone));
  EXPECT_EQ(order("FIX-42.a_B").status, "PARTIALLY_FILLED");
  EXPECT_EQ(order("FIX-42.a_B").avg_price, "3120.55000");
}

}  // namespace
}  // namespace bridge::simulator::test
