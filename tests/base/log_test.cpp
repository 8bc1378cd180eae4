#include "base/log.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <sstream>
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

  [[nodiscard]] std::string moved(int number = 1) const { return file() + '.' + std::to_string(number); }

  [[nodiscard]] std::vector<std::string> lines() const { return lines_of(file()); }
  static std::vector<std::string> lines_of(const std::string& name) {
    std::vector<std::string> result;
    std::ifstream input(name);
    for (std::string line; std::getline(input, line);) result.push_back(line);
    return result;
  }
  static std::string text_of(const std::string& name) {
    std::ifstream input(name);
    return {std::istreambuf_iterator<char>(input), {}};
  }
  // Of so many ticks: those that are not there are in the lines about what was dropped.
  static void expect_the_rest_counted(const std::string& text, int written) {
    int ticks = 0;
    int dropped = 0;
    const std::string note = " warn log_lines_dropped count=";
    std::istringstream input(text);
    for (std::string line; std::getline(input, line);) {
      if (line.find(" info tick ") != std::string::npos) ++ticks;
      const auto at = line.find(note);
      if (at != std::string::npos) dropped += std::stoi(line.substr(at + note.size()));
    }
    EXPECT_GT(dropped, 0);
    EXPECT_EQ(ticks + dropped, written);
  }
  template <class Condition>
  static bool soon(Condition condition) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (!condition() && std::chrono::steady_clock::now() < deadline) std::this_thread::yield();
    return condition();
  }
  static bool become(const std::string& name, std::size_t count) {
    return soon([&] { return lines_of(name).size() == count; });
  }
  static bool appears(const std::string& name) {
    return soon([&] { return std::filesystem::exists(name); });
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
  ASSERT_TRUE(become(file(), 1));
  EXPECT_THAT(lines(), ElementsAre(EndsWith(" warn disk_full")));
}

TEST_F(Log, IsOnDiskWithinASecondOrSoAnyway) {
  log::open(log::Level::Info, file());
  log::info("quiet");
  ASSERT_TRUE(become(file(), 1));
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
  std::string text;
  std::array<char, 4096> piece{};
  for (ssize_t size = 1; size > 0;) {
    size = ::read(reader, piece.data(), piece.size());
    text.append(piece.data(), static_cast<std::size_t>(std::max<ssize_t>(size, 0)));
  }
  close.join();
  ::close(reader);
  EXPECT_THAT(text, HasSubstr("tick i=" + std::to_string(kLines - 1) + "\n"));
  expect_the_rest_counted(text, kLines);
}

TEST_F(Log, SaysWhatWasDroppedWhileItGoesOn) {
  ASSERT_EQ(mkfifo(file().c_str(), 0600), 0);
  const int reader = ::open(file().c_str(), O_RDONLY | O_NONBLOCK);
  ASSERT_GE(reader, 0);
  log::open(log::Level::Info, file());
  for (int i = 0; i < 20000; ++i) log::info("tick", {{"i", i}});
  std::string text;
  std::array<char, 4096> piece{};
  EXPECT_TRUE(soon([&] {
    const auto size = ::read(reader, piece.data(), piece.size());
    text.append(piece.data(), static_cast<std::size_t>(std::max<ssize_t>(size, 0)));
    return text.find(" warn log_lines_dropped count=") != std::string::npos;
  }));
  log::close();
  ::close(reader);
}

// As logrotate does it: renamed first, and then told.
TEST_F(Log, GoesOnInAFileOfTheNameWhenToldTo) {
  log::open(log::Level::Info, file());
  log::info("a");
  ASSERT_TRUE(become(file(), 1));
  std::filesystem::rename(file(), moved());
  log::info("b");
  ASSERT_TRUE(become(moved(), 2));
  log::reopen();
  log::info("c");
  ASSERT_TRUE(become(file(), 1));
  log::reopen();  // the same one
  log::info("d");
  log::close();
  EXPECT_THAT(lines_of(moved()), ElementsAre(EndsWith(" info a"), EndsWith(" info b")));
  EXPECT_THAT(lines(), ElementsAre(EndsWith(" info c"), EndsWith(" info d")));
}

TEST_F(Log, LosesNoLineAndRepeatsNoneWhileItsFileIsMovedAgainAndAgain) {
  constexpr int kThreads = 3;
  constexpr int kLines = 2000;
  constexpr int kMoves = 8;
  log::open(log::Level::Info, file());
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([t] {
      for (int i = 0; i < kLines; ++i) log::info("tick", {{"i", t * kLines + i}});
    });
  }
  for (int move = 1; move <= kMoves; ++move) {
    std::filesystem::rename(file(), moved(move));
    log::reopen();
    EXPECT_TRUE(appears(file()));
  }
  for (std::thread& thread : threads) thread.join();
  log::close();
  std::vector<std::string> all = lines();
  for (int move = 1; move <= kMoves; ++move)
    std::ranges::copy(lines_of(moved(move)), std::back_inserter(all));
  std::set<std::string> ticks;
  for (const auto& line : all) ticks.insert(line.substr(line.find(" tick ")));
  EXPECT_EQ(all.size(), static_cast<std::size_t>(kThreads * kLines));
  EXPECT_EQ(ticks.size(), all.size());
}

// A link leads to a disk without room.
class FullDisk : public Log {
 protected:
  void SetUp() override {
    Log::SetUp();
    std::filesystem::create_symlink("/dev/full", file());
    stderr_ = ::dup(STDERR_FILENO);
    const int told = ::open(told_file().c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    if (told < 0) throw std::runtime_error(told_file() + " cannot be made");
    ::dup2(told, STDERR_FILENO);
    ::close(told);
  }
  void TearDown() override {
    ::dup2(stderr_, STDERR_FILENO);
    ::close(stderr_);
    Log::TearDown();
  }
  // There is room again, behind the same name.
  void make_room() const {
    std::filesystem::remove(file());
    log::reopen();
  }
  [[nodiscard]] std::string told_file() const { return file() + ".stderr"; }

 private:
  int stderr_ = -1;
};

TEST_F(FullDisk, LinesWaitAndTheFailureIsToldOnce) {
  log::open(log::Level::Info, file());
  log::info("a");
  ASSERT_TRUE(become(told_file(), 1));
  log::warn("b");
  make_room();
  log::info("c");
  log::close();
  EXPECT_THAT(lines(), ElementsAre(EndsWith(" info a"),
                                   EndsWith(" error log_not_written file=" + file() +
                                            " error=\"No space left on device\""),
                                   EndsWith(" warn b"), EndsWith(" info c")));
  EXPECT_THAT(lines_of(told_file()), ElementsAre(lines()[1]));
}

TEST_F(FullDisk, WhatIsDroppedMeanwhileIsCountedOnceThereIsRoom) {
  log::open(log::Level::Info, file());
  constexpr int kLines = 20000;
  for (int i = 0; i < kLines; ++i) log::info("tick", {{"i", i}});
  ASSERT_TRUE(become(told_file(), 1));
  make_room();
  log::close();
  expect_the_rest_counted(text_of(file()), kLines);
}

TEST_F(FullDisk, TheEndComesAllTheSameAndSaysHowManyLinesWereLost) {
  log::open(log::Level::Info, file());
  log::info("a");
  ASSERT_TRUE(become(told_file(), 1));
  log::info("b");
  log::close();
  // a, that it was not written, and b.
  EXPECT_THAT(lines_of(told_file()),
              ElementsAre(HasSubstr(" error log_not_written "), EndsWith(" error log_lines_lost count=3")));
  std::filesystem::remove(file());
  log::open(log::Level::Info, file());
  log::info("of_the_next");
  log::close();
  EXPECT_THAT(lines(), ElementsAre(EndsWith(" info of_the_next")));
}

TEST_F(FullDisk, ANewFileThatCannotBeMadeLeavesTheOldOneInUseUntilItCan) {
  const std::string directory = file() + ".d";
  log::open(log::Level::Info, directory + "/log");
  log::info("a");
  ASSERT_TRUE(become(directory + "/log", 1));
  std::filesystem::rename(directory, directory + "1");
  std::ofstream(directory).close();  // no directory, whoever asks
  log::reopen();
  ASSERT_TRUE(become(told_file(), 1));
  log::warn("b");
  ASSERT_TRUE(become(directory + "1/log", 3));
  std::filesystem::remove(directory);
  ASSERT_TRUE(appears(directory + "/log"));
  log::info("c");
  log::close();
  EXPECT_THAT(
      lines_of(directory + "1/log"),
      ElementsAre(EndsWith(" info a"),
                  EndsWith(" error log_not_reopened file=" + directory + "/log error=\"Not a directory\""),
                  EndsWith(" warn b")));
  EXPECT_THAT(lines_of(directory + "/log"), ElementsAre(EndsWith(" info c")));
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
