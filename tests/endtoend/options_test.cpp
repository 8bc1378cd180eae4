// What a session's options in the configuration change, end to end.
#include "base/thread.hpp"
#include "endtoend/stage.hpp"
#include "endtoend/versions.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>

namespace bridge::endtoend {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::MatchesRegex;

constexpr const char* kOtherKey = "OTHERKEYotherkeyOTHERKEYotherkeyOTHERKEYotherkeyOTHERKEYotherke0";

// A gateway with one session of these options and its client, logged on.
class Desk {
 public:
  explicit Desk(const std::string& options, StageSettings settings = {}) : stage(with(options, settings)) {}

  void log_on() {
    ASSERT_TRUE(stage.gateway_becomes_ready()) << stage.err();
    ASSERT_TRUE(oms->log_on(kPatience)) << stage.log();
  }
  std::string answer(const fix::Oms::Fields& request) const {
    EXPECT_TRUE(oms->send_cancel(request));
    return oms->wait_for_report(request.front().second, kPatience);
  }
  std::vector<std::string> reports() const {
    std::vector<std::string> found;
    for (const auto& message : oms->received()) {
      found.push_back(value(message, 35) + " 39=" + value(message, 39) + " 58=" + value(message, 58));
    }
    return found;
  }

  Stage stage;
  std::unique_ptr<fix::Oms> oms = stage.make_oms();

 private:
  static StageSettings with(const std::string& options, StageSettings settings) {
    settings.sessions = {session("FIX.4.4", options)};
    if (settings.orders.empty())
      settings.orders = {order(1001, "order-1"), order(1002, "order-2"), order(1003, "order-3")};
    return settings;
  }
};

fix::Oms::Fields at(fix::Oms::Fields request, Timestamp made) {
  request.emplace_back(60, fix_text(made));
  return request;
}
fix::Oms::Fields of_account(fix::Oms::Fields request, const std::string& account) {
  request.emplace_back(1, account);
  return request;
}

TEST(PendingCancel, IsToldAtOnceWhenAlways) {
  Desk desk("account: main, pending_cancel: always");
  ASSERT_NO_FATAL_FAILURE(desk.log_on());
  (void)desk.answer(cancel("c1", "1001"));
  EXPECT_THAT(desk.reports(), ElementsAre("8 39=6 58=The venue is being asked", "8 39=4 58="));
}

TEST(PendingCancel, IsNotToldInDoubtWhenNever) {
  Desk desk("account: main, pending_cancel: never", {.answer_within = "300ms"});
  ASSERT_NO_FATAL_FAILURE(desk.log_on());
  desk.stage.venue().drop_cancel_replies(true);
  (void)desk.answer(cancel("c1", "1001"));
  EXPECT_THAT(desk.stage.asked(), ElementsAre("order.cancel", "order.status"));
  EXPECT_THAT(desk.reports(), ElementsAre("8 39=4 58="));
}

// Polls where there are processors to spare; says so and sleeps where there are none. Either way the road is
// the same.
TEST(BusyPoll, ChangesNoAnswer) {
  Desk desk("account: main", {.account_options = {"busy_poll: true"}});
  ASSERT_NO_FATAL_FAILURE(desk.log_on());
  (void)desk.answer(cancel("c1", "1001"));
  EXPECT_THAT(desk.reports(), ElementsAre("8 39=4 58="));
  const bool told = desk.stage.log().find("busy_poll_off") != std::string::npos;
  EXPECT_EQ(told, processors() < 2);
}

// The lane's thread as the kernel sees it: 'S' asleep, 'R' running.
char lane_state(pid_t gateway) {
  for (const auto& task : std::filesystem::directory_iterator("/proc/" + std::to_string(gateway) + "/task")) {
    const auto stat = read_file(task.path() / "stat");  // id (name) state ...
    const auto name = stat.find(" (main) ");
    if (name != std::string::npos) return stat.at(name + std::string_view(" (main) ").size());
  }
  return 'X';
}

TEST(StaysAwake, ForAMomentOnly) {
  Desk desk("account: main");
  ASSERT_NO_FATAL_FAILURE(desk.log_on());
  (void)desk.answer(cancel("c1", "1001"));
  EXPECT_TRUE(eventually([&] { return lane_state(desk.stage.gateway().id()) == 'S'; }, kPatience));
}

class Accounts : public testing::Test {
 protected:
  void SetUp() override { ASSERT_NO_FATAL_FAILURE(desk.log_on()); }
  [[nodiscard]] std::size_t cancels_with(const std::string& key) const {
    std::size_t count = 0;
    for (const auto& frame : desk.stage.venue().frames()) {
      if (frame.find("\"order.cancel\"") != std::string::npos) count += count_of(frame, key);
    }
    return count;
  }

  Desk desk{"accounts: {ALPHA: main, BETA: other}",
            {.other_key = kOtherKey, .venue_keys = {{kOtherKey, simulator::KeyType::Hmac, kSecret}}}};
};

TEST_F(Accounts, ChooseTheKeyByAccount) {
  const auto first = desk.answer(of_account(cancel("c1", "1001"), "ALPHA"));
  EXPECT_EQ(value(first, 39), "4") << first;
  EXPECT_EQ(value(first, 1), "ALPHA") << first;
  EXPECT_EQ(cancels_with(kApiKey), 1U);
  EXPECT_EQ(cancels_with(kOtherKey), 0U);
  const auto second = desk.answer(of_account(cancel("c2", "1002"), "BETA"));
  EXPECT_EQ(value(second, 39), "4") << second;
  EXPECT_EQ(value(second, 1), "BETA") << second;
  EXPECT_EQ(cancels_with(kApiKey), 1U);
  EXPECT_EQ(cancels_with(kOtherKey), 1U);
}

TEST_F(Accounts, ThatAreNotTheSessionsAreRefused) {
  EXPECT_THAT(essence(desk.answer(of_account(cancel("c1", "1001"), "GAMMA"))),
              MatchesRegex("35=9\\|49=BRIDGE\\|56=DESK1\\|1=GAMMA\\|11=c1\\|37=1001\\|39=0\\|41=NONE\\|"
                           "58=Account\\(1\\)=GAMMA is not open to this session\\. The order's status is not "
                           "known\\|60=[^|]*\\|102=2\\|434=1\\|"));
  const auto missing = desk.answer(cancel("c2", "1001"));
  EXPECT_EQ(value(missing, 102), "2") << missing;
  EXPECT_EQ(value(missing, 58),
            "Account(1) is missing; this session trades several accounts. The order's status is not known");
  EXPECT_THAT(desk.stage.asked(), IsEmpty());
}

TEST_F(Accounts, HaveLinksOfTheirOwn) {
  desk.stage.venue().revoke_key(kOtherKey);
  EXPECT_EQ(value(desk.answer(of_account(cancel("c1", "1001"), "BETA")), 25016), "-2015");
  EXPECT_EQ(value(desk.answer(of_account(cancel("c2", "1001"), "ALPHA")), 39), "4");
}

TEST(Options, EntitleToSomeSymbolsOnly) {
  Desk desk("account: main, entitled_symbols: [\"ETH*\", BTCUSDC]");
  ASSERT_NO_FATAL_FAILURE(desk.log_on());
  const auto refused = desk.answer(cancel("c1", "1001"));
  EXPECT_EQ(value(refused, 102), "2") << refused;
  EXPECT_EQ(value(refused, 58),
            "Symbol(55)=BTCUSDT is not open to this session. The order's status is not known");
  EXPECT_THAT(desk.stage.asked(), IsEmpty());
}

TEST(Options, MapTheClientsSymbolsAndAnswerInThem) {
  Desk desk("account: main, symbols: {BTC.PERP: BTCUSDT}, entitled_symbols: [BTCUSDT]");
  ASSERT_NO_FATAL_FAILURE(desk.log_on());
  const auto report = desk.answer({{11, "c1"}, {55, "BTC.PERP"}, {54, "1"}, {37, "1001"}});
  EXPECT_EQ(value(report, 39), "4") << report;
  EXPECT_EQ(value(report, 55), "BTC.PERP") << report;
  EXPECT_EQ(desk.stage.venue().find("BTCUSDT", 1001)->status, "CANCELED");
}

TEST(Options, PreferTheClientsId) {
  Desk desk("account: main, prefer: orig_cl_ord_id");
  ASSERT_NO_FATAL_FAILURE(desk.log_on());
  const auto report = desk.answer(cancel("c1", "1001", "order-2"));
  EXPECT_EQ(value(report, 37), "1002") << report;
  EXPECT_THAT(value(report, 58), HasSubstr("Warning: the order canceled by OrigClOrdID(41) has another id"));
  EXPECT_EQ(desk.stage.venue().find("BTCUSDT", 1001)->status, "NEW");
}

TEST(Options, RefuseWhatIsStaleUnlessTheOrderIdNamesIt) {
  Desk desk("account: main, stale_after: 10m");
  ASSERT_NO_FATAL_FAILURE(desk.log_on());
  const auto old = now() - std::chrono::minutes{11};
  const auto refused = desk.answer(at(cancel("c1", "", "order-1"), old));
  EXPECT_EQ(value(refused, 102), "99") << refused;
  EXPECT_THAT(value(refused, 58), HasSubstr("TransactTime(60) is more than 600 s ago"));
  EXPECT_THAT(desk.stage.asked(), IsEmpty());
  EXPECT_EQ(value(desk.answer(at(cancel("c2", "1001", "order-1"), old)), 39), "4");
  EXPECT_EQ(value(desk.answer(at(cancel("c3", "", "order-2"), now() - std::chrono::minutes{5})), 39), "4");
}

TEST(Options, LimitTheRateOfRequests) {
  Desk desk("account: main, rate_limit: {messages: 2, per: 60m}");
  ASSERT_NO_FATAL_FAILURE(desk.log_on());
  EXPECT_EQ(value(desk.answer(cancel("c1", "1001")), 39), "4");
  EXPECT_EQ(value(desk.answer(cancel("c2", "1002")), 39), "4");
  const auto refused = desk.answer(cancel("c3", "1003"));
  EXPECT_EQ(value(refused, 35), "9") << refused;
  EXPECT_EQ(value(refused, 102), "2") << refused;
  EXPECT_THAT(
      value(refused, 58),
      MatchesRegex("Above the limit of 2 messages in 3600000 ms; nothing was sent. Try again in [0-9]+ "
                   "ms\\. The order's status is not known"));
  ASSERT_TRUE(desk.oms->send("H", question({{37, "1003"}})));
  EXPECT_EQ(value(wait_for_field(*desk.oms, "j", 372, "H"), 380), "4");
  EXPECT_EQ(desk.stage.venue().find("BTCUSDT", 1003)->status, "NEW");
}

TEST(Options, MoveOurOwnTags) {
  Desk desk("account: main, custom_tag_base: 5000");
  ASSERT_NO_FATAL_FAILURE(desk.log_on());
  const auto report = desk.answer(cancel("c1", "1001"));
  EXPECT_THAT(essence(report),
              testing::EndsWith("|150=4|151=0|5001=3|5101=LIMIT|5102=CONTRACT_PRICE|5107=BOTH|"));
  const auto unknown = desk.answer(cancel("c2", "999"));
  EXPECT_THAT(essence(unknown), testing::EndsWith("|434=1|5016=-2013|"));
}

TEST(Options, CutText) {
  Desk desk("account: main, text_limit: 20");
  ASSERT_NO_FATAL_FAILURE(desk.log_on());
  EXPECT_EQ(value(desk.answer(cancel("c1", "")), 58), "Neither OrderID(37) ");
}

void expect_times(const std::string& precision, const std::string& pattern) {
  Desk desk("account: main, timestamp_precision: " + precision);
  ASSERT_NO_FATAL_FAILURE(desk.log_on());
  const auto report = desk.answer(cancel("c1", "1001"));
  EXPECT_THAT(value(report, 52), MatchesRegex(pattern)) << report;
  EXPECT_THAT(value(report, 60), MatchesRegex(pattern)) << report;
}

TEST(Options, WriteTimesInSeconds) { expect_times("seconds", "[0-9]{8}-[0-9:]{8}"); }
TEST(Options, WriteTimesInMicroseconds) { expect_times("microseconds", "[0-9]{8}-[0-9:]{8}\\.[0-9]{6}"); }

// ---- who may log on, and with which numbers ----

std::string logon(int number, const std::string& more = "", const std::string& begin_string = "FIX.4.4") {
  return framed("35=A|34=" + std::to_string(number) + "|49=DESK1|52=" + sending_time() +
                    "|56=BRIDGE|98=0|108=30|" + more,
                begin_string);
}

void expect_refused(const Stage& stage, const std::string& bytes, const std::string& reason) {
  RawClient client(stage.fix_port());
  client.send(bytes);
  EXPECT_TRUE(client.is_closed_in_silence()) << reason;
  EXPECT_EQ(stage.metric("fixbridge_connections_refused_total{reason=\"" + reason + "\"}"), "1");
}

TEST(Options, RefuseALogonOfAnotherVersion) {
  Desk desk("account: main");
  ASSERT_TRUE(desk.stage.gateway_becomes_ready());
  expect_refused(desk.stage, logon(1, "", "FIX.4.2"), "unknown_session");
  EXPECT_TRUE(desk.oms->log_on(kPatience));
}

TEST(Options, RefuseAResetWhereNumbersAreNeverReset) {
  Desk desk("account: main, reset: never");
  ASSERT_TRUE(desk.stage.gateway_becomes_ready());
  expect_refused(desk.stage, logon(1, "141=Y|"), "reset");
  EXPECT_TRUE(desk.oms->log_on(kPatience));
}

TEST(Options, RefuseAHeartBtIntOutOfBounds) {
  Desk desk("account: main, heart_bt_int: {min: 40s, max: 60s}");
  ASSERT_TRUE(desk.stage.gateway_becomes_ready());
  expect_refused(desk.stage, logon(1), "heart_bt_int");
}

TEST(Options, RefuseALogonOutOfHours) {
  const auto midnight = std::chrono::floor<std::chrono::days>(now());
  const auto hour = std::chrono::duration_cast<std::chrono::hours>(now() - midnight).count();
  const auto clock = [&](auto later) {
    const auto text = std::to_string((hour + later) % 24);
    return (text.size() == 1 ? "0" : "") + text + ":00";
  };
  Desk desk("account: main, schedule: {time_zone: UTC, start: '" + clock(4) + "', end: '" + clock(8) + "'}");
  ASSERT_TRUE(desk.stage.gateway_becomes_ready()) << desk.stage.err();
  expect_refused(desk.stage, logon(1), "out_of_hours");
}

// MsgSeqNum(34) of the gateway's Logon when a client with fresh numbers returns.
std::string number_on_return(const std::string& reset, bool says_goodbye) {
  Desk desk("account: main, reset: " + reset);
  desk.log_on();
  EXPECT_EQ(value(desk.answer(cancel("c1", "1001")), 34), "2");
  if (says_goodbye) desk.oms->stop();
  desk.oms.reset();
  desk.oms = desk.stage.make_oms();
  EXPECT_TRUE(desk.oms->log_on(kPatience)) << desk.stage.log();
  // Not the last message: a client that came back before its old connection was seen to be gone has used up
  // a number, and is asked for it.
  const auto welcome = desk.oms->wait_for([](std::string_view m) { return value(m, 35) == "A"; }, kPatience);
  return value(welcome, 34);
}

TEST(Options, ResetAtEachLogon) { EXPECT_EQ(number_on_return("on_logon", false), "1"); }
TEST(Options, ResetAfterEachLogout) { EXPECT_EQ(number_on_return("on_logout", true), "1"); }

}  // namespace
}  // namespace bridge::endtoend
