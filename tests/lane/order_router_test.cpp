// The order router between an engine, links, a REST client and a log that are made up here: whose clock,
// whose figures, what may leave when nobody knows whether a turn was committed, and which orders are
// protected.
#include "lane/order_router.hpp"

#include "base/wall.hpp"
#include "journal/facts.hpp"
#include "journal/log/emergency_numbers.hpp"
#include "journal/log/write_ahead_log.hpp"
#include "journal/sqlite/sqlite_journal.hpp"
#include "lane/user.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <regex>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace bridge {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

const Timestamp kNow = from_ms(1'795'359'600'000);

class FakeLink final : public venue::Link {
 public:
  explicit FakeLink(Handler& handler) : handler_(handler) {}

  void use_path(std::string) override {}
  void open() override {}
  std::optional<std::uint64_t> stage(std::string frame) override {
    staged_.push_back(std::move(frame));
    return ++number_;
  }
  void flush() override {
    for (auto& frame : staged_) left.push_back(std::move(frame));
    staged_.clear();
  }
  void discard() override { staged_.clear(); }
  void close(std::function<void()> done) override { done(); }
  [[nodiscard]] bool is_open() const override { return true; }

  // The venue answers what it was asked last.
  void answer(const std::string& result) { reply(R"("status":200,"result":)" + result); }
  void refuse(int status, const std::string& error) {
    reply("\"status\":" + std::to_string(status) + ",\"error\":" + error);
  }
  void reply(const std::string& rest) {
    static const std::regex id(R"re("id":"([^"]*)")re");
    std::smatch match;
    ASSERT_TRUE(std::regex_search(left.back(), match, id)) << left.back();
    handler_.on_frame(R"({"id":")" + match[1].str() + "\"," + rest + "}");
  }
  void come_up() { handler_.on_link_open(); }

  std::vector<std::string> left;

 private:
  Handler& handler_;
  std::vector<std::string> staged_;
  std::uint64_t number_ = 0;
};

// Answers what is asked about the account, and keeps the rest.
class FakeRest final : public venue::RestClient {
 public:
  explicit FakeRest(Handler& handler) : handler_(handler) {}
  bool send(venue::RestCall call) override {
    waiting_.push_back(std::move(call));
    return true;
  }
  void close(std::function<void()> done) override { done(); }

  // "symbol=BTCUSDT&countdownTime=120000", all that was asked since the last call of this; each is answered.
  std::vector<std::string> countdowns() {
    std::vector<std::string> asked;
    for (const auto& call : std::exchange(waiting_, {})) {
      const auto at = call.target.find("countdownCancelAll?");
      if (at == std::string::npos) {
        answer(call.number, body_of(call.target));
        continue;
      }
      const auto query = call.target.substr(at + 19);
      asked.push_back(query.substr(0, query.find("&recvWindow")));
      const auto time = asked.back().substr(asked.back().rfind('=') + 1);
      answer(call.number, R"({"symbol":"BTCUSDT","countdownTime":")" + time + "\"}");
    }
    return asked;
  }

 private:
  static std::string body_of(const std::string& target) {
    if (target.find("/positionSide/dual") != std::string::npos) return R"({"dualSidePosition":false})";
    if (target.find("/exchangeInfo") == std::string::npos) return "[]";
    return R"({"symbols":[{"symbol":"BTCUSDT","status":"TRADING","orderTypes":["LIMIT"],"timeInForce":["GTC"],)"
           R"("filters":[{"filterType":"PRICE_FILTER","minPrice":"1","maxPrice":"1000000","tickSize":"1"},)"
           R"({"filterType":"LOT_SIZE","minQty":"1","maxQty":"1000","stepSize":"1"}]}]})";
  }
  void answer(std::uint64_t number, const std::string& body) {
    venue::RestAnswer answer;
    answer.status = 200;
    answer.body = body;
    handler_.on_rest_answer(number, answer);
  }

  Handler& handler_;
  std::vector<venue::RestCall> waiting_;
};

class FakeEngine final : public fix::Engine {
 public:
  void adopt(fix::Arrival) override {}
  [[nodiscard]] bool send(const order::Report& report) override {
    staged_.push_back(report);
    return true;
  }
  void tick() override {}
  void flush() override {
    told.insert(told.end(), staged_.begin(), staged_.end());
    staged_.clear();
  }
  void repeat_turn() override { staged_.clear(); }
  void log_out(const std::string&) override {}
  void disconnect() override {}
  [[nodiscard]] std::size_t logged_on() const override { return on.size(); }
  [[nodiscard]] bool logged_on(const order::SessionKey& session) const override {
    return on.contains(session);
  }

  std::vector<order::Report> told;
  std::set<order::SessionKey> on;

 private:
  std::vector<order::Report> staged_;
};

// The file's log, but for the answer to the next turn.
class DoubtfulLog final : public journal::Log {
 public:
  DoubtfulLog(const std::filesystem::path& journal, std::int64_t identity,
              std::optional<journal::Commit>& next)
      : log_(journal, identity, false), next_(next) {}
  journal::LoggedTurns read(std::uint64_t after,
                            const std::function<void(std::string_view)>& take) const override {
    return log_.read(after, take);
  }
  void begin(std::uint64_t last, std::int64_t owner) override { log_.begin(last, owner); }
  journal::Commit append(std::string_view turn, std::uint64_t settled) override {
    return next_ ? *next_ : log_.append(turn, settled);
  }
  [[nodiscard]] std::uint64_t last() const override { return log_.last(); }
  journal::Commit probe() override { return next_ ? *next_ : log_.probe(); }
  [[nodiscard]] const std::string& error() const override { return log_.error(); }
  void close() override { log_.close(); }

 private:
  journal::WriteAheadLog log_;
  std::optional<journal::Commit>& next_;
};

config::Account account(const std::string& name, std::vector<fix::SessionSettings> sessions) {
  config::Account account;
  account.name = name;
  account.links = 1;
  account.credentials = {.api_key = name, .secret = Secret{std::string("secret")}};
  account.sessions = std::move(sessions);
  return account;
}

fix::SessionSettings session(const std::string& client, const std::string& account) {
  fix::SessionSettings session;
  session.begin_string = "FIX.4.4";
  session.sender_comp_id = "BRIDGE";
  session.target_comp_id = client;
  session.terms.account = order::AccountName{account};
  return session;
}

class TwoAccounts : public testing::Test {
 protected:
  static constexpr const char* kFirst = "first";
  static constexpr const char* kSecond = "second";

  // `change` is done to the second.
  explicit TwoAccounts(std::function<void(config::Account&)> change = {}) : change_(std::move(change)) {
    journal_ = journal::open_sqlite(directory_.journal(),
                                    [this](const std::filesystem::path& file, std::int64_t identity) {
                                      return std::make_unique<DoubtfulLog>(file, identity, next_commit);
                                    });
    emergency_ = journal::open_emergency_numbers(directory_.path() / "numbers");
    start({});
  }

  // As after a restart, with these limits of session A, and of the second account.
  void start(const order::RiskLimits& of_session, const order::RiskLimits& of_account = {},
             bool with_second = true) {
    router.reset();
    links.clear();
    std::vector<config::Account> accounts;
    fix::SessionSettings limited = session("A", kFirst);
    limited.terms.limits = of_session;
    accounts.push_back(account(kFirst, {limited}));
    if (with_second) {
      accounts.push_back(account(kSecond, {session("B", kSecond)}));
      accounts.back().limits = of_account;
      if (change_) change_(accounts.back());
    }
    router = std::make_unique<OrderRouter>(
        "lane", std::move(accounts),
        OrderRouter::Dependencies{
            .journal = *journal_,
            .emergency_numbers = *emergency_,
            .metrics = metrics,
            .weight_limiter = [this](const config::Account&) -> SharedWeightLimiter& { return limiter_; },
            .make_link =
                [this](const venue::LinkSettings&, venue::Link::Handler& handler) {
                  auto link = std::make_unique<FakeLink>(handler);
                  links.push_back(link.get());
                  return link;
                },
            .make_rest =
                [this](const venue::RestSettings&, venue::RestClient::Handler& handler) {
                  auto made = std::make_unique<FakeRest>(handler);
                  rest = made.get();
                  return made;
                },
            .clock = [this] { return now; },
            .seed = 1});
    router->begin(engine);
    EXPECT_TRUE(router->end_turn());
  }

  // The limits that a start would find: "first/FIX.4.4:BRIDGE->A by … (why): max_open_orders 3".
  std::vector<std::string> limits() {
    std::vector<std::string> found;
    for (const auto& event : journal_->open_events()) {
      const auto* set = std::get_if<order::LimitsSet>(&event.what);
      if (set == nullptr) continue;
      EXPECT_EQ(set->who, user_of_process());
      found.push_back(std::to_string(set->ticket.value() != 0) + " " + set->account.value() + "/" +
                      set->session.value() + " (" + set->why + "): max_open_orders " +
                      std::to_string(set->limits.max_open_orders));
    }
    return found;
  }
  // The venue of one account, with its clock so far ahead of ours.
  void connect(std::size_t link, milliseconds ahead) {
    links[link]->come_up();
    ASSERT_TRUE(router->end_turn());
    links[link]->answer(R"({"serverTime":)" + std::to_string(to_ms(kNow + ahead)) + R"(,"apiKey":null})");
    ASSERT_TRUE(router->end_turn());
    links[link]->left.clear();
  }
  // By OrigClOrdID(41) alone, made so long ago.
  static order::CancelCommand cancel(const std::string& client, milliseconds ago) {
    order::CancelCommand command;
    command.session = session(client, "").key();
    command.cl_ord_id = order::ClOrdId{"c-" + client};
    command.orig_cl_ord_id = "order-1";
    command.symbol = "BTCUSDT";
    command.transact_time = fix_text(kNow - ago);
    return command;
  }
  static order::PlaceCommand place(const std::string& client, const std::string& cl_ord_id) {
    order::PlaceCommand command;
    command.session = session(client, "").key();
    command.cl_ord_id = order::ClOrdId{cl_ord_id};
    command.symbol = "BTCUSDT";
    command.terms.order_qty = "1";
    command.terms.price = "84000";
    return command;
  }
  void ask(order::Command command) {
    static_cast<fix::Engine::Application&>(*router).on_command(std::move(command), "35=D|");
  }
  void ask(const std::string& client, milliseconds ago) {
    static_cast<fix::Engine::Application&>(*router).on_command(cancel(client, ago), "35=F|");
  }

  Timestamp now = kNow;
  std::optional<journal::Commit> next_commit;
  ops::Metrics metrics;
  FakeEngine engine;
  std::vector<FakeLink*> links;
  FakeRest* rest = nullptr;
  std::unique_ptr<OrderRouter> router;

 private:
  std::function<void(config::Account&)> change_;
  journal::Directory directory_;
  SharedWeightLimiter limiter_;
  std::unique_ptr<journal::Journal> journal_;
  std::unique_ptr<journal::EmergencyNumbers> emergency_;
};

order::RiskLimits open_orders(std::uint32_t most) {
  order::RiskLimits limits;
  limits.max_open_orders = most;
  return limits;
}

TEST_F(TwoAccounts, LimitsAreRecordedWhenTheyAreOthersThanBefore) {
  const std::string of_session = "1 first/FIX.4.4:BRIDGE->A ";
  EXPECT_THAT(limits(), IsEmpty());
  start(open_orders(3), open_orders(4));
  const std::vector<std::string> first = {of_session + "(configuration at start): max_open_orders 3",
                                          "1 second/ (configuration at start): max_open_orders 4"};
  EXPECT_EQ(limits(), first);
  start(open_orders(3), open_orders(4));
  EXPECT_EQ(limits(), first) << "they are as they were";

  config::Limits read_again;
  read_again.sessions[session("A", "").key()] = open_orders(5);
  read_again.accounts[order::AccountName{"of another lane"}] = open_orders(6);
  router->set_limits(read_again);
  ASSERT_TRUE(router->end_turn());
  EXPECT_THAT(limits(), ElementsAre(first[1], of_session + "(configuration read again): max_open_orders 5"));

  start({});
  EXPECT_THAT(limits(), IsEmpty()) << "the file has none any more";
}

TEST_F(TwoAccounts, LimitsOfAnAccountThatHasLeftKeepNobodyFromStarting) {
  start({}, open_orders(4));
  start({}, {}, false);
  EXPECT_THAT(limits(), ElementsAre("1 second/ (configuration at start): max_open_orders 4"))
      << "should it come back";
}

TEST_F(TwoAccounts, LimitsOfATurnThatFailedAreSetOnceTheJournalIsBack) {
  next_commit = journal::Commit::Failed;
  config::Limits read_again;
  read_again.sessions[session("A", "").key()] = open_orders(5);
  router->set_limits(read_again);
  ASSERT_TRUE(router->end_turn());
  next_commit.reset();
  router->tick();
  ASSERT_TRUE(router->end_turn());
  EXPECT_THAT(limits(),
              ElementsAre("1 first/FIX.4.4:BRIDGE->A (configuration read again): max_open_orders 5"));
}

class ASwitchInALane : public TwoAccounts {
 protected:
  ASwitchInALane()
      : TwoAccounts([](config::Account& second) {
          second.order_entry = true;
          second.dead_man_switch = config::DeadManSwitch{};
          order::OrderEntryTerms& entry = second.sessions.front().terms.entry;
          entry.enabled = entry.trade_while_syncing = true;
        }) {}

  // Until its venue's rules are known.
  void begin() {
    connect(1, milliseconds{0});
    pass_a_second();
    EXPECT_THAT(rest->countdowns(), IsEmpty());
    EXPECT_TRUE(router->end_turn());
  }
  void pass_a_second() {
    now += milliseconds{1000};
    router->tick();
    ASSERT_TRUE(router->end_turn());
  }
  void place_one() {
    order::PlaceCommand command = place("B", "d-1");
    command.side = '1';
    command.terms.type = order::OrdType::Limit;
    ask(command);
    ASSERT_TRUE(router->end_turn());
    ASSERT_THAT(engine.told, IsEmpty()) << engine.told.front().text;
  }
};

constexpr milliseconds kThreeHours{3 * 3600 * 1000};

TEST_F(TwoAccounts, ARequestIsStaleByTheClockOfItsOwnVenue) {
  connect(0, kThreeHours);
  connect(1, milliseconds{0});
  ask("B", milliseconds{1000});
  ASSERT_TRUE(router->end_turn());
  EXPECT_THAT(engine.told, IsEmpty()) << engine.told.front().text;
  EXPECT_THAT(links[1]->left, ElementsAre(HasSubstr("order.cancel")));
  ask("A", milliseconds{1000});
  ASSERT_TRUE(router->end_turn());
  ASSERT_THAT(engine.told, SizeIs(1));
  EXPECT_THAT(engine.told[0].text, HasSubstr("TransactTime(60) is more than 3600 s ago"));
  EXPECT_THAT(links[0]->left, IsEmpty());
}

TEST_F(TwoAccounts, FiguresAreTheirOwnAccounts) {
  connect(0, milliseconds{0});
  connect(1, milliseconds{0});
  engine.on = {session("B", "").key()};
  ask("B", milliseconds{1000});
  ASSERT_TRUE(router->end_turn());
  links[1]->answer(
      R"({"clientOrderId":"order-1","executedQty":"0","orderId":7,"origQty":"1","origType":"LIMIT",)"
      R"("price":"1","reduceOnly":false,"side":"BUY","positionSide":"BOTH","status":"CANCELED",)"
      R"("stopPrice":"0","closePosition":false,"symbol":"BTCUSDT","timeInForce":"GTC",)"
      R"("type":"LIMIT","updateTime":1795359600000})");
  ASSERT_TRUE(router->end_turn());
  router->tick();
  const std::string text = metrics.text();
  EXPECT_THAT(text, HasSubstr("fixbridge_reply_to_report_out_seconds_count{account=\"second\"} 1"));
  EXPECT_THAT(text, HasSubstr("fixbridge_reply_to_report_out_seconds_count{account=\"first\"} 0"));
  EXPECT_THAT(text, HasSubstr("fixbridge_sessions_logged_on{account=\"second\"} 1"));
  EXPECT_THAT(text, HasSubstr("fixbridge_sessions_logged_on{account=\"first\"} 0"));
}

// The venue told its time at the last moment of a long round trip, which is taken for the middle of it: by
// that its clock is ahead of where it is.
TEST_F(TwoAccounts, AWaitIsOverWhenItSurelyIsByTheVenuesClock) {
  links[1]->come_up();
  ASSERT_TRUE(router->end_turn());
  now += milliseconds{400};
  links[1]->answer(R"({"serverTime":)" + std::to_string(to_ms(now)) + R"(,"apiKey":null})");
  ASSERT_TRUE(router->end_turn());
  links[1]->left.clear();
  ask("B", milliseconds{0});
  ASSERT_TRUE(router->end_turn());
  ASSERT_THAT(links[1]->left, ElementsAre(HasSubstr("order.cancel")));
  const Timestamp end = now + milliseconds{1500};
  links[1]->refuse(429, R"({"code":-1003,"msg":"Too many requests.","data":{"serverTime":)" +
                            std::to_string(to_ms(now)) + R"(,"retryAfter":)" + std::to_string(to_ms(end)) +
                            "}}");
  ASSERT_TRUE(router->end_turn());
  links[1]->left.clear();
  for (; now < end; now += milliseconds{50}) {
    router->pass_deadlines();
    ASSERT_TRUE(router->end_turn());
    ASSERT_THAT(links[1]->left, IsEmpty()) << (end - now).count() << " us too early";
  }
  now += milliseconds{1};
  router->pass_deadlines();
  ASSERT_TRUE(router->end_turn());
  EXPECT_THAT(links[1]->left, ElementsAre(HasSubstr("order.cancel")));
}

TEST_F(TwoAccounts, NothingLeavesWhenNobodyKnowsWhetherTheTurnWasCommitted) {
  connect(1, milliseconds{0});
  for (const auto answer : {journal::Commit::Unknown, journal::Commit::Lost}) {
    next_commit = answer;
    ask("B", milliseconds{1000});
    EXPECT_FALSE(router->end_turn()) << "the lane ends";
    EXPECT_THAT(links[1]->left, IsEmpty());
    EXPECT_THAT(engine.told, IsEmpty());
    EXPECT_FALSE(router->end_turn()) << "and does not go on";
  }
}

TEST_F(TwoAccounts, ATurnThatFailedIsRefusedAndTheJournalComesBack) {
  connect(1, milliseconds{0});
  next_commit = journal::Commit::Failed;
  ask("B", milliseconds{1000});
  EXPECT_TRUE(router->end_turn());
  EXPECT_THAT(links[1]->left, IsEmpty());
  EXPECT_THAT(router->not_ready(), HasSubstr("journal: "));
  ask("B", milliseconds{1000});
  EXPECT_TRUE(router->end_turn());
  ASSERT_THAT(engine.told, SizeIs(1));
  EXPECT_THAT(engine.told[0].text, HasSubstr("The journal cannot record; nothing was sent"));
  next_commit.reset();
  router->tick();
  EXPECT_TRUE(router->end_turn());
  EXPECT_THAT(router->not_ready(), Not(HasSubstr("journal: ")));
}

TEST_F(TwoAccounts, WhatIsAnsweredWithoutTheJournalHasExecIdsOfItsOwn) {
  connect(1, milliseconds{0});
  ask(place("B", "d-1"));  // refused, and recorded
  ASSERT_TRUE(router->end_turn());
  next_commit = journal::Commit::Failed;
  ask(place("B", "d-2"));
  ASSERT_TRUE(router->end_turn());
  ask(place("B", "d-2"));
  ask(place("B", "d-3"));
  ask(place("B", "d-1"));
  ASSERT_TRUE(router->end_turn());
  ASSERT_THAT(engine.told, SizeIs(4));
  EXPECT_EQ(engine.told[1].number, 0) << "no recorded report has it, should the ticket's number come again";
  std::set<std::pair<order::TicketId, std::uint32_t>> exec_ids;
  for (const auto& report : engine.told) {
    EXPECT_EQ(report.kind, order::ReportKind::OrderRejected);
    EXPECT_TRUE(exec_ids.emplace(report.ticket, report.number).second)
        << report.ticket.value() << '-' << report.number << " of " << report.cl_ord_id.value();
  }
}

TEST_F(ASwitchInALane, IsForTheOrdersOfTheBook) {
  ASSERT_NO_FATAL_FAILURE(begin());
  ASSERT_NO_FATAL_FAILURE(place_one());
  EXPECT_THAT(rest->countdowns(), IsEmpty());
  ASSERT_NO_FATAL_FAILURE(pass_a_second());
  EXPECT_THAT(rest->countdowns(), ElementsAre("symbol=BTCUSDT&countdownTime=120000"));
}

// While the journal is down the book is empty, which does not say that no order is open.
TEST_F(ASwitchInALane, IsNotStoppedBecauseTheJournalIsDown) {
  ASSERT_NO_FATAL_FAILURE(begin());
  ASSERT_NO_FATAL_FAILURE(place_one());
  ASSERT_NO_FATAL_FAILURE(pass_a_second());
  EXPECT_THAT(rest->countdowns(), SizeIs(1));
  next_commit = journal::Commit::Failed;
  ask("B", milliseconds{1000});
  ASSERT_TRUE(router->end_turn());
  ASSERT_FALSE(router->recording());
  std::vector<std::string> asked;
  for (int i = 0; i < 60; ++i) {
    ASSERT_NO_FATAL_FAILURE(pass_a_second());
    for (auto& call : rest->countdowns()) asked.push_back(std::move(call));
  }
  ASSERT_FALSE(router->recording()) << "all the while";
  EXPECT_THAT(asked, SizeIs(2));
  EXPECT_THAT(asked, testing::Each("symbol=BTCUSDT&countdownTime=120000"));
}

}  // namespace
}  // namespace bridge
