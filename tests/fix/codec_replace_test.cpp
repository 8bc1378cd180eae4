// 35=G: what is read of it in each version, and what it is refused for.
#include "fix/codec_order_desk.hpp"

#include <gtest/gtest.h>

#include <string>

namespace bridge::fix {
namespace {

TEST(Replacement, IsReadWhole) {
  for (const Desk* desk : kOrderDesks) {
    const auto command = replaced(*desk, "1=ACC|37=42|41=W|54=2|59=1|40=2|38=0.300|44=65001|18=6|");
    EXPECT_EQ(command.session.value(), desk->session.begin_string + ":BRIDGE->DESK");
    EXPECT_EQ(command.cl_ord_id.value(), "X");
    EXPECT_EQ(command.orig_cl_ord_id, "W");
    EXPECT_EQ(command.order_id, "42");
    EXPECT_EQ(command.symbol, "BTC/USDT");
    EXPECT_EQ(command.side, '2');
    EXPECT_EQ(command.account, "ACC");
    EXPECT_EQ(command.transact_time, "20261122-10:00:00.123");
    EXPECT_EQ(command.msg_seq_num, 7);
    EXPECT_EQ(in_words(command.terms), "limit, GTC, 38=0.300, 44=65001, post-only");
    EXPECT_EQ(in_words(command.refused), "");
  }
}

TEST(Replacement, MayLeaveOutWhatStaysAsItIs) {
  for (const Desk* desk : kOrderDesks) {
    EXPECT_EQ(in_words(replaced(*desk, "41=W|40=2|44=65001|").terms), "limit, 44=65001");
    EXPECT_EQ(in_words(replaced(*desk, "37=42|40=2|38=2|").terms), "limit, 38=2");
    const auto nothing = replaced(*desk, "40=2|");
    EXPECT_EQ(in_words(nothing.terms), "limit");
    EXPECT_EQ(in_words(nothing.refused), "");
  }
}

TEST(Replacement, MayHaveBeenSentBefore) {
  const auto again = fix44().checked(
      "35=G|34=7|43=Y|49=DESK|52=20261122-10:00:01|56=BRIDGE|122=20261122-10:00:00|11=X|38=1|40=2|41=W|54=1|"
      "55=BTCUSDT|60=20261122-10:00:00|");
  EXPECT_TRUE(std::get<order::ReplaceCommand>(decode(again, fix44().session).value()).poss_dup);
}

TEST(Replacement, MissesWhatItMustSay) {
  for (const int missing : {11, 54, 55, 60, 40}) {
    std::string body = "35=G|34=7|49=DESK|52=20261122-10:00:00|56=BRIDGE|";
    for (const char* field : {"11=X|", "54=1|", "55=B|", "60=20261122-10:00:00|", "40=2|", "41=W|"}) {
      if (!std::string(field).starts_with(std::to_string(missing))) body += field;
    }
    EXPECT_THROW((void)decode(FIX::Message(message(body), false), fix44().session), FIX::RequiredTagMissing)
        << missing;
  }
}

TEST(Replacement, IsRefusedForWhatNobodyCanKeep) {
  const auto refused = [](const Desk& desk, const std::string& fields) {
    return in_words(replaced(desk, "41=W|40=2|" + fields).refused);
  };
  for (const Desk* desk : kOrderDesks) {
    EXPECT_EQ(refused(*desk, "38=0|"), "13 OrderQty(38)=0 must be more than 0");
    EXPECT_EQ(refused(*desk, "44=0.0|"), "99 Price(44)=0.0 must be more than 0");
    EXPECT_EQ(refused(*desk, "38=-1|"),
              "13 OrderQty(38)=-1 is no number for the venue: 1-20 digits, and 1-20 after a point");
    EXPECT_EQ(refused(*desk, "111=1|"), "11 MaxFloor(111) is not supported by the venue");
    EXPECT_EQ(refused(*desk, "38=1|59=0|"),
              "11 TimeInForce(59)=0 is not supported by the venue: it has no day; send 1, 3, 4 or 6");
    EXPECT_EQ(refused(*desk, "38=1|25108=QUEUE|"),
              "11 PriceMatch(25108)=QUEUE is not supported by the venue on a replacement");
    EXPECT_EQ(refused(*desk, "38=1|18=G|"), "11 ExecInst(18)=G is not supported by the venue");
  }
}

TEST(Replacement, TakesNothingFromFieldsItDoesNotUse) {
  const auto command = replaced(
      fix44(), "41=W|40=2|38=1|66=L|586=20261122-09:00:00|58=n|526=S|453=1|448=D|447=D|452=11|386=1|336=1|");
  EXPECT_EQ(in_words(command.terms), "limit, 38=1");
  EXPECT_EQ(in_words(command.refused), "");
}

}  // namespace
}  // namespace bridge::fix
