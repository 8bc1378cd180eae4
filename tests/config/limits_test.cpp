// The risk limits of a session and of an account.
#include "config_files.hpp"

#include <gmock/gmock.h>

namespace bridge::config {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

// good_file() with these limits for its session, from line 15 on.
std::string with(const std::string& limits) {
  return good_file(13, "    account: main\n    order_entry: {}\n" + limits);
}

class Limits : public ConfigFiles {
 protected:
  [[nodiscard]] std::string mistake(const std::string& limits) const {
    const auto lines = mistakes_of(with(limits));
    return lines.size() == 1 ? lines.front() : "not one mistake but " + std::to_string(lines.size());
  }
};

TEST_F(Limits, AreNoneByDefault) {
  const Config config = load_text(with(""));
  EXPECT_FALSE(order::is_any(config.accounts.at(0).limits));
  EXPECT_FALSE(order::is_any(config.accounts.at(0).sessions.at(0).terms.limits));
}

TEST_F(Limits, TakeEveryKey) {
  const Config config = load_text(with(R"(    limits:
      symbols: [BTCUSDT, "ETH*"]
      sides: [sell]
      max_order_qty: {BTCUSDT: 5, "*": 0.5}
      max_notional: 100000.50
      price_collar: {buy: 5, sell: 2.5}
      max_open_orders: 50
      max_position: {BTCUSDT: 10}
      order_rate: {orders: 20, per: 2s}
      amend_ratio: {replaces: 10, free: 5, per: 30s}
      duplicate_within: 500ms
      mark_price_max_age: 5s
)"));
  const order::RiskLimits& limits = config.accounts.at(0).sessions.at(0).terms.limits;
  EXPECT_EQ(limits, (order::RiskLimits{.symbols = {{"BTCUSDT", ""}, {"ETH*", ""}},
                                       .may_buy = false,
                                       .may_sell = true,
                                       .max_order_qty = {{"BTCUSDT", "5"}, {"*", "0.5"}},
                                       .max_notional = "100000.50",
                                       .collar_buy_percent = "5",
                                       .collar_sell_percent = "2.5",
                                       .max_open_orders = 50,
                                       .max_position = {{"BTCUSDT", "10"}},
                                       .order_rate = 20,
                                       .order_rate_per = 2s,
                                       .amend_ratio = 10,
                                       .amend_ratio_free = 5,
                                       .amend_ratio_per = 30s,
                                       .duplicate_within = 500ms,
                                       .mark_price_max_age = 5s}));
  const auto all = limits_of(config.accounts);
  EXPECT_EQ(all.sessions.at(config.accounts[0].sessions[0].key()), limits);
  EXPECT_FALSE(order::is_any(all.accounts.at(order::AccountName{"main"})));
}

TEST_F(Limits, OfAnAccountAreReadAlike) {
  const Config config = load_text(good_file(8, "    secret: aSecret\n    limits: {max_open_orders: 3}"));
  EXPECT_EQ(config.accounts.at(0).limits.max_open_orders, 3U);
}

TEST_F(Limits, ThatAreNoneAreMistakes) {
  const std::string of = "bridge.yaml:15: sessions[1].limits.";
  EXPECT_EQ(
      mistake("    limits: {max_notional: -5}\n"),
      of + "max_notional: '-5' is no number above 0; write digits with at most one point, e.g. 100000, or "
           "leave it out for no limit");
  EXPECT_EQ(
      mistake("    limits: {max_notional: 0}\n"),
      of + "max_notional: '0' is no number above 0; write digits with at most one point, e.g. 100000, or "
           "leave it out for no limit");
  EXPECT_EQ(
      mistake("    limits: {max_order_qty: {btcusdt: 5}}\n"),
      of + "max_order_qty.btcusdt: 'btcusdt' cannot be a symbol of the venue, which has upper-case letters, "
           "digits and '_' in them; did you mean BTCUSDT?");
  EXPECT_EQ(
      mistake("    limits: {max_position: {BTCUSDT: many}}\n"),
      of + "max_position.BTCUSDT: is no quantity above 0; write digits with at most one point, e.g. 0.5");
  EXPECT_EQ(mistake("    limits: {max_position: {}}\n"),
            of + "max_position: is empty; write e.g. {BTCUSDT: 5}, or leave it out for no limit");
  EXPECT_EQ(mistake("    limits: {sides: [hold]}\n"),
            of + "sides: is not a list of sides; write [buy], [sell], or leave it out for both");
  EXPECT_EQ(mistake("    limits: {price_collar: {sell: 100}}\n"),
            of + "price_collar.sell: 100 is no limit: no price is below 0; write less than 100");
  EXPECT_EQ(mistake("    limits: {price_collar: {}}\n"),
            of + "price_collar.buy: is missing, and so is sell; write at least one of them");
  EXPECT_EQ(mistake("    limits: {order_rate: {orders: 5, per: 2m}}\n"),
            of + "order_rate.per: 2m is out of range; write 100ms to 1m");
  EXPECT_EQ(mistake("    limits: {order_rate: {per: 2s}}\n"),
            of + "order_rate.orders: is missing; add it (config/README.md)");
  EXPECT_EQ(mistake("    limits: {max_loss: 5}\n").substr(0, of.size() + 8), of + "max_loss");
}

TEST_F(Limits, AreForSessionsThatPlaceOrders) {
  EXPECT_THAT(
      mistakes_of(good_file(13, "    account: main\n    limits: {max_open_orders: 1}")),
      ElementsAre("bridge.yaml:14: sessions[1].limits: are of orders, and this session may not place any; "
                  "give it order_entry"));
}

TEST_F(Limits, AreTakenOverWithoutARestart) {
  const auto between = [&](const std::string& before, const std::string& now) {
    const Config first = load_text(before);
    return changed_keys(first, load_text(now));
  };
  EXPECT_THAT(
      between(with("    limits: {max_notional: 5, symbols: [A]}\n"), with("    limits: {max_notional: 6}\n")),
      IsEmpty());
  EXPECT_THAT(between(with(""), with("    limits: {price_collar: {buy: 6}}\n")), IsEmpty());
  EXPECT_THAT(between(good_file(), good_file(8, "    secret: aSecret\n    limits: {max_position: {A: 3}}")),
              IsEmpty());
}

}  // namespace
}  // namespace bridge::config
