// What a client says twice, in each version of FIX: by PossDupFlag(43), by PossResend(97), by a ClOrdID(11)
// that was used before.
#include "endtoend/versions.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace bridge::endtoend {
namespace {

using testing::ElementsAre;

bool ends_with_a_check_sum(const std::string& bytes) {
  constexpr std::size_t kLength = 7;  // "10=" with three digits and SOH
  return bytes.size() > kLength && bytes.ends_with('\x01') &&
         bytes.compare(bytes.size() - kLength, 3, "10=") == 0;
}

// A client that writes its messages itself: QuickFIX takes 43 out of what it is given.
class RawOms {
 public:
  RawOms(unsigned short port, const FixVersion& version) : client_(port), version_(version) {
    say("A", "98=0|108=30|141=Y|" + std::string(version.mark == '5' ? "1137=9|" : ""));
    (void)hear("35=A");
  }

  void say(const std::string& msg_type, const std::string& body, const std::string& header = "") {
    client_.send(framed("35=" + msg_type + "|34=" + std::to_string(++number_) +
                            "|49=DESK1|52=" + sending_time() + "|56=BRIDGE|" + header + body,
                        version_.begin_string));
  }
  // A cancel of BTCUSDT.
  void cancel(const std::string& cl_ord_id, const std::string& ids, const std::string& header = "") {
    say("F", "11=" + cl_ord_id + "|" + ids + "54=1|55=BTCUSDT|60=" + sending_time() + "|", header);
  }
  // What comes until a message that has this field, and that message, the last one.
  std::vector<std::string> hear(const std::string& field) {
    const auto wanted = '\x01' + field + '\x01';
    const auto text = client_.read([&](const std::string& bytes) {
      return bytes.find(wanted) != std::string::npos && ends_with_a_check_sum(bytes);
    });
    std::vector<std::string> messages;
    for (std::size_t begin = 0; begin < text.size();) {
      const auto end = std::min(text.find("|8=FIX", begin), text.size() - 1) + 1;
      messages.push_back(text.substr(begin, end - begin));
      begin = end;
    }
    return messages;
  }

 private:
  RawClient client_;
  FixVersion version_;
  int number_ = 0;
};

std::string possible_duplicate() { return "43=Y|122=" + sending_time() + "|"; }

class Repeated : public testing::TestWithParam<FixVersion> {
 protected:
  void SetUp() override {
    ASSERT_TRUE(stage.gateway_becomes_ready()) << stage.err();
    oms = std::make_unique<RawOms>(stage.fix_port(), GetParam());
  }

  // All the gateway says before the answer to a request that it refuses at once.
  std::vector<std::string> heard_until_fence() {
    oms->cancel("fence", "");
    auto heard = oms->hear("11=fence");
    heard.pop_back();
    return heard;
  }
  std::string canceled(const std::string& cl_ord_id) {
    return in_version(
        "35=8|49=BRIDGE|56=DESK1|6=0|11=$cl_ord_id|14=0|17=*|[2]20=0|37=1001|38=0.250|39=4|40=2|"
        "41=order-1|44=65000.10|54=1|55=BTCUSDT|59=1|60=venue|150=4|151=0|[5]167=FUT|25001=3|"
        "25101=LIMIT|25102=CONTRACT_PRICE|25107=BOTH|",
        GetParam(), {{"cl_ord_id", cl_ord_id}});
  }

  Stage stage{{.orders = {order(1001, "order-1"), order(1002, "order-2")}, .sessions = sessions_of_all()}};
  std::unique_ptr<RawOms> oms;
};

INSTANTIATE_TEST_SUITE_P(Each, Repeated, testing::ValuesIn(kVersions), name_of);

TEST_P(Repeated, PossDupOfAnUnknownRequestIsTaken) {
  oms->cancel("c1", "37=1001|", possible_duplicate());
  EXPECT_EQ(whole(oms->hear("11=c1").back(), stage, 1001), canceled("c1"));
  EXPECT_THAT(stage.asked(), ElementsAre("order.cancel"));
}

TEST_P(Repeated, PossDupOfAKnownRequestIsNotAnswered) {
  oms->cancel("c1", "37=1001|");
  (void)oms->hear("11=c1");
  oms->cancel("c1", "37=1001|", possible_duplicate());
  EXPECT_THAT(heard_until_fence(), ElementsAre());
  EXPECT_THAT(stage.asked(), ElementsAre("order.cancel"));
}

TEST_P(Repeated, PossResendOfAnUnknownRequestIsTaken) {
  oms->cancel("c1", "37=1001|", "97=Y|");
  const auto report = oms->hear("11=c1").back();
  EXPECT_EQ(value(report, 97), "") << report;
  EXPECT_EQ(whole(report, stage, 1001), canceled("c1"));
}

TEST_P(Repeated, PossResendOfAKnownRequestIsAnsweredAsBefore) {
  oms->cancel("c1", "37=1001|");
  const auto first = oms->hear("11=c1").back();
  oms->cancel("c1", "37=1001|", "97=Y|");
  const auto again = oms->hear("11=c1").back();
  EXPECT_EQ(value(again, 97), "Y") << again;
  EXPECT_EQ(value(again, 17), value(first, 17)) << "it is the same report";
  const auto text = essence(again);
  const auto repeated = text.find("97=Y|");
  ASSERT_NE(repeated, std::string::npos) << text;
  EXPECT_EQ(text.substr(0, repeated) + text.substr(repeated + 5), essence(first));
  EXPECT_THAT(stage.asked(), ElementsAre("order.cancel"));
}

TEST_P(Repeated, PossResendOfAnOpenRequestIsNotAnsweredTwice) {
  stage.venue().delay_cancel_replies(milliseconds{500});
  oms->cancel("c1", "37=1001|");
  ASSERT_TRUE(eventually([&] { return stage.cancels_asked() == 1; }));
  oms->cancel("c1", "37=1001|", "97=Y|");
  EXPECT_EQ(oms->hear("11=c1").size(), 1U);
  EXPECT_THAT(heard_until_fence(), ElementsAre());
  EXPECT_THAT(stage.asked(), ElementsAre("order.cancel"));
}

TEST_P(Repeated, AClOrdIdUsedForAnotherOrderIsADuplicate) {
  oms->cancel("c1", "37=1001|");
  (void)oms->hear("11=c1");
  oms->cancel("c1", "37=1002|");
  EXPECT_EQ(
      whole(oms->hear("11=c1").back(), stage, 1002),
      in_version("35=9|49=BRIDGE|56=DESK1|11=c1|37=1002|39=4|[24]41=NONE|"
                 "58=ClOrdID(11) was used before on this session; nothing was sent|60=own|[2]102=2|[45]102=6|"
                 "434=1|",
                 GetParam(), {}));
  EXPECT_THAT(stage.asked(), ElementsAre("order.cancel"));
  EXPECT_EQ(stage.venue().find("BTCUSDT", 1002)->status, "NEW");
}

}  // namespace
}  // namespace bridge::endtoend
