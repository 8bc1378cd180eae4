// 35=D: what is read of it in each version, and what it is refused for.
#include "fix/codec_order_desk.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace bridge::fix {
namespace {

constexpr const char* kLimit = "40=2|38=0.250|44=65000.10|";

// Which versions have the fields of a row.
enum class In { All, Since44, Only50, Only42 };

bool has(In versions, const Desk& desk) {
  switch (versions) {
    case In::All:
      return true;
    case In::Since44:
      return &desk != &fix42();
    case In::Only50:
      return &desk == &fix50sp2();
    case In::Only42:
      break;
  }
  return &desk == &fix42();
}

TEST(NewOrder, IsReadWhole) {
  for (const Desk* desk : kOrderDesks) {
    const auto command = placed(*desk, "1=ACC|54=2|59=1|40=2|38=0.250|44=65000.10|");
    EXPECT_EQ(command.session.value(), desk->session.begin_string + ":BRIDGE->DESK");
    EXPECT_EQ(command.cl_ord_id.value(), "X");
    EXPECT_EQ(command.symbol, "BTC/USDT");
    EXPECT_EQ(command.side, '2');
    EXPECT_EQ(command.account, "ACC");
    EXPECT_EQ(command.transact_time, "20261122-10:00:00.123");
    EXPECT_EQ(command.msg_seq_num, 7);
    EXPECT_FALSE(command.poss_dup);
    EXPECT_FALSE(command.poss_resend);
    EXPECT_EQ(in_words(command.terms), "limit, GTC, 38=0.250, 44=65000.10");
    EXPECT_EQ(in_words(command.refused), "");
  }
}

TEST(NewOrder, MayHaveBeenSentBeforeAndForSomebody) {
  const auto again = fix44().checked(
      "35=D|34=7|49=DESK|52=20261122-10:00:00|56=BRIDGE|97=Y|115=TRADER|11=X|38=1|40=1|54=1|55=BTCUSDT|"
      "60=20261122-10:00:00|");
  const auto command = std::get<order::PlaceCommand>(decode(again, fix44().session).value());
  EXPECT_TRUE(command.poss_resend);
  EXPECT_EQ(command.route, soh("128=TRADER|"));
}

// The dictionary has it rejected before; a field without a value would come here.
TEST(NewOrder, MissesWhatAnOrderMustSay) {
  for (const int missing : {11, 54, 55, 60, 40, 38}) {
    std::string body = "35=D|34=7|49=DESK|52=20261122-10:00:00|56=BRIDGE|";
    for (const char* field :
         {"11=X|", "54=1|", "55=B|", "60=20261122-10:00:00|", "40=2|", "38=1|", "44=1|", "59=1|"}) {
      if (!std::string(field).starts_with(std::to_string(missing))) body += field;
    }
    const FIX::Message order(message(body), false);
    try {
      (void)decode(order, fix44().session);
      FAIL() << missing;
    } catch (const FIX::RequiredTagMissing& error) {
      EXPECT_EQ(error.field, missing);
    }
  }
}

// ---- what it asks for ----

struct Row {
  const char* name;
  const char* fields;
  const char* words;
  In versions = In::All;
};

class NewOrders : public ::testing::TestWithParam<Row> {};

TEST_P(NewOrders, AreRead) {
  for (const Desk* desk : kOrderDesks) {
    if (!has(GetParam().versions, *desk)) continue;
    const auto command = placed(*desk, GetParam().fields);
    EXPECT_EQ(in_words(command.refused), "") << desk->session.begin_string;
    EXPECT_EQ(in_words(command.terms), GetParam().words) << desk->session.begin_string;
  }
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(OfEveryType, NewOrders, ::testing::Values(
  Row{"Market", "40=1|38=1|", "market, 38=1"},
  Row{"MarketOfTheDay", "40=1|38=1|59=0|", "market, 38=1"},
  Row{"MarketImmediateOrCancel", "40=1|38=1|59=3|44=0|99=0.00|", "market, 38=1"},
  Row{"Limit", "40=2|38=1|44=2|59=1|", "limit, GTC, 38=1, 44=2"},
  Row{"LimitAsTheTextCame", "40=2|38=12345678901234567890.12345678901234567890|44=0.0000000000000000001|59=1|",
      "limit, GTC, 38=12345678901234567890.12345678901234567890, 44=0.0000000000000000001"},
  Row{"Stop", "40=3|38=1|99=2|59=1|", "stop, GTC, 38=1, trigger 2"},
  Row{"StopBy1102", "40=3|38=1|1102=2|1100=4|1101=1|1107=2|1109=U|59=1|", "stop, GTC, 38=1, trigger 2, CONTRACT_PRICE", In::Only50},
  Row{"StopUnderBothNames", "40=3|38=1|1102=2|99=2|59=1|", "stop, GTC, 38=1, trigger 2", In::Only50},
  Row{"StopSell", "54=2|40=3|38=1|99=2|1109=D|59=1|", "stop, GTC, 38=1, trigger 2"},
  Row{"StopLimit", "40=4|38=1|44=3|99=2|59=1|", "stop limit, GTC, 38=1, 44=3, trigger 2"},
  Row{"StopLimitImmediateOrCancel", "40=4|38=1|44=3|99=2|59=3|", "stop limit, IOC, 38=1, 44=3, trigger 2"},
  Row{"StopLimitFillOrKill", "40=4|38=1|44=3|99=2|59=4|1109=U|", "stop limit, FOK, 38=1, 44=3, trigger 2"},
  Row{"TakeProfit", "40=J|38=1|99=2|59=1|", "take profit, GTC, 38=1, trigger 2"},
  Row{"TakeProfitWithItsDirection", "40=J|38=1|99=2|59=1|1109=D|", "take profit, GTC, 38=1, trigger 2"},
  Row{"TakeProfitByDirectionBuy", "40=3|38=1|99=2|59=1|1109=D|", "take profit, GTC, 38=1, trigger 2"},
  Row{"TakeProfitByDirectionSell", "54=2|40=3|38=1|99=2|59=1|1109=U|", "take profit, GTC, 38=1, trigger 2"},
  Row{"TakeProfitLimit", "54=2|40=4|38=1|44=3|99=2|59=1|1109=U|", "take profit limit, GTC, 38=1, 44=3, trigger 2"},
  Row{"TrailingStop", "40=3|38=1|59=1|25009=30|", "trailing stop, GTC, 38=1, 30 bips"},
  Row{"TrailingStopFromAPrice", "40=3|38=1|59=1|25009=30|25104=9|1109=U|", "trailing stop, GTC, 38=1, from 9, 30 bips"},
  Row{"TrailingStopFromItsStopPx", "40=3|38=1|59=1|25009=30|99=9|", "trailing stop, GTC, 38=1, from 9, 30 bips"},
  Row{"TrailingStopInFixWords", "40=3|38=1|59=1|18=a|211=30|836=1|", "trailing stop, GTC, 38=1, 30 bips", In::Since44},
  Row{"TrailingStopInBothWords", "40=3|38=1|59=1|18=a|211=30|836=1|25009=30|", "trailing stop, GTC, 38=1, 30 bips", In::Since44}),
  [](const auto& tested) { return tested.param.name; });

INSTANTIATE_TEST_SUITE_P(WithInstructions, NewOrders, ::testing::Values(
  Row{"ImmediateOrCancel", "40=2|38=1|44=2|59=3|", "limit, IOC, 38=1, 44=2"},
  Row{"FillOrKill", "40=2|38=1|44=2|59=4|", "limit, FOK, 38=1, 44=2"},
  Row{"GoodTillTime", "40=2|38=1|44=2|59=6|126=20261122-15:00:00.057|", "limit, GTD, 38=1, 44=2, till 1795359600057"},
  Row{"GoodTillTheEndOfADay", "40=2|38=1|44=2|59=6|432=20261122|", "limit, GTD, 38=1, 44=2, till 1795391999000"},
  Row{"GoodTillTheTimeOfBoth", "40=2|38=1|44=2|59=6|432=20261122|126=20261122-15:00:00|", "limit, GTD, 38=1, 44=2, till 1795359600000"},
  Row{"PostOnly", "40=2|38=1|44=2|59=1|18=6|", "limit, GTC, 38=1, 44=2, post-only"},
  Row{"RetailPriceImprovement", "40=2|38=1|44=2|59=1|18=6|25105=RPI|", "limit, GTC, 38=1, 44=2, post-only, RPI"},
  Row{"ReduceOnly", "40=2|38=1|44=2|59=1|18=E|", "limit, GTC, 38=1, 44=2, reduce-only"},
  Row{"ReduceOnlyAndPostOnly", "40=2|38=1|44=2|59=1|18=E 6|77=C|", "limit, GTC, 38=1, 44=2, post-only, reduce-only, 77=C"},
  Row{"Opens", "40=1|38=1|77=O|", "market, 38=1, 77=O"},
  Row{"Closes", "40=1|38=1|77=C|", "market, 38=1, 77=C"},
  Row{"OfALong", "40=1|38=1|25107=LONG|77=O|", "market, 38=1, LONG, 77=O"},
  Row{"OfALongClosing", "54=2|40=1|38=1|25107=LONG|77=C|", "market, 38=1, LONG, 77=C"},
  Row{"OfAShort", "54=2|40=1|38=1|25107=SHORT|", "market, 38=1, SHORT"},
  Row{"OfOneWay", "40=1|38=1|25107=BOTH|", "market, 38=1"},
  Row{"ClosesThePosition", "54=2|40=3|99=2|59=1|25106=Y|", "stop, GTC, trigger 2, close position"},
  Row{"ClosesThePositionWithoutQuantity", "54=2|40=J|99=2|59=1|25106=Y|38=0|77=C|25107=LONG|",
      "take profit, GTC, trigger 2, close position, LONG, 77=C"},
  Row{"DoesNotCloseThePosition", "40=3|99=2|59=1|25106=N|38=1|", "stop, GTC, 38=1, trigger 2"},
  Row{"PriceMatch", "40=2|38=1|59=1|25108=QUEUE_5|", "limit, GTC, 38=1, QUEUE_5"},
  Row{"NoPriceMatch", "40=2|38=1|44=2|59=1|25108=NONE|", "limit, GTC, 38=1, 44=2"},
  Row{"NoSelfTradePrevention", "40=1|38=1|25001=1|", "market, 38=1, NONE"},
  Row{"ExpireTaker", "40=1|38=1|25001=2|", "market, 38=1, EXPIRE_TAKER"},
  Row{"ExpireMaker", "40=1|38=1|25001=3|", "market, 38=1, EXPIRE_MAKER"},
  Row{"ExpireBoth", "40=1|38=1|25001=4|", "market, 38=1, EXPIRE_BOTH"},
  Row{"ByTheMarkPrice", "40=3|38=1|99=2|59=1|25102=MARK_PRICE|25103=Y|", "stop, GTC, 38=1, trigger 2, MARK_PRICE, price protect"},
  Row{"ByTheLastPrice", "40=3|38=1|99=2|59=1|25102=CONTRACT_PRICE|25103=N|", "stop, GTC, 38=1, trigger 2, CONTRACT_PRICE"},
  Row{"ByTheLastPriceInFixWords", "40=3|38=1|99=2|59=1|1107=2|", "stop, GTC, 38=1, trigger 2, CONTRACT_PRICE", In::Since44},
  Row{"HandlInst", "40=1|38=1|21=3|", "market, 38=1"},
  Row{"HarmlessValues", "40=1|38=1|110=0|114=N|121=N|", "market, 38=1"},
  Row{"HarmlessValuesOf44", "40=1|38=1|423=2|854=0|", "market, 38=1", In::Since44}),
  [](const auto& tested) { return tested.param.name; });
// clang-format on

TEST(NewOrder, TakesNothingFromFieldsItDoesNotUse) {
  const std::string used = std::string(kLimit) + "59=1|";
  const std::string unused =
      "58=n|63=0|64=20261225|65=WI|48=ETHUSDT|22=8|167=FUT|200=202612|201=1|202=100|231=1|207=BINF|106=B|"
      "107=p|376=c|377=N|15=USDT|120=USDT|100=BINF|427=1|203=0|23=i|81=0|140=3|";
  const std::string since44 =
      "526=S|583=L|453=1|448=DESK|447=D|452=11|802=1|523=x|803=4|386=1|336=1|625=2|660=99|581=1|229=20261122|"
      "75=20261122|589=0|590=0|591=0|70=a|544=1|635=B|460=7|461=FFXPXS|762=PERP|541=20261225|528=P|529=1 2|"
      "582=4|";
  for (const Desk* desk : kOrderDesks) {
    std::string fields = used + unused;
    fields +=
        desk == &fix42() ? "109=C|76=B|439=F|440=A|386=1|336=1|205=25|206=1|223=1|204=0|47=P|" : since44;
    if (desk == &fix50sp2()) fields += "1133=G|1028=Y|1031=ADD|";
    const auto command = placed(*desk, fields);
    EXPECT_EQ(in_words(command.terms), "limit, GTC, 38=0.250, 44=65000.10");
    EXPECT_EQ(in_words(command.refused), "");
  }
}

// ---- what it is refused for ----

class Refusals : public ::testing::TestWithParam<Row> {};

TEST_P(Refusals, NameTheFieldAndItsValue) {
  for (const Desk* desk : kOrderDesks) {
    if (!has(GetParam().versions, *desk)) continue;
    const auto command = placed(*desk, GetParam().fields);
    EXPECT_EQ(in_words(command.refused), GetParam().words) << desk->session.begin_string;
    EXPECT_EQ(command.cl_ord_id.value(), "X");
  }
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(OfWhatTheVenueDoesNotHave, Refusals, ::testing::Values(
  Row{"Side", "54=5|40=1|38=1|", "11 Side(54)=5 is not supported by the venue"},
  Row{"Pegged", "40=P|38=1|59=1|", "11 OrdType(40)=P is not supported by the venue"},
  Row{"MarketWithLeftOver", "40=K|38=1|59=1|", "11 OrdType(40)=K is not supported by the venue"},
  Row{"OnClose", "40=5|38=1|", "11 OrdType(40)=5 is not supported by the venue"},
  Row{"Day", "40=2|38=1|44=2|59=0|", "11 TimeInForce(59)=0 is not supported by the venue: it has no day; send 1, 3, 4 or 6"},
  Row{"NoTimeInForce", "40=2|38=1|44=2|",
      "11 TimeInForce(59) is missing, which means a day order: the venue has no day; send 1, 3, 4 or 6"},
  Row{"StopOfTheDay", "40=3|38=1|99=2|59=0|", "11 TimeInForce(59)=0 is not supported by the venue: it has no day; send 1, 3, 4 or 6"},
  Row{"StopWithoutTimeInForce", "40=3|38=1|99=2|",
      "11 TimeInForce(59) is missing, which means a day order: the venue has no day; send 1, 3, 4 or 6"},
  Row{"AtTheOpening", "40=2|38=1|44=2|59=2|", "11 TimeInForce(59)=2 is not supported by the venue"},
  Row{"GoodTillCrossing", "40=2|38=1|44=2|59=5|",
      "11 TimeInForce(59)=5 is not supported by the venue: post-only is 59=1 with ExecInst(18)=6"},
  Row{"AtTheClose", "40=2|38=1|44=2|59=7|", "11 TimeInForce(59)=7 is not supported by the venue"},
  Row{"AllOrNone", "40=2|38=1|44=2|59=1|18=G|", "11 ExecInst(18)=G is not supported by the venue"},
  Row{"OneOfSeveral", "40=2|38=1|44=2|59=1|18=6 1|", "11 ExecInst(18)=6 1 is not supported by the venue"},
  Row{"TwoInOne", "40=2|38=1|44=2|59=1|18=6E|", "11 ExecInst(18)=6E is not supported by the venue"},
  Row{"Rolled", "40=1|38=1|77=R|", "11 PositionEffect(77)=R is not supported by the venue"},
  Row{"PositionSide", "40=1|38=1|25107=L|", "11 PositionSide(25107)=L is not supported by the venue"},
  Row{"PriceMatch", "40=2|38=1|59=1|25108=BEST|", "11 PriceMatch(25108)=BEST is not supported by the venue"},
  Row{"SelfTradePrevention", "40=1|38=1|25001=5|", "11 SelfTradePreventionMode(25001)=5 is not supported by the venue"},
  Row{"WorkingType", "40=3|38=1|99=2|59=1|25102=INDEX|", "11 VenueWorkingType(25102)=INDEX is not supported by the venue"},
  Row{"TriggerPriceType", "40=3|38=1|99=2|59=1|1107=3|", "11 TriggerPriceType(1107)=3 is not supported by the venue", In::Since44},
  Row{"VenueTimeInForce", "40=2|38=1|44=2|59=1|25105=GTE_GTC|", "11 VenueTimeInForce(25105)=GTE_GTC is not supported by the venue"},
  Row{"Flag", "40=3|38=1|99=2|59=1|25103=x|", "11 PriceProtect(25103)=x is not supported by the venue"},
  Row{"PegInPrices", "40=3|38=1|59=1|211=30|836=0|",
      "11 PegOffsetValue(211) is not supported by the venue but with PegOffsetType(836)=1, basis points", In::Since44},
  Row{"PegWithoutUnit", "40=3|38=1|59=1|211=30|",
      "11 PegOffsetValue(211) is not supported by the venue but with PegOffsetType(836)=1, basis points"},
  Row{"LongValuesAreCutAndCleaned", "40=1|38=1|25107=12345678901234567890\x02""A|",
      "11 PositionSide(25107)=12345678901234567890 is not supported by the venue"},
  Row{"ManualBroker", "40=1|38=1|21=4|", "11 HandlInst(21)=4 is not supported by the venue"}),
  [](const auto& tested) { return tested.param.name; });

INSTANTIATE_TEST_SUITE_P(OfAWholeField, Refusals, ::testing::Values(
  Row{"MinQty", "40=1|38=1|110=0.5|", "11 MinQty(110)=0.5 is not supported by the venue"},
  Row{"MaxFloor", "40=1|38=1|111=1|", "11 MaxFloor(111) is not supported by the venue"},
  Row{"MaxShow", "40=1|38=1|210=1|", "11 MaxShow(210) is not supported by the venue"},
  Row{"DisplayQty", "40=1|38=1|1138=1|", "11 DisplayQty(1138) is not supported by the venue", In::Only50},
  Row{"CashOrderQty", "40=1|152=100|", "11 CashOrderQty(152) is not supported by the venue"},
  Row{"Percent", "40=1|38=1|516=10|", "11 OrderPercent(516) is not supported by the venue", In::Since44},
  Row{"SecondLeg", "40=1|38=1|192=1|", "11 OrderQty2(192) is not supported by the venue"},
  Row{"EffectiveTime", "40=1|38=1|168=20261123-00:00:00|", "11 EffectiveTime(168) is not supported by the venue"},
  Row{"Discretion", "40=1|38=1|388=0|389=1|", "11 DiscretionInst(388) is not supported by the venue"},
  Row{"Strategy", "40=1|38=1|847=1|848=x|849=0.1|", "11 TargetStrategy(847) is not supported by the venue", In::Since44},
  Row{"PegPriceType", "40=2|38=1|59=1|1094=4|", "11 PegPriceType(1094) is not supported by the venue", In::Only50},
  Row{"Contracts", "40=1|38=1|854=1|", "11 QtyType(854)=1 is not supported by the venue", In::Since44},
  Row{"PercentOfPar", "40=2|38=1|44=2|59=1|423=1|", "11 PriceType(423)=1 is not supported by the venue", In::Since44},
  Row{"Locate", "54=1|40=1|38=1|114=Y|", "11 LocateReqd(114)=Y is not supported by the venue"},
  Row{"TriggerNewPrice", "40=3|38=1|1102=2|59=1|1110=3|", "11 TriggerNewPrice(1110) is not supported by the venue", In::Only50},
  Row{"TriggeredByASession", "40=3|38=1|1102=2|59=1|1100=2|", "11 TriggerType(1100)=2 is not supported by the venue", In::Only50}),
  [](const auto& tested) { return tested.param.name; });

INSTANTIATE_TEST_SUITE_P(OfWhatDoesNotGoTogether, Refusals, ::testing::Values(
  Row{"MarketGoodTillCancel", "40=1|38=1|59=1|", "11 TimeInForce(59)=1 is not supported with OrdType(40)=1"},
  Row{"MarketFillOrKill", "40=1|38=1|59=4|", "11 TimeInForce(59)=4 is not supported with OrdType(40)=1"},
  Row{"MarketGoodTillDate", "40=1|38=1|59=6|126=20261122-15:00:00|", "11 TimeInForce(59)=6 is not supported with OrdType(40)=1"},
  Row{"MarketWithAPrice", "40=1|38=1|44=2|", "11 Price(44)=2 is not supported with OrdType(40)=1"},
  Row{"StopWithAPrice", "40=3|38=1|44=2|99=2|59=1|", "11 Price(44)=2 is not supported with OrdType(40)=3"},
  Row{"LimitWithoutAPrice", "40=2|38=1|59=1|", "99 Price(44) is missing; OrdType(40)=2 needs it"},
  Row{"LimitForNothing", "40=2|38=1|44=0.00|59=1|", "99 Price(44)=0.00 must be more than 0"},
  Row{"StopLimitWithoutAPrice", "40=4|38=1|99=2|59=1|", "99 Price(44) is missing; OrdType(40)=4 needs it"},
  Row{"StopWithoutATrigger", "40=3|38=1|59=1|", "99 StopPx(99) is missing; OrdType(40)=3 needs it"},
  Row{"StopAtZero", "40=3|38=1|59=1|99=0|", "99 StopPx(99)=0 must be more than 0"},
  Row{"StopAtZeroIn50", "40=3|38=1|59=1|1102=0|", "99 TriggerPrice(1102)=0 must be more than 0", In::Only50},
  Row{"LimitWithATrigger", "40=2|38=1|44=2|99=3|59=1|", "11 StopPx(99)=3 is not supported with OrdType(40)=2"},
  Row{"LimitWithATriggerIn50", "40=2|38=1|44=2|1102=3|59=1|", "11 TriggerPrice(1102)=3 is not supported with OrdType(40)=2", In::Only50},
  Row{"LimitWithADirection", "40=2|38=1|44=2|1109=U|59=1|", "11 TriggerPriceDirection(1109)=U is not supported with OrdType(40)=2"},
  Row{"LimitWithAWorkingType", "40=2|38=1|44=2|25102=MARK_PRICE|59=1|", "11 VenueWorkingType(25102)=MARK_PRICE is not supported with OrdType(40)=2"},
  Row{"LimitWithATriggerPriceType", "40=2|38=1|44=2|1107=2|59=1|", "11 TriggerPriceType(1107)=2 is not supported with OrdType(40)=2", In::Since44},
  Row{"LimitWithPriceProtect", "40=2|38=1|44=2|25103=Y|59=1|", "11 PriceProtect(25103)=Y is not supported with OrdType(40)=2"},
  Row{"LimitWithATrail", "40=2|38=1|44=2|25009=30|59=1|", "11 TriggerTrailingDeltaBips(25009)=30 is not supported with OrdType(40)=2"},
  Row{"StopLimitWithATrail", "40=4|38=1|44=2|99=3|211=30|836=1|59=1|", "11 PegOffsetValue(211)=30 is not supported with OrdType(40)=4", In::Since44},
  Row{"StopLimitThatTrails", "40=4|38=1|44=2|99=3|18=a|59=1|", "11 ExecInst(18)=a is not supported with OrdType(40)=4"},
  Row{"StopWithAnActivatePrice", "40=3|38=1|99=3|25104=2|59=1|", "11 ActivatePrice(25104)=2 is not supported with OrdType(40)=3"},
  Row{"TrailWithoutATrail", "40=3|38=1|18=a|59=1|", "99 TriggerTrailingDeltaBips(25009) is missing; ExecInst(18)=a needs it"},
  Row{"TrailWithPriceProtect", "40=3|38=1|25009=30|25103=Y|59=1|", "11 PriceProtect(25103)=Y is not supported with a trailing stop"},
  Row{"TrailThatTakesAProfit", "40=3|38=1|25009=30|1109=D|59=1|", "11 TriggerPriceDirection(1109)=D contradicts Side(54)=1"},
  Row{"TrailsOfTwoLengths", "40=3|38=1|25009=30|211=31|836=1|59=1|", "11 TriggerTrailingDeltaBips(25009)=30 contradicts PegOffsetValue(211)=31", In::Since44},
  Row{"TrailFromTwoPrices", "40=3|38=1|25009=30|25104=3|99=4|59=1|", "11 ActivatePrice(25104)=3 contradicts StopPx(99)=4"},
  Row{"TwoTriggers", "40=3|38=1|99=3|1102=4|59=1|", "11 StopPx(99)=3 contradicts TriggerPrice(1102)=4", In::Only50},
  Row{"TakeProfitAsAStop", "40=J|38=1|99=3|1109=U|59=1|", "11 TriggerPriceDirection(1109)=U contradicts OrdType(40)=J"},
  Row{"TwoWorkingTypes", "40=3|38=1|99=3|1107=2|25102=MARK_PRICE|59=1|", "11 TriggerPriceType(1107)=2 contradicts VenueWorkingType(25102)=MARK_PRICE", In::Since44},
  Row{"StopImmediateOrCancel", "40=3|38=1|99=3|59=3|", "11 TimeInForce(59)=3 is not supported with OrdType(40)=3"},
  Row{"StopLimitGoodTillDate", "40=4|38=1|44=2|99=3|59=6|126=20261122-15:00:00|", "11 TimeInForce(59)=6 is not supported with OrdType(40)=4"},
  Row{"TillNobodyKnows", "40=2|38=1|44=2|59=6|", "99 ExpireTime(126) is missing; TimeInForce(59)=6 needs it, or ExpireDate(432)"},
  Row{"TillATimeThatDoesNotCount", "40=2|38=1|44=2|59=1|126=20261122-15:00:00|", "11 ExpireTime(126)=20261122-15:00:00 is not supported but with TimeInForce(59)=6"},
  Row{"TillADayThatDoesNotCount", "40=1|38=1|432=20261122|", "11 ExpireDate(432)=20261122 is not supported but with TimeInForce(59)=6"},
  Row{"PostOnlyImmediateOrCancel", "40=2|38=1|44=2|59=3|18=6|", "11 ExecInst(18)=6 is not supported with TimeInForce(59)=3"},
  Row{"PostOnlyFillOrKill", "40=2|38=1|44=2|59=4|18=6|", "11 ExecInst(18)=6 is not supported with TimeInForce(59)=4"},
  Row{"PostOnlyGoodTillDate", "40=2|38=1|44=2|59=6|18=6|126=20261122-15:00:00|", "11 ExecInst(18)=6 is not supported with TimeInForce(59)=6"},
  Row{"PostOnlyMarket", "40=1|38=1|18=6|", "11 ExecInst(18)=6 is not supported with OrdType(40)=1"},
  Row{"PostOnlyStop", "40=4|38=1|44=2|99=3|59=1|18=6|", "11 ExecInst(18)=6 is not supported with OrdType(40)=4"},
  Row{"RpiThatTakes", "40=2|38=1|44=2|59=1|25105=RPI|", "11 VenueTimeInForce(25105)=RPI is not supported but with ExecInst(18)=6 and 59=1"},
  Row{"ReduceOnlyThatOpens", "40=1|38=1|18=E|77=O|", "11 PositionEffect(77)=O contradicts ExecInst(18)=E"},
  Row{"ReduceOnlyOfALong", "54=2|40=1|38=1|18=E|25107=LONG|", "11 ExecInst(18)=E is not supported with PositionSide(25107)=LONG"},
  Row{"ABuyThatClosesALong", "40=1|38=1|77=C|25107=LONG|", "11 PositionEffect(77)=C contradicts PositionSide(25107)=LONG"},
  Row{"ASellThatOpensALong", "54=2|40=1|38=1|77=O|25107=LONG|", "11 PositionEffect(77)=O contradicts PositionSide(25107)=LONG"},
  Row{"ABuyThatOpensAShort", "40=1|38=1|77=O|25107=SHORT|", "11 PositionEffect(77)=O contradicts PositionSide(25107)=SHORT"},
  Row{"PriceMatchWithAPrice", "40=2|38=1|44=2|59=1|25108=QUEUE|", "11 Price(44)=2 is not supported with PriceMatch(25108)=QUEUE"},
  Row{"PriceMatchOfAMarketOrder", "40=1|38=1|25108=QUEUE|", "11 PriceMatch(25108)=QUEUE is not supported with OrdType(40)=1"},
  Row{"CloseByALimit", "40=2|44=2|59=1|25106=Y|", "11 ClosePosition(25106)=Y is not supported with OrdType(40)=2"},
  Row{"CloseByATrail", "40=3|25009=30|59=1|25106=Y|", "11 ClosePosition(25106)=Y is not supported with OrdType(40)=3"},
  Row{"CloseSoMuch", "40=3|99=2|38=1|59=1|25106=Y|", "11 OrderQty(38)=1 is not supported with ClosePosition(25106)=Y"},
  Row{"CloseReduceOnly", "40=3|99=2|59=1|18=E|25106=Y|", "11 ExecInst(18)=E is not supported with ClosePosition(25106)=Y"},
  Row{"CloseAndOpen", "40=3|99=2|59=1|77=O|25106=Y|", "11 PositionEffect(77)=O contradicts ClosePosition(25106)=Y"},
  Row{"CloseALongByABuy", "40=3|99=2|59=1|25107=LONG|25106=Y|", "11 PositionSide(25107)=LONG contradicts ClosePosition(25106)=Y"},
  Row{"CloseAShortByASell", "54=2|40=3|99=2|59=1|25107=SHORT|25106=Y|", "11 PositionSide(25107)=SHORT contradicts ClosePosition(25106)=Y"}),
  [](const auto& tested) { return tested.param.name; });

INSTANTIATE_TEST_SUITE_P(OfNumbersThatAreNone, Refusals, ::testing::Values(
  Row{"Zero", "40=1|38=0|", "13 OrderQty(38)=0 must be more than 0"},
  Row{"ZeroWithPlaces", "40=1|38=0.000|", "13 OrderQty(38)=0.000 must be more than 0"},
  Row{"Negative", "40=1|38=-1|", "13 OrderQty(38)=-1 is no number for the venue: 1-20 digits, and 1-20 after a point"},
  Row{"NegativeZero", "40=1|38=-0|", "13 OrderQty(38)=-0 is no number for the venue: 1-20 digits, and 1-20 after a point"},
  Row{"TooLong", "40=1|38=123456789012345678901|", "13 OrderQty(38)=12345678901234567890 is no number for the venue: 1-20 digits, and 1-20 after a point"},
  Row{"TooFine", "40=1|38=0.000000000000000000001|", "13 OrderQty(38)=0.000000000000000000 is no number for the venue: 1-20 digits, and 1-20 after a point"},
  Row{"NothingBeforeThePoint", "40=1|38=.5|", "13 OrderQty(38)=.5 is no number for the venue: 1-20 digits, and 1-20 after a point"},
  Row{"NothingAfterThePoint", "40=1|38=5.|", "13 OrderQty(38)=5. is no number for the venue: 1-20 digits, and 1-20 after a point"},
  Row{"NegativePrice", "40=2|38=1|44=-2|59=1|", "99 Price(44)=-2 is no number for the venue: 1-20 digits, and 1-20 after a point"},
  Row{"NegativeTrigger", "40=3|38=1|99=-2|59=1|", "99 StopPx(99)=-2 is no number for the venue: 1-20 digits, and 1-20 after a point"},
  Row{"NotANumber", "40=3|38=1|25009=30|25104=NaN|59=1|", "99 ActivatePrice(25104)=NaN is no number for the venue: 1-20 digits, and 1-20 after a point"},
  Row{"AnExponent", "40=3|38=1|25009=30|25104=1e3|59=1|", "99 ActivatePrice(25104)=1e3 is no number for the venue: 1-20 digits, and 1-20 after a point"},
  Row{"AnInfiniteTrail", "40=3|38=1|25009=inf|59=1|", "99 TriggerTrailingDeltaBips(25009)=inf is no whole number of basis points"},
  Row{"NoTrail", "40=3|38=1|25009=0|59=1|", "99 TriggerTrailingDeltaBips(25009)=0 is no whole number of basis points"},
  Row{"HalfATrail", "40=3|38=1|211=0.5|836=1|59=1|", "99 PegOffsetValue(211)=0.5 is no whole number of basis points", In::Since44},
  Row{"ATrailBackwards", "40=3|38=1|211=-30|836=1|59=1|", "99 PegOffsetValue(211)=-30 is no whole number of basis points", In::Since44}),
  [](const auto& tested) { return tested.param.name; });
// clang-format on

// Each by itself, with a value that its type may have.
TEST(NewOrder, IsRefusedForAnyFieldThatNobodyCanKeep) {
  const auto refused = [](const Desk& desk, int tag, const std::string& value) {
    const auto field = std::to_string(tag) + "=" + value + "|";
    return in_words(placed(desk, "40=1|38=1|" + field).refused);
  };
  for (const int tag : {1082, 1083, 1084, 1085, 1086, 1087, 1088, 1089, 1090, 640,  389,  841,  842,  843,
                        844,  846,  835,  837,  838,  840,  848,  849,  1108, 1103, 1111, 1112, 1113, 1092}) {
    const auto text = refused(fix50sp2(), tag, "1");
    EXPECT_NE(text.find("(" + std::to_string(tag) + ") is not supported by the venue"), std::string::npos)
        << tag << ": " << text;
    EXPECT_EQ(text.find("Field"), std::string::npos) << text;
  }
  EXPECT_EQ(refused(fix50sp2(), 1091, "Y"), "11 PreTradeAnonymity(1091)=Y is not supported by the venue");
  EXPECT_EQ(refused(fix50sp2(), 1091, "N"), "");
  EXPECT_EQ(refused(fix42(), 121, "Y"), "11 ForexReq(121)=Y is not supported by the venue");
}

// What could not be read is not among the terms: a report would echo it.
TEST(NewOrder, KeepsNothingThatIsNoNumber) {
  const auto command = placed(fix44(), "40=2|38=-1|44=-2|59=1|25104=1e3|25009=x|");
  EXPECT_EQ(in_words(command.terms), "limit, GTC");
}

// The dictionaries know what a date looks like, and not which days there are.
TEST(NewOrder, IsRefusedForATimeThatIsNone) {
  for (const Desk* desk : kOrderDesks) {
    const auto refused = [desk](const std::string& day) {
      return in_words(placed(*desk, "40=2|38=1|44=2|59=6|432=" + day + "|").refused);
    };
    EXPECT_EQ(refused("20260230"), "99 ExpireDate(432)=20260230 is no time");
    EXPECT_EQ(refused("20261122"), "");
  }
}

TEST(NewOrder, IsRefusedForTheFirstThingThatIsWrong) {
  const auto command = placed(fix44(), "54=5|40=P|38=0|111=1|59=0|");
  EXPECT_EQ(in_words(command.refused), "11 MaxFloor(111) is not supported by the venue");
}

// Every text fits into Text(58) as it is.
TEST(NewOrder, IsRefusedInWordsThatFit) {
  const std::string value(60, '9');
  for (const auto& fields :
       {"40=1|38=" + value + "|", "40=2|38=1|44=-" + value + "|59=1|",
        "40=3|38=1|99=1|59=1|25102=" + value + "|",
        "40=3|38=1|59=1|25009=30|25104=1|99=2|25107=" + value + "|", "40=2|38=1|25108=" + value + "|59=1|"}) {
    const auto command = placed(fix44(), fields);
    ASSERT_TRUE(command.refused) << fields;
    EXPECT_LE(command.refused->text.size(), fix44().session.text_limit) << command.refused->text;
  }
}

// ---- our own tags ----

TEST(NewOrder, HasOurOwnTagsUnderTheSessionsNumbers) {
  Desk desk("FIX.4.4");
  desk.session.custom_tag_base = 9000;
  EXPECT_EQ(in_words(placed(desk, "40=1|38=1|9107=SHORT|25107=LONG|").terms), "market, 38=1, SHORT");
  EXPECT_EQ(in_words(placed(desk, "40=1|38=1|9107=x|").refused),
            "11 PositionSide(9107)=x is not supported by the venue");
}

TEST(NewOrder, HasNoTagsOfOursInASessionThatWantsNone) {
  Desk desk("FIX.4.4");
  desk.session.custom_tag_base = 0;
  const auto command = placed(desk, "40=1|38=1|25107=x|107=LONG|");
  EXPECT_EQ(in_words(command.terms), "market, 38=1");
  EXPECT_EQ(in_words(command.refused), "");
}

}  // namespace
}  // namespace bridge::fix
