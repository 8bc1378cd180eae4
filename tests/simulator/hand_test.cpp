// The hand from outside, what the book is asked, and what is left of all of it after a kill.
#include "simulator/hand.hpp"

#include "simulator/book_file.hpp"
#include "simulator/market.hpp"
#include "simulator/matching.hpp"

#include <filesystem>
#include <unistd.h>

namespace bridge::simulator::test {
namespace {

using testing::ElementsAre;
using testing::SizeIs;

class Hand : public Market {};

TEST_F(Hand, FillsNoMoreThanIsLeft) {
  (void)place(limit("a", "BUY", "1", "3000.00"));
  hush();
  EXPECT_TRUE(fill_by_hand(book_, named("a"), "0.400", "2999.50", at_));
  EXPECT_TRUE(fill_by_hand(book_, named("a"), "5", "", at_));
  EXPECT_FALSE(fill_by_hand(book_, named("a"), "1", "", at_));
  EXPECT_EQ(order("a").status, "FILLED");
  EXPECT_EQ(order("a").avg_price, "2999.80000");
  EXPECT_THAT(news(), ElementsAre("TRADE_LITE a 0.400", "ORDER_TRADE_UPDATE a TRADE PARTIALLY_FILLED 0.400",
                                  "ACCOUNT_UPDATE BOTH 0.400", "TRADE_LITE a 0.600",
                                  "ORDER_TRADE_UPDATE a TRADE FILLED 1.000", "ACCOUNT_UPDATE BOTH 1.000"));
}

TEST_F(Hand, CancelsAmendsAndExpires) {
  for (const char* id : {"a", "b", "c"}) (void)place(limit(id, "BUY", "1", "3000.00"));
  hush();
  EXPECT_TRUE(cancel_by_hand(book_, named("a"), at_));
  EXPECT_TRUE(amend_by_hand(book_, named("b"), "2", "", at_));
  EXPECT_TRUE(expire_by_hand(book_, named("c"), "7", at_));
  EXPECT_FALSE(cancel_by_hand(book_, named("a"), at_));
  EXPECT_FALSE(amend_by_hand(book_, named("a"), "2", "", at_));
  EXPECT_FALSE(expire_by_hand(book_, named("a"), "7", at_));
  EXPECT_EQ(order("b").orig_qty, "2");
  EXPECT_THAT(news(),
              ElementsAre("ORDER_TRADE_UPDATE a CANCELED CANCELED 0", "ORDER_TRADE_UPDATE b AMENDMENT NEW 0",
                          "ORDER_TRADE_UPDATE c EXPIRED EXPIRED 0 er7"));
}

TEST_F(Hand, LiquidatesAndClosesWhatIsOpen) {
  set_position(book_, {.symbol = "ETHUSDT", .amount = kOne, .entry = 3000 * kOne}, at_);
  (void)place(limit("a", "BUY", "1", "2000.00"));
  hush();
  liquidate(book_, {"ETHUSDT", "SELL", "1", "2800", "autoclose-"}, at_);
  const auto told = news();
  ASSERT_THAT(told, SizeIs(4));
  EXPECT_EQ(told[0], "ORDER_TRADE_UPDATE a EXPIRED EXPIRED 0 er5");
  EXPECT_THAT(told[1], testing::MatchesRegex("ORDER_TRADE_UPDATE autoclose-[0-9]+ NEW NEW 0"));
  EXPECT_THAT(told[2], testing::MatchesRegex("ORDER_TRADE_UPDATE autoclose-[0-9]+ CALCULATED FILLED 1"));
  EXPECT_EQ(book_.position("ETHUSDT", "BOTH").realized, -200 * kOne);
}

TEST_F(Hand, PlacesForTheSameAccount) {
  Order order = documented_order();
  order.order_id = 0;
  order.client_order_id = "web_1";
  const Order placed = place_by_hand(book_, order, at_);
  EXPECT_GT(placed.order_id, 0);
  EXPECT_THAT(news(), ElementsAre("ORDER_TRADE_UPDATE web_1 NEW NEW 0"));
}

TEST_F(Hand, AnswersWhatTheBookIsAsked) {
  for (const char* id : {"a", "b", "c"}) {
    (void)place(limit(id, "BUY", "1", "3000.00"));
    at_ += std::chrono::seconds{1};
  }
  (void)fill_by_hand(book_, named("b"), "0.500", "", at_);
  (void)fill_by_hand(book_, named("c"), "", "", at_ + std::chrono::seconds{5});
  (void)fill_by_hand(book_, named("b"), "", "", at_ + std::chrono::seconds{9});
  EXPECT_THAT(book_.open_orders("ETHUSDT"), SizeIs(1));
  EXPECT_THAT(book_.open_orders("BTCUSDT"), SizeIs(0));
  const std::int64_t b = order("b").order_id;
  EXPECT_THAT(book_.orders({.symbol = "ETHUSDT", .from_id = b}), SizeIs(2));
  EXPECT_THAT(book_.orders({.start_time = to_ms(kNow) + 1, .end_time = to_ms(kNow) + 1000}), SizeIs(1));
  EXPECT_THAT(book_.orders({.limit = 2}), SizeIs(2));
  const auto trades = book_.trades({.symbol = "ETHUSDT", .order_id = b});
  ASSERT_THAT(trades, SizeIs(2));
  EXPECT_THAT(book_.trades({.symbol = "ETHUSDT", .from_id = trades[0].trade_id + 1}), SizeIs(2));
  EXPECT_THAT(book_.trades({.start_time = to_ms(at_) + 5000, .end_time = to_ms(at_) + 5000}), SizeIs(1));
  (void)ask("algoOrder.place", stop("s", "SELL", "1", "2990.00"));
  EXPECT_THAT(book_.open_algo_orders("ETHUSDT"), SizeIs(1));
  EXPECT_THAT(book_.algo_orders({.symbol = "BTCUSDT"}), SizeIs(0));
}

TEST_F(Hand, LeavesEverythingInTheBookFile) {
  const auto path =
      std::filesystem::temp_directory_path() / ("hand-" + std::to_string(::getpid()) + ".jsonl");
  std::filesystem::remove(path);
  {
    BookFile file{path};
    book_.set_witness([&file](const Change& change) { file.append(change); });
    quote(book_, "ETHUSDT", "SELL", "1", "3000", at_);
    quote(book_, "ETHUSDT", "SELL", "2", "3001", at_);
    set_price(book_, "ETHUSDT", "3000", "3000", at_);
    (void)place(limit("first", "BUY", "1", "2990.00"));
    (void)place(limit("second", "BUY", "1", "2990.00"));
    (void)ask("order.modify", amendment("first", "BUY", "2", "2990.00"));
    (void)place(market("m", "BUY", "1.5"));
    (void)ask("algoOrder.place", stop("s", "SELL", "1", "2900.00"));
    book_.set_witness({});
  }
  Book again;
  const BookFile file{path};
  again.restore(file.content(), at_);
  std::filesystem::remove(path);
  EXPECT_EQ(again.trades({}).size(), book_.trades({}).size());
  EXPECT_EQ(again.positions(), book_.positions());
  EXPECT_EQ(again.balance(), book_.balance());
  EXPECT_EQ(again.next_order_id("ETHUSDT"), book_.next_order_id("ETHUSDT"));
  EXPECT_EQ(again.next_trade_id("ETHUSDT"), book_.next_trade_id("ETHUSDT"));
  EXPECT_EQ(again.next_algo_id(), book_.next_algo_id());
  EXPECT_EQ(again.prices("ETHUSDT").last, book_.prices("ETHUSDT").last);
  EXPECT_EQ(counterpart(again, "ETHUSDT", "BUY"), 3001 * kOne);
  // The queue is as it was: the amended one is behind.
  (void)place_by_hand(
      again,
      [] {
        Order taker = documented_order();
        taker.order_id = 0;
        taker.client_order_id = "taker";
        taker.side = "SELL";
        taker.price = "2990.00";
        taker.orig_qty = "1.000";
        taker.self_trade_prevention_mode = "NONE";
        return taker;
      }(),
      at_);
  EXPECT_EQ(again.find(named("second"))->status, "FILLED");
  EXPECT_EQ(again.find(named("first"))->status, "NEW");
  set_price(again, "ETHUSDT", "2900", "2900", at_);
  EXPECT_NE(again.find_algo({.client_algo_id = "s"})->status, "NEW");
}

TEST_F(Hand, ChangesNothingWhenItCannotBeKept) {
  (void)place(limit("a", "BUY", "1", "3000.00"));
  hush();
  book_.set_witness([](const Change&) { throw std::runtime_error("disk full"); });
  EXPECT_THROW((void)place(market("taker", "SELL", "1", {{"selfTradePreventionMode", "\"NONE\""}})),
               std::runtime_error);
  EXPECT_EQ(order("a").status, "NEW");
  EXPECT_EQ(book_.find(named("taker")), nullptr);
  EXPECT_THAT(book_.trades({}), SizeIs(0));
  EXPECT_THAT(news(), SizeIs(0));
  EXPECT_EQ(book_.position("ETHUSDT", "BOTH").amount, 0);
}

TEST(Amounts, AreExact) {
  EXPECT_EQ(read_units("3120.55"), 312'055'000'000);
  EXPECT_EQ(read_units("-0.00000001"), -1);
  EXPECT_EQ(read_units("0.000000010"), 1);
  EXPECT_FALSE(read_units("0.000000001"));
  EXPECT_FALSE(read_units("1e3"));
  EXPECT_FALSE(read_units("99999999999"));
  EXPECT_EQ(decimal(units_of("-0.25"), 3), "-0.250");
  EXPECT_EQ(decimal(units_of("0.999"), 2), "0.99");
  EXPECT_EQ(decimal(-1, 3), "0.000");
  EXPECT_EQ(shortest(units_of("10250.0600")), "10250.06");
  EXPECT_EQ(shortest(0), "0");
  EXPECT_EQ(times(units_of("0.250"), units_of("3120.55")), units_of("780.1375"));
  EXPECT_EQ(times(units_of("-0.00000001"), units_of("0.5")), -1);
  EXPECT_EQ(weighted(100, 1, 200, 3), 175);
}

}  // namespace
}  // namespace bridge::simulator::test
