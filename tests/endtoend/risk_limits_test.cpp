// The risk desk's limits on the whole road: decided by the venue's mark price, read again while orders live,
// recorded with who set them, and the same after the gateway was killed.
#include "endtoend/stage.hpp"
#include "simulator/book.hpp"
#include "simulator/hand.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bridge::endtoend {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

constexpr const char* kBefore = "max_notional: 700";
constexpr const char* kAfter = "max_notional: 600";

class RiskLimits : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(stage.gateway_becomes_ready()) << stage.err() << stage.page("/ready").body;
    ASSERT_TRUE(oms->log_on(kPatience));
  }
  // The answer to a limit order, or without a price to a market order.
  std::string place(const std::string& cl_ord_id, const std::string& quantity, const std::string& price) {
    fix::Oms::Fields fields{
        {11, cl_ord_id}, {54, "1"}, {55, "BTCUSDT"}, {60, sending_time()}, {38, quantity}};
    if (price.empty()) {
      fields.emplace_back(40, "1");
    } else {
      fields.insert(fields.end(), {{40, "2"}, {44, price}, {59, "1"}});
    }
    EXPECT_TRUE(oms->send("D", fields));
    return oms->wait_for(
        [&](std::string_view message) { return value(std::string(message), 11) == cl_ord_id; }, kPatience);
  }
  std::string text(const std::string& message) { return value(message, 58); }
  void price(const std::string& both) {
    stage.venue().at_book(
        [&](simulator::Book& book, Timestamp at) { simulator::set_price(book, "BTCUSDT", both, both, at); });
  }
  // Places until the gateway knows a mark price.
  std::string place_once_priced(const std::string& quantity, const std::string& price) {
    std::string answer;
    EXPECT_TRUE(eventually([&] {
      answer = place("p" + std::to_string(++tries), quantity, price);
      return text(answer).find("is not known") == std::string::npos;
    }));
    return answer;
  }
  void write_in_config(const std::string& before, const std::string& now) const {
    std::string config = read_file(stage.config());
    const auto at = config.find(before);
    ASSERT_NE(at, std::string::npos);
    write_file(stage.config(), config.replace(at, before.size(), now));
  }
  [[nodiscard]] Ending fixbridge(const std::string& command) const {
    return run_fixbridge({command, stage.config().string()}, stage.directory());
  }

  Stage stage{
      {.sessions = {session("FIX.4.4", std::string("account: main, order_entry: {}, limits: {symbols: "
                                                   "[BTCUSDT], price_collar: {buy: 3}, ") +
                                           kBefore + "}")}}};
  std::unique_ptr<fix::Oms> oms = stage.make_oms_of("FIX.4.4");
  int tries = 0;
};

TEST_F(RiskLimits, HoldByTheMarkPriceAcrossAReloadAndAKill) {
  EXPECT_EQ(text(place("a", "0.010", "65000")),
            "risk: price_collar 3%: the mark price of BTCUSDT is not known; try again")
      << "nobody has set one";
  price("65000");
  EXPECT_EQ(value(place_once_priced("0.010", "65000"), 150), "0");
  const std::string too_high = place("b", "0.010", "67000");
  EXPECT_EQ(value(too_high, 150) + value(too_high, 103), "899");
  EXPECT_THAT(text(too_high), StartsWith("risk: price_collar 3%: Price(44)=67000 is too far above the mark"));
  const std::string too_much = place("c", "0.011", "");
  EXPECT_EQ(value(too_much, 150) + value(too_much, 103), "83");
  EXPECT_THAT(text(too_much), StartsWith("risk: max_notional 700: this order is 715"));
  EXPECT_EQ(stage.metric("fixbridge_order_requests_over_limit_total{account=\"main\",limit=\"max_notional\","
                         "session=\"FIX.4.4:BRIDGE->DESK1\"}"),
            "1");

  write_in_config(kBefore, kAfter);
  const Ending reload = fixbridge("reload");
  EXPECT_EQ(reload.exit_code, 0) << reload.err;
  EXPECT_THAT(reload.out, HasSubstr("limits: they hold for what comes from now on"));
  EXPECT_THAT(text(place_once_priced("0.010", "65000")),
              StartsWith("risk: max_notional 600: this order is 650"));
  EXPECT_EQ(stage.ask_journal("SELECT count(*) FROM events WHERE kind = 'limits_set'"), "2");
  EXPECT_THAT(stage.ask_journal("SELECT group_concat(json_extract(body, '$.why') || ' by ' ||"
                                " json_extract(body, '$.who')) FROM events WHERE kind = 'limits_set'"),
              AllOf(HasSubstr("configuration at start by "), HasSubstr("configuration read again by ")));

  stage.gateway().kill();
  oms.reset();
  ASSERT_TRUE(stage.gateway_becomes_ready()) << stage.err();
  oms = stage.make_oms("", true);
  ASSERT_TRUE(oms->log_on(kPatience));
  EXPECT_THAT(text(place_once_priced("0.010", "65000")),
              StartsWith("risk: max_notional 600: this order is 650"));
  EXPECT_EQ(stage.ask_journal("SELECT count(*) FROM events WHERE kind = 'limits_set'"), "2")
      << "they are as they were";
  const Ending tickets = fixbridge("tickets");
  EXPECT_THAT(tickets.out, HasSubstr("0 ticket(s), 0 need(s) attention"));
  const Ending replay = fixbridge("replay");
  EXPECT_EQ(replay.exit_code, 0) << replay.out;
}

}  // namespace
}  // namespace bridge::endtoend
