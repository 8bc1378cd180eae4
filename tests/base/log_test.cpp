#include "base/log.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace bridge {
namespace {

using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::MatchesRegex;

class Log : public testing::Test {
 protected:
  void SetUp() override {
    directory_ =
        std::filesystem::path(testing::TempDir()) /
        ("log_" + std::to_string(getpid()) + testing::UnitTest::GetInstance()->current_test_info()->name());
    std::filesystem::remove_all(directory_);
    std::filesystem::create_directories(directory_);
  }
  void TearDown() override {
    log::close();
    std::filesystem::remove_all(directory_);
  }

  [[nodiscard]] std::string file() const { return (directory_ / "bridge.log").string(); }

  [[nodiscard]] std::vector<std::string> lines() const {
    std::vector<std::string> result;
    std::ifstream input(file());
    for (std::string line; std::getline(input, line);) result.push_back(line);
    return result;
  }

 private:
  std::filesystem::path directory_;
};

TEST_F(Log, WritesOneLineAnEvent) {
  log::open(log::Level::Info, file());
  log::info("link_open", {{"account", "main"}, {"attempt", 3}, {"first", false}});
  log::close();
  EXPECT_THAT(lines(),
              ElementsAre(MatchesRegex("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{6}Z "
                                       "info link_open account=main attempt=3 first=false")));
}

TEST_F(Log, QuotesBlanksQuotesAndNothing) {
  log::open(log::Level::Info, file());
  log::warn("refused", {{"a", "two words"}, {"b", "say \"no\" \\"}, {"c", ""}, {"d", "x=1"}});
  log::close();
  EXPECT_THAT(lines(), ElementsAre(EndsWith(R"(warn refused a="two words" b="say \"no\" \\" c="" d="x=1")")));
}

TEST_F(Log, CannotBeForgedByAPeer) {
  log::open(log::Level::Info, file());
  log::error("peer", {{"text", "x\n2026-11-22T17:09:31.123456Z info all_well\r\t\x01\x1b[2J\xff"}});
  log::close();
  EXPECT_THAT(
      lines(),
      ElementsAre(EndsWith(R"(text="x\n2026-11-22T17:09:31.123456Z info all_well\r\t\x01\x1b[2J\xff")")));
}

TEST_F(Log, CutsAValueThatIsTooLong) {
  log::open(log::Level::Info, file());
  log::info("frame", {{"text", std::string(5000, 'x')}});
  log::close();
  EXPECT_THAT(lines(), ElementsAre(EndsWith(" text=" + std::string(4096, 'x') + "...+904")));
}

TEST_F(Log, DropsWhatIsBelowItsLevel) {
  log::open(log::Level::Warn, file());
  EXPECT_FALSE(log::enabled(log::Level::Info));
  EXPECT_TRUE(log::enabled(log::Level::Error));
  log::debug("a");
  log::info("b");
  log::warn("c");
  log::error("d");
  log::close();
  EXPECT_THAT(lines(), ElementsAre(EndsWith(" warn c"), EndsWith(" error d")));
}

TEST_F(Log, IsOnDiskSoonAfterAWarning) {
  log::open(log::Level::Info, file());
  log::warn("disk_full");
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (lines().empty() && std::chrono::steady_clock::now() < deadline) std::this_thread::yield();
  EXPECT_THAT(lines(), ElementsAre(EndsWith(" warn disk_full")));
}

TEST_F(Log, IsOnDiskWithinASecondOrSoAnyway) {
  log::open(log::Level::Info, file());
  log::info("quiet");
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (lines().empty() && std::chrono::steady_clock::now() < deadline) std::this_thread::yield();
  EXPECT_THAT(lines(), ElementsAre(EndsWith(" info quiet")));
}

TEST_F(Log, TakesLinesFromManyThreads) {
  log::open(log::Level::Info, file());
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([t] {
      for (int i = 0; i < 500; ++i) log::info("tick", {{"thread", t}, {"i", i}});
    });
  }
  for (std::thread& thread : threads) thread.join();
  log::close();
  EXPECT_EQ(lines().size(), 2000U);
}

TEST_F(Log, KeepsHeldLinesInTheirOrderAndAWarningLetsThemGo) {
  log::open(log::Level::Info, file());
  {
    const log::Hold hold;
    log::info("first");
    std::thread([] { log::info("of_another_thread"); }).join();
    log::warn("second");
    log::info("third");
    log::let_go();
    log::info("last");
  }
  log::close();
  EXPECT_THAT(lines(), ElementsAre(EndsWith("info of_another_thread"), EndsWith("info first"),
                                   EndsWith("warn second"), EndsWith("info third"), EndsWith("info last")));
}

// Whoever reads the log is slow: here it is a pipe that nobody reads.
TEST_F(Log, DropsTheOldestLinesWhenTooManyWaitAndSaysHowMany) {
  ASSERT_EQ(mkfifo(file().c_str(), 0600), 0);
  const int reader = ::open(file().c_str(), O_RDONLY | O_NONBLOCK);
  ASSERT_GE(reader, 0);
  log::open(log::Level::Info, file());
  constexpr int kLines = 20000;
  for (int i = 0; i < kLines; ++i) log::info("tick", {{"i", i}});
  std::thread close(log::close);
  ::fcntl(reader, F_SETFL, 0);  // from here on reads wait
  const std::string last = "tick i=" + std::to_string(kLines - 1) + "\n";
  std::string text;
  std::array<char, 4096> piece{};
  while (text.find("log_lines_dropped count=") == std::string::npos || text.back() != '\n') {
    const auto size = ::read(reader, piece.data(), piece.size());
    ASSERT_GT(size, 0);
    text.append(piece.data(), static_cast<std::size_t>(size));
  }
  close.join();
  ::close(reader);
  EXPECT_THAT(text, HasSubstr(last));
  const auto ticks = static_cast<int>(std::ranges::count(text, '\n')) - 1;
  EXPECT_THAT(text, HasSubstr("log_lines_dropped count=" + std::to_string(kLines - ticks) + "\n"));
}

TEST_F(Log, MayBeWrittenToAfterItsEnd) {
  log::open(log::Level::Info, file());
  log::close();
  log::close();
  log::info("late");
  EXPECT_TRUE(lines().empty());
}

TEST_F(Log, SaysWhichFileItCannotOpen) {
  try {
    log::open(log::Level::Info, "/proc/nowhere/bridge.log");
    FAIL() << "opened";
  } catch (const std::runtime_error& error) {
    EXPECT_THAT(error.what(), testing::HasSubstr("/proc/nowhere"));
  }
}

}  // namespace
}  // namespace bridge
