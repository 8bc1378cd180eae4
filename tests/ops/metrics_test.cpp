#include "ops/metrics.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace bridge::ops {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(Metrics, ShowWhatALaneCounted) {
  Metrics metrics;
  const auto lane = metrics.lane("main");
  lane->cancel_received("FIX.4.4:B->D");
  lane->cancel_received("FIX.4.4:B->D");
  lane->cancel_answered("FIX.4.4:B->D", "canceled");
  lane->status_received("FIX.4.4:B->D");
  lane->status_answered("FIX.4.4:B->D", "told");
  lane->tickets({7, 2, 1, 0});
  lane->commit_failed();
  lane->journal_behind(4096);
  lane->journal_room(81920, 1073741824);
  lane->links_ready(2);
  lane->frame_unreadable();
  lane->frame_stray();
  lane->clock_offset(microseconds{-1500});
  lane->used_weight(120);
  lane->logged_on(3);
  lane->dead_man_switch({3, 1, milliseconds{89500}});
  lane->dead_man_switch_call("renewed");
  const std::string text = metrics.text();
  for (const char* line : {
           "fixbridge_cancels_received_total{account=\"main\",session=\"FIX.4.4:B->D\"} 2",
           "fixbridge_cancels_answered_total{account=\"main\",outcome=\"canceled\",session=\"FIX.4.4:B->D\"} "
           "1",
           "fixbridge_status_requests_received_total{account=\"main\",session=\"FIX.4.4:B->D\"} 1",
           "fixbridge_status_requests_answered_total{account=\"main\",outcome=\"told\",session=\"FIX.4.4:B->"
           "D\"} "
           "1",
           "fixbridge_tickets_open{account=\"main\"} 7",
           "fixbridge_tickets_doubtful{account=\"main\"} 2",
           "fixbridge_journal_commit_failures_total{account=\"main\"} 1",
           "fixbridge_journal_behind_bytes{account=\"main\"} 4096",
           "fixbridge_journal_bytes{account=\"main\"} 81920",
           "fixbridge_journal_disk_free_bytes{account=\"main\"} 1073741824",
           "fixbridge_link_up{account=\"main\"} 1",
           "fixbridge_frames_unreadable_total{account=\"main\"} 1",
           "fixbridge_frames_stray_total{account=\"main\"} 1",
           "fixbridge_clock_offset_seconds{account=\"main\"} -0.0015",
           "fixbridge_venue_used_weight{account=\"main\"} 120",
           "fixbridge_sessions_logged_on{account=\"main\"} 3",
           "fixbridge_dead_man_switch_symbols{account=\"main\"} 3",
           "fixbridge_dead_man_switch_unprotected_symbols{account=\"main\"} 1",
           "fixbridge_dead_man_switch_seconds_left{account=\"main\"} 89.5",
           "fixbridge_dead_man_switch_calls_total{account=\"main\",outcome=\"renewed\"} 1",
           "fixbridge_dead_man_switch_calls_total{account=\"main\",outcome=\"refused\"} 0",
       }) {
    EXPECT_THAT(text, HasSubstr(std::string(line) + "\n"));
  }
}

TEST(Metrics, BeginAtZeroSoThatTheFirstEventIsAnIncrease) {
  Metrics metrics;
  const auto lane = metrics.lane("main");
  lane->cancel_received("S");
  const std::string text = metrics.text();
  EXPECT_THAT(text, HasSubstr("outcome=\"too_late\",session=\"S\"} 0\n"));
  EXPECT_THAT(text, HasSubstr("fixbridge_journal_commit_failures_total{account=\"main\"} 0\n"));
  EXPECT_THAT(text, HasSubstr("fixbridge_link_up{account=\"main\"} 0\n"));
}

TEST(Metrics, SortLatenciesFromTenMicrosecondsToTenSeconds) {
  Metrics metrics;
  const auto lane = metrics.lane("main");
  lane->fix_in_to_frame_out(microseconds{36});
  lane->frame_out_to_reply(microseconds{1'900});
  lane->reply_to_report_out(microseconds{9});
  lane->commit(microseconds{11'000'000});
  const std::string text = metrics.text();
  EXPECT_THAT(text,
              HasSubstr("fixbridge_fix_in_to_frame_out_seconds_bucket{account=\"main\",le=\"2e-05\"} 0\n"));
  EXPECT_THAT(text,
              HasSubstr("fixbridge_fix_in_to_frame_out_seconds_bucket{account=\"main\",le=\"5e-05\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("fixbridge_frame_out_to_reply_seconds_count{account=\"main\"} 1\n"));
  EXPECT_THAT(text,
              HasSubstr("fixbridge_reply_to_report_out_seconds_bucket{account=\"main\",le=\"1e-05\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("fixbridge_journal_commit_seconds_bucket{account=\"main\",le=\"10\"} 0\n"));
  EXPECT_THAT(text, HasSubstr("fixbridge_journal_commit_seconds_bucket{account=\"main\",le=\"+Inf\"} 1\n"));
}

TEST(Metrics, ExplainEverySeries) {
  Metrics metrics;
  const auto lane = metrics.lane("main");
  metrics.connection_refused("not_fix");
  metrics.connection_refused("not_fix");
  const std::string text = metrics.text();
  EXPECT_THAT(text, HasSubstr("fixbridge_connections_refused_total{reason=\"not_fix\"} 2\n"));
  EXPECT_THAT(text, HasSubstr("# HELP fixbridge_link_up 1 while"));
  EXPECT_THAT(text, HasSubstr("# TYPE fixbridge_link_up gauge\n"));
  EXPECT_THAT(text, Not(HasSubstr("# HELP fixbridge_link_up \n")));
}

TEST(Metrics, KeepLanesApart) {
  Metrics metrics;
  const auto one = metrics.lane("one");
  const auto two = metrics.lane("two");
  one->cancel_received("S");
  two->cancel_received("S");
  two->cancel_received("S");
  EXPECT_THAT(metrics.text(), HasSubstr("received_total{account=\"one\",session=\"S\"} 1\n"));
  EXPECT_THAT(metrics.text(), HasSubstr("received_total{account=\"two\",session=\"S\"} 2\n"));
}

TEST(Metrics, CountFromManyThreadsWhileSomeoneReads) {
  Metrics metrics;
  const auto lane = metrics.lane("main");
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 500; ++i) {
        lane->cancel_received("S");
        lane->commit(microseconds{i});
        metrics.connection_refused("too_long");
      }
    });
  }
  for (int i = 0; i < 20; ++i) EXPECT_FALSE(metrics.text().empty());
  for (std::thread& thread : threads) thread.join();
  EXPECT_THAT(metrics.text(), HasSubstr("received_total{account=\"main\",session=\"S\"} 2000\n"));
  EXPECT_THAT(metrics.text(), HasSubstr("refused_total{reason=\"too_long\"} 2000\n"));
}

}  // namespace
}  // namespace bridge::ops
