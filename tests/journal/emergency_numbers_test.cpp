#include "journal/log/emergency_numbers.hpp"

#include "journal/facts.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <limits>

namespace bridge::journal {
namespace {

using Kept = std::map<order::SessionKey, SequenceNumbers>;
using testing::IsEmpty;

class ReserveFile : public testing::Test {
 protected:
  static Kept some(int from) {
    return {{order::SessionKey("FIX.4.4:A->B"), {from, from + 1}},
            {order::SessionKey("caf\xE9"), {from + 2, 1}}};
  }
  // Flips a byte on disk.
  void garble(std::streamoff at) const {
    std::fstream out(file, std::ios::in | std::ios::out | std::ios::binary);
    out.seekg(at);
    const char byte = static_cast<char>(out.get() ^ 0x40);
    out.seekp(at);
    out.put(byte);
  }

  Directory directory;
  std::filesystem::path file = directory.path() / "reserve";
};

TEST_F(ReserveFile, IsEmptyWhenNew) { EXPECT_THAT(open_emergency_numbers(file)->read(), IsEmpty()); }

TEST_F(ReserveFile, BringsNumbersBackAndForgetsThem) {
  for (int round = 1; round < 5; ++round) {
    ASSERT_TRUE(open_emergency_numbers(file)->write(some(round)));
    EXPECT_EQ(open_emergency_numbers(file)->read(), some(round));
  }
  ASSERT_TRUE(open_emergency_numbers(file)->write({}));
  EXPECT_THAT(open_emergency_numbers(file)->read(), IsEmpty());
}

TEST_F(ReserveFile, NeverChangesItsSize) {
  const auto reserve = open_emergency_numbers(file);
  const auto size = std::filesystem::file_size(file);
  ASSERT_TRUE(reserve->write(some(1)));
  ASSERT_TRUE(reserve->write(some(2)));
  EXPECT_EQ(std::filesystem::file_size(file), size);
}

TEST_F(ReserveFile, HoldsAsManySessionsAsItSays) {
  Kept kept;
  while (kept.size() < 256) {
    kept[order::SessionKey("FIX.4.4:" + std::string(200, 'x') + std::to_string(kept.size()))] = {
        std::numeric_limits<int>::max(), 1};
  }
  const auto reserve = open_emergency_numbers(file);
  ASSERT_TRUE(reserve->write(kept));
  EXPECT_EQ(reserve->read(), kept);
  kept[order::SessionKey("one more")] = {};
  EXPECT_FALSE(reserve->write(kept));
  EXPECT_FALSE(reserve->write({{order::SessionKey(std::string(70'000, 'k')), {}}}));
  EXPECT_EQ(reserve->read().size(), 256U) << "a write that is refused changes nothing";
}

TEST_F(ReserveFile, KeepsTheWriteBeforeATornOne) {
  const auto reserve = open_emergency_numbers(file);
  ASSERT_TRUE(reserve->write(some(1)));
  ASSERT_TRUE(reserve->write(some(2)));
  garble(64 * 1024 + 40);
  EXPECT_EQ(reserve->read(), some(1));
  ASSERT_TRUE(reserve->write(some(3)));
  EXPECT_EQ(reserve->read(), some(3));
}

TEST_F(ReserveFile, ReadsAsEmptyWhenNothingIsWhole) {
  const auto reserve = open_emergency_numbers(file);
  ASSERT_TRUE(reserve->write(some(1)));
  const auto length = static_cast<std::streamoff>(2 * 10 + 32 + 12 + 5);  // header, two entries, two keys
  for (std::streamoff at = 0; at < length - 1; ++at) {
    garble(at);
    EXPECT_THAT(reserve->read(), IsEmpty()) << "byte " << at;
    garble(at);
  }
  EXPECT_EQ(reserve->read(), some(1));
}

TEST_F(ReserveFile, FinishesAnAllocationThatWasInterrupted) {
  std::ofstream(file, std::ios::binary) << std::string(1000, '\0');
  const auto reserve = open_emergency_numbers(file);
  EXPECT_EQ(std::filesystem::file_size(file), 128 * 1024U);
  EXPECT_TRUE(reserve->write(some(1)));
}

TEST_F(ReserveFile, LeavesAStrangersFileAlone) {
  std::ofstream(file) << "accounts:\n";
  EXPECT_THROW(static_cast<void>(open_emergency_numbers(file)), JournalError);
  EXPECT_EQ(std::filesystem::file_size(file), 10U);
  EXPECT_THROW(static_cast<void>(open_emergency_numbers(directory.path() / "none" / "reserve")),
               JournalError);
}

TEST_F(ReserveFile, OutlivesTheProcess) {
  EXPECT_TRUE(was_killed(in_child([&] {
    const auto reserve = open_emergency_numbers(file);
    require(reserve->write(some(1)), "write");
    kill_myself();
  })));
  EXPECT_EQ(open_emergency_numbers(file)->read(), some(1));
}

}  // namespace
}  // namespace bridge::journal
