#include "config_files.hpp"

#include <gmock/gmock.h>

namespace bridge::config {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;

class Sessions : public ConfigFiles {
 protected:
  // good_file() with further lines for its session, from line 14 on.
  static std::string with(const std::string& lines) { return good_file(13, "    account: main\n" + lines); }
  [[nodiscard]] fix::SessionSettings session(const std::string& lines) const {
    return load_text(with(lines)).accounts.at(0).sessions.at(0);
  }
};

TEST_F(Sessions, HaveDefaults) {
  const auto session = this->session("");
  EXPECT_EQ(session.version(), fix::Version::Fix44);
  EXPECT_EQ(session.terms.account, order::AccountName{"main"});
  EXPECT_THAT(session.terms.accounts, IsEmpty());
  EXPECT_THAT(session.terms.entitled_symbols, IsEmpty());
  EXPECT_EQ(session.terms.prefer, order::IdPreference::ByOrderId);
  EXPECT_EQ(session.terms.pending_cancel, order::PendingCancelNotice::InDoubt);
  EXPECT_EQ(session.terms.stale_after, 60min);
  EXPECT_EQ(session.cl_ord_id_days, 1);
  EXPECT_EQ(session.custom_tag_base, 25000);
  EXPECT_FALSE(session.later_tags);
  EXPECT_EQ(session.text_limit, 128U);
  EXPECT_EQ(session.timestamp_places, 3);
  EXPECT_EQ(session.reset, fix::ResetPolicy::OnRequest);
  EXPECT_EQ(session.rate_limit.messages, 0);
  EXPECT_EQ(session.schedule.time_zone, "");
  EXPECT_EQ(session.heart_bt_int_min, 1);
  EXPECT_EQ(session.heart_bt_int_max, 120);
}

TEST_F(Sessions, SpeakThreeVersions) {
  for (const auto& [word, version] :
       {std::pair{"FIX.4.2", fix::Version::Fix42}, std::pair{"FIX.4.4", fix::Version::Fix44},
        std::pair{"FIXT.1.1", fix::Version::Fix50Sp2}}) {
    const auto config = load_text(good_file(10, std::string("  - begin_string: ") + word));
    EXPECT_EQ(config.accounts[0].sessions.at(0).version(), version) << word;
  }
}

TEST_F(Sessions, TakeEveryOption) {
  const auto session = this->session(R"(    symbols: {BTC: BTCUSDT}
    entitled_symbols: [BTCUSDT, "ETH*"]
    prefer: orig_cl_ord_id
    pending_cancel: always
    stale_after: 0s
    cl_ord_id_unique: {days: 5}
    custom_tag_base: 5000
    later_tags: true
    text_limit: 1024
    timestamp_precision: microseconds
    reset: on_logout
    rate_limit: {messages: 50, per: 2s}
    heart_bt_int: {min: 10s, max: 60s}
    schedule: {time_zone: America/New_York, start_day: sunday, start: 17:00, end_day: friday, end: "16:59:30", reset: true}
)");
  EXPECT_THAT(session.terms.symbols, ElementsAre(Pair("BTC", "BTCUSDT")));
  EXPECT_THAT(session.terms.entitled_symbols, ElementsAre("BTCUSDT", "ETH*"));
  EXPECT_EQ(session.terms.prefer, order::IdPreference::ByOrigClOrdId);
  EXPECT_EQ(session.terms.pending_cancel, order::PendingCancelNotice::Always);
  EXPECT_EQ(session.terms.stale_after, 0s);
  EXPECT_EQ(session.cl_ord_id_days, 5);
  EXPECT_EQ(session.custom_tag_base, 5000);
  EXPECT_TRUE(session.later_tags);
  EXPECT_EQ(session.text_limit, 1024U);
  EXPECT_EQ(session.timestamp_places, 6);
  EXPECT_EQ(session.reset, fix::ResetPolicy::OnLogout);
  EXPECT_EQ(session.rate_limit.messages, 50);
  EXPECT_EQ(session.rate_limit.per, 2s);
  EXPECT_EQ(session.heart_bt_int_min, 10);
  EXPECT_EQ(session.schedule.time_zone, "America/New_York");
  EXPECT_EQ(session.schedule.start, 17h);
  EXPECT_EQ(session.schedule.end, 16h + 59min + 30s);
  EXPECT_EQ(session.schedule.start_day, std::chrono::Sunday);
  EXPECT_EQ(session.schedule.end_day, std::chrono::Friday);
  EXPECT_TRUE(session.schedule.reset);
}

TEST_F(Sessions, SayHowLongAClOrdIdStaysUsed) {
  EXPECT_EQ(session("    cl_ord_id_unique: day\n").cl_ord_id_days, 1);
  EXPECT_EQ(session("    cl_ord_id_unique: for_ever\n").cl_ord_id_days, 0);
  EXPECT_EQ(session("    cl_ord_id_unique: {days: 366}\n").cl_ord_id_days, 366);
}

TEST_F(Sessions, KeepDailyHours) {
  const auto schedule =
      session("    schedule: {time_zone: UTC, start: 08:00, end: 18:00, days: [monday, friday]}\n").schedule;
  EXPECT_THAT(schedule.days, ElementsAre(std::chrono::Monday, std::chrono::Friday));
  EXPECT_FALSE(schedule.start_day);
  EXPECT_FALSE(schedule.reset);
}

TEST_F(Sessions, TradeSeveralAccountsOfOneLane) {
  std::string text = with("    accounts: {A1: main, A2: other}\n");
  const std::string other = "  other: {url: 'wss://localhost', key: k, secret: s, lane: main}\nsessions:";
  text.replace(text.find("sessions:"), 9, other);
  const Config config = load_text(text);
  const auto& session = config.accounts[0].sessions.at(0);
  EXPECT_EQ(session.terms.account, order::AccountName{"main"});
  EXPECT_THAT(session.terms.accounts,
              ElementsAre(Pair("A1", order::AccountName{"main"}), Pair("A2", order::AccountName{"other"})));
  EXPECT_THAT(config.warnings, testing::Each(testing::Not(HasSubstr("no session uses account"))));

  text.replace(text.find("    account: main\n"), 18, "");
  EXPECT_FALSE(load_text(text).accounts[0].sessions.at(0).terms.account);

  text.replace(text.find(", lane: main"), 12, "");
  EXPECT_THAT(mistakes_of(text),
              ElementsAre("bridge.yaml:14: sessions[1].accounts: accounts main and other are "
                          "in different lanes; give both the same lane"));
}

struct Case {
  const char* lines;  // the session's, from line 14 on
  const char* said;   // the one line that comes of it
};

// clang-format off
const Case kCases[] = {
  {"    accounts: {}\n", "bridge.yaml:14: sessions[1].accounts: is empty; add an account"},
  {"    accounts: {A1: mian}\n", "bridge.yaml:14: sessions[1].accounts.A1: there is no account 'mian'; name one of main"},
  {"    accounts: {\"A|1\": main}\n", "bridge.yaml:14: sessions[1].accounts.A|1: is not a pair of Account(1) and account; write ACCOUNT_OF_THE_CLIENT: ACCOUNT"},
  {"    entitled_symbols: []\n", "bridge.yaml:14: sessions[1].entitled_symbols: is not a list of venue symbols; write e.g. [BTCUSDT, \"ETH*\"], or leave it out for all"},
  {"    entitled_symbols: [\"*USDT\"]\n", "bridge.yaml:14: sessions[1].entitled_symbols: is not a list of venue symbols; write e.g. [BTCUSDT, \"ETH*\"], or leave it out for all"},
  {"    pending_cancel: sometimes\n", "bridge.yaml:14: sessions[1].pending_cancel: 'sometimes' is not one of never, in_doubt, always; write one of them"},
  {"    stale_after: 1441m\n", "bridge.yaml:14: sessions[1].stale_after: 1441m is out of range; write 0ms to 1440m"},
  {"    cl_ord_id_unique: week\n", "bridge.yaml:14: sessions[1].cl_ord_id_unique: is not how long a ClOrdID(11) stays used; write day, for_ever or {days: 5}"},
  {"    cl_ord_id_unique: [day]\n", "bridge.yaml:14: sessions[1].cl_ord_id_unique: is not how long a ClOrdID(11) stays used; write day, for_ever or {days: 5}"},
  {"    cl_ord_id_unique: {days: 0}\n", "bridge.yaml:14: sessions[1].cl_ord_id_unique.days: 0 is out of range; write 1 to 366"},
  {"    cl_ord_id_unique: {}\n", "bridge.yaml:14: sessions[1].cl_ord_id_unique.days: is missing; add it (config/README.md)"},
  {"    custom_tag_base: 4999\n", "bridge.yaml:14: sessions[1].custom_tag_base: 4999 is out of range; write 0, or 5000 to 39000"},
  {"    text_limit: 15\n", "bridge.yaml:14: sessions[1].text_limit: 15 is out of range; write 16 to 1024"},
  {"    timestamp_precision: nanoseconds\n", "bridge.yaml:14: sessions[1].timestamp_precision: 'nanoseconds' is not one of seconds, milliseconds, microseconds; write one of them"},
  {"    reset: daily\n", "bridge.yaml:14: sessions[1].reset: 'daily' is not one of on_request, never, on_logon, on_logout; write one of them"},
  {"    rate_limit: {per: 1s}\n", "bridge.yaml:14: sessions[1].rate_limit.messages: is missing; add it (config/README.md)"},
  {"    rate_limit: {messages: 0}\n", "bridge.yaml:14: sessions[1].rate_limit.messages: 0 is out of range; write 1 to 100000"},
  {"    rate_limit: {messages: 1, per: 99ms}\n", "bridge.yaml:14: sessions[1].rate_limit.per: 99ms is out of range; write 100ms to 60m"},
  {"    schedule: {start: 08:00, end: 18:00}\n", "bridge.yaml:14: sessions[1].schedule.time_zone: is missing; add it (config/README.md)"},
  {"    schedule: {time_zone: Mars/Olympus, start: 08:00, end: 18:00}\n", "bridge.yaml:14: sessions[1].schedule.time_zone: 'Mars/Olympus' is no time zone of this machine; write a name such as America/New_York or UTC, or install tzdata"},
  {"    schedule: {time_zone: UTC, end: 18:00}\n", "bridge.yaml:14: sessions[1].schedule.start: is missing; add it (config/README.md)"},
  {"    schedule: {time_zone: UTC, start: 8:00, end: 18:00}\n", "bridge.yaml:14: sessions[1].schedule.start: is not a time of day; write e.g. 17:00 or 17:00:30"},
  {"    schedule: {time_zone: UTC, start: 08:00, end: 24:00}\n", "bridge.yaml:14: sessions[1].schedule.end: is not a time of day; write e.g. 17:00 or 17:00:30"},
  {"    schedule: {time_zone: UTC, start: 08:00, end: 18:00, days: [mon]}\n", "bridge.yaml:14: sessions[1].schedule.days: is not a list of days; write e.g. [monday, friday], or leave it out for every day"},
  {"    schedule: {time_zone: UTC, start: 08:00, end: 18:00, start_day: Sunday, end_day: friday}\n", "bridge.yaml:14: sessions[1].schedule.start_day: is not a day; write sunday, monday … saturday"},
  {"    schedule: {time_zone: UTC, start: 08:00, end: 18:00, start_day: sunday}\n", "bridge.yaml:14: sessions[1].schedule.start_day: needs end_day as well; together they are a week's window"},
  {"    schedule: {time_zone: UTC, start: 08:00, end: 18:00, start_day: sunday, end_day: friday, days: [monday]}\n", "bridge.yaml:14: sessions[1].schedule.days: and start_day exclude each other; keep days for daily windows, start_day for weekly ones"},
  {"    schedule: {time_zone: UTC, start: 08:00, end: 18:00, timezone: UTC}\n", "bridge.yaml:14: sessions[1].schedule.timezone: unknown key; did you mean time_zone?"},
};
// clang-format on

TEST_F(Sessions, NameTheirMistakes) {
  for (const Case& wrong : kCases) {
    EXPECT_THAT(mistakes_of(with(wrong.lines)), ElementsAre(wrong.said)) << wrong.lines;
  }
}

TEST_F(Sessions, NeedAnAccount) {
  EXPECT_THAT(mistakes_of(good_file(13, "")),
              ElementsAre("bridge.yaml:10: sessions[1].account: is missing; add it (config/README.md)"));
  EXPECT_THAT(mistakes_of(good_file(13, "    account: \"\"")),
              ElementsAre("bridge.yaml:13: sessions[1].account: there is no account ''; name one of main"));
}

TEST_F(Sessions, NameTheTransportOfFix50Sp2) {
  EXPECT_THAT(
      mistakes_of(good_file(10, "  - begin_string: FIX.5.0SP2")),
      ElementsAre(
          "bridge.yaml:10: sessions[1].begin_string: FIX 5.0 SP2 is spoken over the transport FIXT.1.1, "
          "which BeginString(8) names; write FIXT.1.1"));
}

}  // namespace
}  // namespace bridge::config
