// What strikes × what the gateway is doing. Whatever it is: each cancel gets one final report, and the
// venue's book agrees with it. tests/README.md, "Faults and states", has the table.
#include "endtoend/stage.hpp"
#include "simulator/certificate.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <thread>
#include <tuple>

namespace bridge::endtoend {
namespace {

using testing::HasSubstr;

constexpr int kCancels = 5;
constexpr std::int64_t kFirst = 1000;
constexpr int kFilled = 3;  // this one comes too late
constexpr int kLost = 4;    // in flight: this one's first cancel never reaches the engine
constexpr int kForever = 100'000;

std::vector<simulator::Order> book() {
  std::vector<simulator::Order> orders;
  for (int i = 0; i < kCancels; ++i) {
    orders.push_back(order(kFirst + i, "order-" + std::to_string(i), i == kFilled ? "FILLED" : "NEW"));
  }
  return orders;
}

std::string name(int number) { return "c" + std::to_string(number); }

// The road, and clients' requests along it.
class Road {
 public:
  [[nodiscard]] bool begins() { return stage.gateway_becomes_ready() && oms->log_on(kPatience); }
  void ask(int number) const {
    EXPECT_TRUE(oms->send_cancel(cancel(name(number), std::to_string(kFirst + number))));
  }
  void ask_all() const {
    for (int i = 0; i < kCancels; ++i) ask(i);
  }
  [[nodiscard]] bool all_asked() const {
    return eventually([&] { return stage.cancels_asked() == kCancels; });
  }
  [[nodiscard]] bool all_are_in_doubt() const {
    return eventually([&] {
      return stage.metric(R"(fixbridge_tickets_doubtful{account="main"})") == std::to_string(kCancels);
    });
  }

  // One fresh final report at the most, and no report that the book contradicts.
  void expect_truth() const {
    for (int i = 0; i < kCancels; ++i) {
      SCOPED_TRACE(name(i));
      const auto report = oms->wait_for_report(name(i), kPatience);
      ASSERT_NE(report, "") << stage.log();
      const auto all = final_reports(*oms, name(i));
      EXPECT_LE(std::ranges::count_if(all, [](const auto& each) { return value(each, 97) != "Y"; }), 1);
      const auto status = stage.venue().find("BTCUSDT", kFirst + i)->status;
      if (value(report, 150) == "4") {
        EXPECT_EQ(status, "CANCELED") << report;
      } else if (value(report, 102) == "0") {
        EXPECT_EQ(status, "FILLED") << report;
      } else {
        EXPECT_EQ(value(report, 102), "2") << report << ": nothing was sent";
        EXPECT_EQ(status, i == kFilled ? "FILLED" : "NEW") << report;
      }
    }
  }

  // The same venue, after venue().stop().
  void restart_venue() { stage.restart_venue(stage.venue().orders()); }
  [[nodiscard]] bool ready() const {
    return eventually([&] { return stage.is_ready() && oms->logged_on(); });
  }

  Stage stage{{.orders = book(),
               .account_options = {"ping_interval: 1s", "pong_timeout: 500ms", "recv_window: 1s"},
               .answer_within = "300ms"}};
  std::unique_ptr<fix::Oms> oms = stage.make_oms();
};

// ---- what strikes ----

void stop_for(const Process& process, milliseconds span) {
  process.signal(SIGSTOP);
  std::this_thread::sleep_for(span);  // for so long it is away: that is the fault
  process.signal(SIGCONT);
}

void use_certificate(const Stage& stage, const simulator::Certificate& certificate) {
  write_file(stage.directory() / "venue.crt", certificate.chain);
  write_file(stage.directory() / "venue.key", certificate.key);
}

void come_back_as_a_stranger(Road& road) {
  const simulator::Certificate own{read_file(road.stage.directory() / "venue.crt"),
                                   read_file(road.stage.directory() / "venue.key")};
  road.stage.venue().stop();
  use_certificate(road.stage, simulator::make_certificate());
  road.restart_venue();
  EXPECT_TRUE(eventually([&] { return road.stage.page("/ready").status == 503; }));
  EXPECT_TRUE(eventually([&] { return count_of(road.stage.log(), "certificate") > 0; }));
  EXPECT_TRUE(road.stage.venue().frames().empty()) << "a stranger is told nothing";
  road.stage.venue().stop();
  use_certificate(road.stage, own);
  road.restart_venue();
}

void stop_and_start(Road& road) {
  road.stage.gateway().signal(SIGTERM);
  EXPECT_EQ(road.stage.gateway().wait(), 0);
  EXPECT_TRUE(road.stage.gateway_becomes_ready()) << road.stage.err();
}

void stop_while_the_venue_is_away(Road& road) {
  road.stage.venue().stop();
  road.stage.gateway().signal(SIGTERM);
  EXPECT_EQ(road.stage.gateway().wait(), 0);
  road.restart_venue();
  EXPECT_TRUE(road.stage.gateway_becomes_ready()) << road.stage.err();
}

// What the client sends before it has begun anew its own reset would take from it.
void reset(Road& road) {
  const auto logons = [&road] {
    return std::ranges::count_if(all_received(*road.oms),
                                 [](const auto& message) { return value(message, 35) == "A"; });
  };
  const auto before = logons();
  road.oms->reset();
  EXPECT_TRUE(eventually([&] { return logons() > before && road.oms->logged_on(); }));
}

struct Strike {
  const char* name;
  void (*happens)(Road&);
};
void PrintTo(const Strike& strike, std::ostream* out) { *out << strike.name; }

using simulator::Line;
const Strike kStrikes[] = {
    {"VenueResets", [](Road& road) { road.stage.venue().drop_connections(); }},
    {"VenueHalfOpen", [](Road& road) { road.stage.venue().turn_connections(Line::HalfOpen); }},
    {"VenueDeaf", [](Road& road) { road.stage.venue().turn_connections(Line::Deaf); }},
    {"VenueOneByteASecond", [](Road& road) { road.stage.venue().turn_connections(Line::Dripping); }},
    {"VenueShutsDown", [](Road& road) { road.stage.venue().shut_down(milliseconds{300}); }},
    {"VenueAway", [](Road& road) { road.stage.venue().go_down(milliseconds{1500}); }},
    {"VenueRestarts",
     [](Road& road) {
       road.stage.venue().stop();
       road.restart_venue();
     }},
    {"VenueWithAnotherCertificate", come_back_as_a_stranger},
    {"GatewayKilled",
     [](Road& road) {
       road.stage.gateway().kill();
       EXPECT_TRUE(road.stage.gateway_becomes_ready()) << road.stage.err();
     }},
    {"GatewayFrozen", [](Road& road) { stop_for(road.stage.gateway(), milliseconds{3000}); }},
    {"GatewayStops", stop_and_start},
    {"GatewayStopsWithoutVenue", stop_while_the_venue_is_away},
    {"GatewayKilledVenueRestarts",
     [](Road& road) {
       road.stage.venue().stop();
       road.stage.gateway().kill();
       road.restart_venue();
       EXPECT_TRUE(road.stage.gateway_becomes_ready()) << road.stage.err();
     }},
    {"OmsCut", [](Road& road) { road.oms->cut(); }},
    {"OmsResets", reset},
    {"OmsLogsOut",
     [](Road& road) {
       road.oms->stop();
       EXPECT_TRUE(road.oms->log_on(kPatience));
     }},
};

// ---- when ----

enum class When { Idle, InFlight, InDoubt };

class Faults : public testing::TestWithParam<std::tuple<Strike, When>> {
 protected:
  void SetUp() override { ASSERT_TRUE(road.begins()) << road.stage.err(); }
  void strike() { std::get<Strike>(GetParam()).happens(road); }

  void strike_idle() {
    strike();
    ASSERT_TRUE(road.ready()) << road.stage.log();
    road.ask_all();
  }
  // Requests are written; of the answers there is none.
  void strike_in_flight() {
    road.stage.venue().behave(simulator::kEveryOrder, {.cancels = {{.replies = false, .times = kCancels}}});
    road.stage.venue().behave("order-" + std::to_string(kLost),
                              {.cancels = {{.executes = false, .replies = false}}});
    road.ask_all();
    ASSERT_TRUE(road.all_asked());
    strike();
  }
  // The client has been told of doubt, and the venue knows nothing when it is asked.
  void strike_in_doubt() {
    road.stage.venue().behave(simulator::kEveryOrder, {.cancels = {{.replies = false, .times = kCancels}}});
    road.stage.venue().fail_next("order.status", 503, -1007, "Timeout waiting for response", kForever);
    road.ask_all();
    ASSERT_TRUE(road.all_asked());
    ASSERT_TRUE(road.all_are_in_doubt());
    strike();
    road.stage.venue().fail_next("order.status", 0, 0, "", 0);
  }

  Road road;
};

TEST_P(Faults, EndInTheTruth) {
  switch (std::get<When>(GetParam())) {
    case When::Idle:
      strike_idle();
      break;
    case When::InFlight:
      strike_in_flight();
      break;
    case When::InDoubt:
      strike_in_doubt();
      break;
  }
  road.expect_truth();
}

std::string name_of_case(const testing::TestParamInfo<std::tuple<Strike, When>>& info) {
  constexpr const char* kWhen[] = {"Idle", "InFlight", "InDoubt"};
  return std::string(std::get<Strike>(info.param).name) +
         kWhen[static_cast<std::size_t>(std::get<When>(info.param))];
}
INSTANTIATE_TEST_SUITE_P(All, Faults,
                         testing::Combine(testing::ValuesIn(kStrikes),
                                          testing::Values(When::Idle, When::InFlight, When::InDoubt)),
                         name_of_case);

// ---- an answer that is not as it should be ----

struct Answer {
  const char* name;
  simulator::Fault fault;
};
void PrintTo(const Answer& answer, std::ostream* out) { *out << answer.name; }

const Answer kAnswers[] = {
    {"Twice", {.again_after = milliseconds{100}}},
    {"ForAnUnknownId", {.bears_id = "\"4711-1c\""}},
    {"AboutAnotherOrder", {.tells = order(1099, "order-99", "CANCELED")}},
    {"NotJson", {.says = "{\"id\":"}},
    {"BehindTheNext", {.lets_next_pass = true}},
    {"Late", {.delay = milliseconds{2000}}},
    {"OneByteASecond", {.line = Line::Dripping}},
    {"ThenReset", {.line = Line::Cut, .line_after = milliseconds{1}}},
};

class Answers : public testing::TestWithParam<std::tuple<Answer, bool>> {
 protected:
  void SetUp() override { ASSERT_TRUE(road.begins()) << road.stage.err(); }
  Road road;
};

TEST_P(Answers, EndInTheTruth) {
  const auto& [answer, to_status] = GetParam();
  if (to_status) {
    road.stage.venue().behave("order-0", {.cancels = {{.replies = false}}, .statuses = {answer.fault}});
  } else {
    road.stage.venue().behave("order-0", {.cancels = {answer.fault}});
  }
  road.ask_all();
  road.expect_truth();
  EXPECT_EQ(value(road.oms->wait_for_report(name(0), kPatience), 150), "4");
  EXPECT_EQ(final_reports(*road.oms, name(0)).size(), 1U);
  EXPECT_EQ(road.stage.cancels_asked(), kCancels) << "none was sent again";
}

INSTANTIATE_TEST_SUITE_P(All, Answers, testing::Combine(testing::ValuesIn(kAnswers), testing::Bool()),
                         [](const auto& each) {
                           return std::string(std::get<0>(each.param).name) +
                                  (std::get<1>(each.param) ? "ToStatus" : "ToCancel");
                         });

// ---- a client whose numbers do not fit, while its cancel is in flight ----

// The client is gone before the answer; the next Logon has another number than 3.
class WrongNumber : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(stage.gateway_becomes_ready()) << stage.err();
    stage.venue().delay_cancel_replies(milliseconds{300});
    RawClient client(stage.fix_port());
    client.send(message("A", 1, "98=0|108=30|"));
    ASSERT_NE(client.read(says("|35=A|")), "");
    client.send(message("F", 2, "11=c1|37=1001|38=0.250|54=1|55=BTCUSDT|60=" + sending_time() + "|"));
    ASSERT_TRUE(eventually([&] { return stage.cancels_asked() == 1; }));
  }

  static std::string message(const std::string& type, int number, const std::string& body) {
    return framed("35=" + type + "|34=" + std::to_string(number) + "|49=DESK1|52=" + sending_time() +
                  "|56=BRIDGE|" + body);
  }
  static std::function<bool(const std::string&)> says(const std::string& part) {
    std::string wanted = part;
    std::ranges::replace(wanted, '|', '\x01');
    return [wanted](const std::string& text) { return text.find(wanted) != text.npos; };
  }
  // Connects once the gateway has noticed that the last connection is gone.
  std::unique_ptr<RawClient> log_on(int number) {
    const auto gone = [&] { return count_of(stage.log(), "fix_disconnected ") == connections; };
    EXPECT_TRUE(eventually(gone)) << stage.log();
    ++connections;
    auto client = std::make_unique<RawClient>(stage.fix_port());
    client->send(message("A", number, "98=0|108=30|"));
    return client;
  }

  Stage stage{{.orders = {order(1001, "order-1")}}};
  std::size_t connections = 1;
};

TEST_F(WrongNumber, ThatIsTooHighIsAskedForAndTheAnswerComes) {
  const auto client = log_on(9);
  ASSERT_NE(client->read(says("|35=2|")), "") << "a ResendRequest";
  client->send(message("4", 3, "43=Y|122=" + sending_time() + "|123=Y|36=10|"));
  client->send(message("2", 10, "7=1|16=0|"));
  const auto answer = client->read(says("|11=c1|"));
  EXPECT_THAT(answer, HasSubstr("|150=4|"));
  EXPECT_EQ(stage.cancels_asked(), 1U);
}

TEST_F(WrongNumber, ThatIsTooLowIsTurnedAwayAndTheAnswerIsKept) {
  ASSERT_THAT(log_on(1)->read(says("MsgSeqNum too low")), HasSubstr("|35=5|"));
  const auto client = log_on(3);
  client->send(message("2", 4, "7=1|16=0|"));
  const auto answer = client->read(says("|11=c1|"));
  EXPECT_THAT(answer, HasSubstr("|150=4|"));
  EXPECT_EQ(stage.cancels_asked(), 1U);
}

}  // namespace
}  // namespace bridge::endtoend
