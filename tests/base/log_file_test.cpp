// A disk that is full in the middle of a line: a limit on the size of this process's files stands for it.
#include "base/log_file.hpp"

#include <gtest/gtest.h>

#include <cerrno>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <sys/resource.h>
#include <unistd.h>

namespace bridge::log {
namespace {

class LogFileTest : public testing::Test {
 protected:
  void SetUp() override {
    std::signal(SIGXFSZ, SIG_IGN);
    ::getrlimit(RLIMIT_FSIZE, &unlimited_);
    std::filesystem::remove(path());
  }
  void TearDown() override {
    make_room();
    std::filesystem::remove(path());
    std::filesystem::remove(moved());
    std::signal(SIGXFSZ, SIG_DFL);
  }
  void leave_room(rlim_t bytes) const {
    const rlimit limit{.rlim_cur = bytes, .rlim_max = unlimited_.rlim_max};
    ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &limit), 0);
  }
  void make_room() const { ::setrlimit(RLIMIT_FSIZE, &unlimited_); }

  static std::string path() { return testing::TempDir() + "log_file_" + std::to_string(::getpid()); }
  static std::string moved() { return path() + ".1"; }
  static std::string text(const std::string& file) {
    std::ifstream input(file);
    return {std::istreambuf_iterator<char>(input), {}};
  }

 private:
  rlimit unlimited_{};
};

TEST_F(LogFileTest, AppendsAndTakesOutWhatIsWritten) {
  std::ofstream(path()) << "of before\n";
  LogFile file(path());
  std::string lines = "one\ntwo\n";
  EXPECT_EQ(file.write(lines), 0);
  EXPECT_EQ(lines, "");
  EXPECT_EQ(file.write(lines), 0);
  EXPECT_EQ(text(path()), "of before\none\ntwo\n");
}

TEST_F(LogFileTest, ALineIsEndedWhereItWasBegun) {
  LogFile file(path());
  std::string lines = "one\ntwo\nthree\n";
  leave_room(6);
  EXPECT_EQ(file.write(lines), EFBIG);
  EXPECT_EQ(text(path()), "one\ntw");
  EXPECT_EQ(lines, "two\nthree\n");
  EXPECT_EQ(file.reopen(), 0) << "it is the same file";
  EXPECT_EQ(file.write(lines), EFBIG);
  EXPECT_EQ(lines, "two\nthree\n");
  make_room();
  EXPECT_EQ(file.write(lines), 0);
  EXPECT_EQ(text(path()), "one\ntwo\nthree\n");
}

TEST_F(LogFileTest, ALineThatWasBegunIsWholeInTheNextFile) {
  LogFile file(path());
  std::string lines = "one\ntwo\nthree\n";
  leave_room(6);
  EXPECT_EQ(file.write(lines), EFBIG);
  make_room();
  std::filesystem::rename(path(), moved());
  EXPECT_EQ(file.reopen(), 0);
  EXPECT_EQ(file.write(lines), 0);
  EXPECT_EQ(text(moved()), "one\ntw");
  EXPECT_EQ(text(path()), "two\nthree\n");
}

TEST_F(LogFileTest, StdoutIsNeverOpenedAnew) { EXPECT_EQ(LogFile("").reopen(), 0); }

}  // namespace
}  // namespace bridge::log
