// The log's file under the hands of logrotate, of Debian, and on a disk without room: config/README.md,
// "log".
#include "endtoend/stage.hpp"
#include "where.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <cstdlib>

namespace bridge::endtoend {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::MatchesRegex;

constexpr const char* kLogrotate = "/usr/sbin/logrotate";
constexpr int kOrders = 60;

std::string name(int number) { return "c" + std::to_string(number); }

class Rotation : public testing::Test {
 protected:
  // So that a test can do what comes before the gateway's start.
  void build() {
    StageSettings settings;
    for (int i = 1; i <= kOrders; ++i)
      settings.orders.push_back(order(1000 + i, "order-" + std::to_string(i)));
    stage_ = std::make_unique<Stage>(std::move(settings));
  }
  void begin() {
    ASSERT_TRUE(stage_->gateway_becomes_ready()) << stage_->err();
    oms_ = stage_->make_oms();
    ASSERT_TRUE(oms_->log_on(kPatience));
  }
  void cancel_one_more() {
    ++asked_;
    ASSERT_TRUE(oms_->send_cancel(cancel(name(asked_), std::to_string(1000 + asked_))));
  }
  void expect_all_canceled() {
    for (int i = 1; i <= asked_; ++i) {
      EXPECT_EQ(value(oms_->wait_for_report(name(i), kPatience), 150), "4") << i;
    }
  }
  void end() {
    stage_->gateway().signal(SIGTERM);
    EXPECT_EQ(stage_->gateway().wait(), 0);
  }
  [[nodiscard]] Stage& stage() { return *stage_; }
  [[nodiscard]] fs::path log_file() const { return stage_->directory() / "bridge.log"; }
  [[nodiscard]] fs::path moved_file() const { return stage_->directory() / "bridge.log.1"; }

 private:
  std::unique_ptr<Stage> stage_;
  std::unique_ptr<fix::Oms> oms_;
  int asked_ = 0;
};

// What is shipped, but for the directory; and what it asks of systemd is done for it.
class Logrotate : public Rotation {
 protected:
  void SetUp() override {
    ASSERT_TRUE(fs::exists(kLogrotate))
        << "these tests need Debian's package logrotate; ./run test installs it";
    build();
    ASSERT_NO_FATAL_FAILURE(begin());
    const fs::path& directory = stage().directory();
    std::string text = read_file(fs::path(BRIDGE_SOURCE_DIR) / "config/fixbridge.logrotate");
    const std::string shipped = "\n/var/log/fixbridge/";
    ASSERT_EQ(count_of(text, shipped), 1U);
    text.replace(text.find(shipped), shipped.size(), '\n' + directory.string() + '/');
    write_file(directory / "logrotate.conf", text);
    fs::permissions(directory / "logrotate.conf", fs::perms::owner_read | fs::perms::owner_write);
    fs::create_directory(directory / "bin");
    write_file(directory / "bin/systemctl", R"(#!/bin/sh
case "$*" in
  "--quiet is-active fixbridge.service") exit 0 ;;
  "kill --kill-whom=main --signal=HUP fixbridge.service") kill -HUP )" +
                                                std::to_string(stage().gateway().id()) + R"( ;;
  *) echo "systemctl $*?" >&2; exit 1 ;;
esac
)");
    fs::permissions(directory / "bin/systemctl", fs::perms::owner_all);
  }
  // A day is over.
  void rotate() {
    const fs::path& directory = stage().directory();
    // An environment may not have a name twice.
    Process logrotate({"/usr/bin/env", "PATH=" + (directory / "bin").string() + ':' + std::getenv("PATH"),
                       kLogrotate, "--force", "--state", (directory / "logrotate.state").string(),
                       (directory / "logrotate.conf").string()},
                      directory / "logrotate");
    EXPECT_EQ(logrotate.wait(), 0);
    EXPECT_EQ(read_file(directory / "logrotate.err"), "");
  }
  // The files in the order they were written in.
  [[nodiscard]] std::string all_logs(int rotations) {
    for (int number = rotations; number > 1; --number) {
      const auto file = stage().directory() / ("bridge.log." + std::to_string(number) + ".gz");
      EXPECT_EQ(Process({"/bin/gzip", "-dc", file.string()}, stage().directory() / "unpacked").wait(), 0);
    }
    return read_file(stage().directory() / "unpacked.out") + read_file(moved_file()) + stage().log();
  }
};

TEST_F(Logrotate, LosesNoLineAndRepeatsNone) {
  constexpr int kRotations = 3;
  int asked = 0;
  for (int rotation = 0; rotation < kRotations; ++rotation) {
    for (int i = 0; i < 10; ++i, ++asked) ASSERT_NO_FATAL_FAILURE(cancel_one_more());
    rotate();
    for (int i = 0; i < 5; ++i, ++asked) ASSERT_NO_FATAL_FAILURE(cancel_one_more());
    ASSERT_TRUE(eventually([&] { return !stage().log().empty(); })) << "nothing is in the new file";
  }
  expect_all_canceled();
  end();
  const auto all = all_logs(kRotations);
  for (int i = 1; i <= asked; ++i) {
    for (const std::string event : {"cancel_received", "cancel_sent", "answered", "told"}) {
      std::size_t count = 0;
      for (const auto& line : lines_of(all)) {
        if (line.find(" info " + event + ' ') == std::string::npos) continue;
        if (line.find(" cl_ord_id=" + name(i) + ' ') != std::string::npos) ++count;
      }
      EXPECT_EQ(count, 1U) << event << ' ' << i;
    }
  }
  for (const auto& line : lines_of(all)) EXPECT_THAT(line, MatchesRegex("[0-9-]{10}T[0-9:.]{15}Z [a-z]+ .*"));
  EXPECT_EQ(count_of(all, " info started "), 1U);
  EXPECT_EQ(count_of(all, " info stopped "), 1U);
}

TEST_F(Rotation, AReloadGoesOnInTheFileOfTheName) {
  build();
  ASSERT_NO_FATAL_FAILURE(begin());
  fs::rename(log_file(), moved_file());
  EXPECT_EQ(run_fixbridge({"reload", stage().config().string()}, stage().directory()).exit_code, 0);
  EXPECT_TRUE(eventually([&] { return count_of(stage().log(), " info reloaded") >= 1; })) << stage().log();
  end();
  EXPECT_EQ(count_of(read_file(moved_file()), " info started "), 1U);
  EXPECT_EQ(count_of(read_file(moved_file()), " info stopped "), 0U);
}

// It comes before anybody listens for it, and is not forgotten.
TEST_F(Rotation, DuringTheStartIsDoneOnceItIsOver) {
  build();
  stage().set_environment({"FIXBRIDGE_FAILPOINTS=journal.load=delay:500"});
  stage().start_gateway();
  ASSERT_TRUE(eventually([&] { return fs::exists(log_file()); }));
  fs::rename(log_file(), moved_file());
  stage().gateway().signal(SIGHUP);
  EXPECT_TRUE(eventually([&] { return count_of(stage().log(), " info reload") >= 1; }))
      << read_file(moved_file());
  EXPECT_TRUE(eventually([&] { return stage().is_ready(); }));
  end();
}

// Nothing of the gateway's work waits for the log's disk.
TEST_F(Rotation, OutOfAFullDiskGetsAllThatWasToBeWritten) {
  build();
  fs::create_symlink("/dev/full", log_file());
  ASSERT_NO_FATAL_FAILURE(begin());
  ASSERT_NO_FATAL_FAILURE(cancel_one_more());
  expect_all_canceled();
  EXPECT_TRUE(eventually([&] { return !stage().err().empty(); }));
  EXPECT_THAT(stage().err(), HasSubstr(" error log_not_written file=" + log_file().string() +
                                       " error=\"No space left on device\"\n"));
  fs::remove(log_file());
  stage().gateway().signal(SIGHUP);
  ASSERT_TRUE(eventually([&] { return count_of(stage().log(), " info reloaded") >= 1; })) << stage().log();
  end();
  const auto log = stage().log();
  for (const auto* event :
       {"info started", "error log_not_written", "info cancel_received", "info told", "info stopped"}) {
    EXPECT_EQ(count_of(log, ' ' + std::string(event) + ' '), 1U) << event;
  }
  EXPECT_EQ(lines_of(stage().err()).size(), 1U) << "it is said once";
}

}  // namespace
}  // namespace bridge::endtoend
