// A disk without room, and one whose sync fails (bridge/invariants.md, I5): a turn that is refused leaves no
// trace, and the journal comes back by itself when it may.
#include "journal/facts.hpp"
#include "journal/log/emergency_numbers.hpp"
#include "journal/sqlite/sqlite_journal.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <fstream>
#include <sched.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace {
std::atomic<bool> sync_fails = false;
}

// Stands in for the C library's in this program: SQLite syncs through it.
extern "C" int fdatasync(int fd) {
  if (sync_fails) {
    errno = EIO;
    return -1;
  }
  return static_cast<int>(::syscall(SYS_fdatasync, fd));
}

namespace bridge::journal {
namespace {

// A file system of a few MiB in this child's own mount namespace. False where that is not allowed.
bool mount_small_disk(const std::filesystem::path& at) {
  return ::unshare(CLONE_NEWNS) == 0 && ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
         ::mount("tmpfs", at.c_str(), "tmpfs", 0, "size=3m") == 0;
}

void limit_file_size(rlim_t bytes) {
  std::signal(SIGXFSZ, SIG_IGN);  // write() then fails with EFBIG
  rlimit limit{};
  require(::getrlimit(RLIMIT_FSIZE, &limit) == 0, "getrlimit");
  limit.rlim_cur = bytes;
  require(::setrlimit(RLIMIT_FSIZE, &limit) == 0, "setrlimit");
}

// Takes every byte that is left.
void fill(const std::filesystem::path& file) {
  std::ofstream out(file, std::ios::binary);
  const std::string block(4096, 'f');
  while (out.write(block.data(), static_cast<std::streamsize>(block.size())).flush()) {
  }
}

// A child's disk that can be made full and roomy again: a real one where we may mount it, else a limit.
class SmallDisk {
 public:
  explicit SmallDisk(const std::filesystem::path& at, bool may_mount)
      : filler_(at / "filler"), mounted_(may_mount && mount_small_disk(at)) {}
  void make_full() { mounted_ ? fill(filler_) : limit_file_size(kFull); }
  void make_room() {
    if (mounted_) {
      std::filesystem::remove(filler_);
    } else {
      limit_file_size(RLIM_INFINITY);
    }
  }

 private:
  // More than the files of the start, the reserve among them, and less than what the test then writes.
  static constexpr rlim_t kFull = 256 * 1024;
  std::filesystem::path filler_;
  bool mounted_;
};

// Writes turns of some KiB until one is refused; returns how many were not.
int write_until_refused(Journal& journal, int from) {
  for (int turn = from; turn < from + 10'000; ++turn) {
    journal.append(requested(static_cast<std::uint64_t>(turn), "c" + std::to_string(turn)), "35=F");
    journal.store_message(kSession, turn, std::string(5000, 'm'));
    journal.set_numbers(kSession, {.next_sender = turn + 1, .next_target = turn + 1});
    if (!journal.commit()) return turn - from;
  }
  throw std::runtime_error("the disk never became full");
}

void require_turns(Journal& journal, int turns) {
  require(journal.numbers(kSession) == SequenceNumbers{turns + 1, turns + 1},
          "numbers of the last good turn");
  require(journal.open_events().size() == static_cast<std::size_t>(turns), "events of the good turns");
  require(journal.messages(kSession, 1, 100'000).size() == static_cast<std::size_t>(turns), "their messages");
  require(!journal.find_ticket(kSession, order::ClOrdId("c" + std::to_string(turns + 1))), "no other ticket");
}

void live_through_a_full_disk(const Settings& settings, bool may_mount) {
  const auto directory = settings.file.parent_path();
  SmallDisk disk(directory, may_mount);
  const auto reserve = open_emergency_numbers(directory / "reserve");
  auto journal = open_sqlite(settings);
  disk.make_full();
  const int turns = write_until_refused(*journal, 1);
  require(!journal->error().empty(), "an error text");
  require_turns(*journal, turns);
  require(!journal->probe(), "the probe fails while the disk is full");
  require(write_until_refused(*journal, turns + 1) == 0, "the next turn is refused as well");
  require_turns(*journal, turns);
  const std::map<order::SessionKey, SequenceNumbers> kept = {{kSession, {turns + 2, turns + 2}}};
  require(reserve->write(kept) && reserve->read() == kept, "the reserve takes a write");

  disk.make_room();
  require(journal->probe(), "the probe sees the room");
  require_turns(*journal, turns);
  journal->append(requested(static_cast<std::uint64_t>(turns) + 1, "late"), "35=F");
  journal->store_message(kSession, turns + 1, "late");
  journal->set_numbers(kSession, {turns + 2, turns + 2});
  require(bool(journal->commit()), "a turn once there is room");
  require_turns(*journal, turns + 1);
  journal.reset();
  require_turns(*open_sqlite(settings), turns + 1);
}

class FullDisk : public testing::TestWithParam<Durability> {
 protected:
  Directory directory;
  Settings settings = directory.journal(GetParam());
};
INSTANTIATE_TEST_SUITE_P(Both, FullDisk, testing::Values(Durability::Process, Durability::Disk),
                         [](const auto& test) {
                           return test.param == Durability::Disk ? "Disk" : "Process";
                         });

TEST_P(FullDisk, RefusesTheTurnAndComesBack) {
  EXPECT_TRUE(went_well(in_child([&] { live_through_a_full_disk(settings, true); })));
}

TEST_P(FullDisk, RefusesTheTurnBeyondALimitAndComesBack) {
  EXPECT_TRUE(went_well(in_child([&] { live_through_a_full_disk(settings, false); })));
}

TEST_P(FullDisk, IsSurvivedByAKill) {
  std::filesystem::create_directory(directory.path() / "turns");
  const int status = in_child([&] {
    const auto journal = open_sqlite(settings);
    limit_file_size(256 * 1024);
    const int turns = write_until_refused(*journal, 1);
    std::ofstream(directory.path() / "turns" / std::to_string(turns));
    kill_myself();
  });
  ASSERT_TRUE(was_killed(status));
  const auto note = std::filesystem::directory_iterator(directory.path() / "turns")->path().filename();
  require_turns(*open_sqlite(settings), std::stoi(note.string()));
}

TEST(FailedSync, IsATurnThatNeverWas) {
  const Directory directory;
  const Settings settings = directory.journal(Durability::Disk);
  const int status = in_child([&] {
    const auto journal = open_sqlite(settings);
    journal->append(requested(1, "c1"), "");
    require(bool(journal->commit()), "a turn while all is well");
    sync_fails = true;
    journal->append(requested(2, "c2"), "");
    require(!journal->commit(), "a commit whose sync fails is refused");
    sync_fails = false;
    require(!journal->probe(), "a sync that works again proves nothing about what was lost");
    require(journal->error().find("restart") != std::string::npos, "the remedy");
    journal->append(requested(3, "c3"), "");
    require(!journal->commit(), "nothing is written any more");
    require(journal->open_events().size() == 1, "reads go on");
    kill_myself();
  });
  ASSERT_TRUE(was_killed(status));
  const auto journal = open_sqlite(settings);
  EXPECT_EQ(texts(journal->open_events()), texts({requested(1, "c1")}));
  EXPECT_TRUE(journal->probe()) << "a restart reads the file anew and trusts it";
}

}  // namespace
}  // namespace bridge::journal
