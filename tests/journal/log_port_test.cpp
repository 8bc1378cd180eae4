// The journal over a log that is no file: what it hands to the log and reads from it, and what it says when
// the log does not know, or belongs to somebody else.
#include "journal/facts.hpp"
#include "journal/sqlite/sqlite_journal.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <deque>
#include <string>
#include <vector>

namespace bridge::journal {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

// What several machines would share.
struct Shared {
  std::vector<std::string> turns;    // number 1 first
  std::vector<std::int64_t> owners;  // of each
  std::deque<Commit> answers;        // to the next appends; then Done
  bool writes_unknown = false;       // an append that is answered Unknown is there all the same
  int closed = 0;
};

class SharedLog final : public Log {
 public:
  SharedLog(Shared& shared, std::int64_t identity) : shared_(shared), owner_(identity) {}

  LoggedTurns read(std::uint64_t after,
                   const std::function<void(std::string_view turn)>& take) const override {
    LoggedTurns found{.last = after};
    for (; found.last < shared_.turns.size(); ++found.last, ++found.taken) take(shared_.turns[found.last]);
    return found;
  }
  void begin(std::uint64_t last, std::int64_t owner) override {
    EXPECT_EQ(last, shared_.turns.size());
    owner_ = owner;
  }
  Commit append(std::string_view turn, std::uint64_t) override {
    Commit answer = Commit::Done;
    if (!shared_.answers.empty()) {
      answer = shared_.answers.front();
      shared_.answers.pop_front();
    }
    if (answer == Commit::Done || (answer == Commit::Unknown && shared_.writes_unknown)) {
      shared_.turns.emplace_back(turn);
      shared_.owners.push_back(owner_);
    }
    error_ = answer ? "" : "the log says so";
    return answer;
  }
  [[nodiscard]] std::uint64_t last() const override { return shared_.turns.size(); }
  Commit probe() override { return Commit::Done; }
  [[nodiscard]] const std::string& error() const override { return error_; }
  void close() override { ++shared_.closed; }

 private:
  Shared& shared_;
  std::int64_t owner_;
  std::string error_;
};

class OverAnotherLog : public testing::Test {
 protected:
  std::unique_ptr<Journal> open() {
    return open_sqlite(directory.journal(), [this](const std::filesystem::path&, std::int64_t identity) {
      identities.push_back(identity);
      return std::make_unique<SharedLog>(shared, identity);
    });
  }
  [[nodiscard]] static std::vector<std::string> open_events(Journal& journal) {
    return texts(journal.open_events());
  }

  Directory directory;
  Shared shared;
  std::vector<std::int64_t> identities;
};

TEST_F(OverAnotherLog, ATurnIsOneTextUnderItsOwner) {
  const auto journal = open();
  journal->append(requested(1, "c1"), "35=F|11=c1|");
  journal->set_numbers(kSession, {5, 6});
  ASSERT_TRUE(journal->commit());
  EXPECT_THAT(shared.turns, SizeIs(1));
  EXPECT_EQ(shared.owners, identities);
  ASSERT_TRUE(journal->commit());
  EXPECT_THAT(shared.turns, SizeIs(1)) << "an empty turn is none";
}

TEST_F(OverAnotherLog, WhatTheTablesLackIsReadAtTheStart) {
  {
    const auto journal = open();
    journal->append(requested(1, "c1"), "");
    ASSERT_TRUE(journal->commit());
  }
  // Another machine went on meanwhile: the same turns, read into tables that have none of them.
  const Directory elsewhere;
  std::vector<std::string> seen;
  const auto follower =
      open_sqlite(elsewhere.journal(), [this](const std::filesystem::path&, std::int64_t identity) {
        return std::make_unique<SharedLog>(shared, identity);
      });
  EXPECT_EQ(open_events(*follower), texts({requested(1, "c1")}));
}

TEST_F(OverAnotherLog, WhatFailedIsUndoneAndTheNextTurnIsTaken) {
  const auto journal = open();
  shared.answers = {Commit::Failed};
  journal->append(requested(1, "c1"), "");
  journal->set_numbers(kSession, {5, 6});
  EXPECT_EQ(journal->commit(), Commit::Failed);
  EXPECT_THAT(journal->error(), HasSubstr("the log says so"));
  EXPECT_EQ(journal->numbers(kSession), SequenceNumbers{});
  journal->append(requested(2, "c2"), "");
  ASSERT_TRUE(journal->commit());
  EXPECT_EQ(open_events(*journal), texts({requested(2, "c2")}));
}

TEST_F(OverAnotherLog, AnUnknownTurnIsTakenOrNotByTheNextStartAlone) {
  for (const bool there : {true, false}) {
    shared = Shared{};
    shared.writes_unknown = there;
    const Directory own;
    const auto open_here = [&] {
      return open_sqlite(own.journal(), [this](const std::filesystem::path&, std::int64_t identity) {
        return std::make_unique<SharedLog>(shared, identity);
      });
    };
    {
      const auto journal = open_here();
      shared.answers = {Commit::Unknown};
      journal->append(requested(1, "c1"), "");
      EXPECT_EQ(journal->commit(), Commit::Unknown);
      journal->append(requested(2, "c2"), "");
      EXPECT_EQ(journal->commit(), Commit::Unknown) << "nothing is taken any more";
    }
    EXPECT_EQ(shared.closed, 0) << "it was not closed in peace";
    const auto again = open_here();
    EXPECT_EQ(open_events(*again), there ? texts({requested(1, "c1")}) : std::vector<std::string>{});
  }
}

TEST_F(OverAnotherLog, WhoHasLostItWritesNoMore) {
  const auto journal = open();
  shared.answers = {Commit::Lost};
  journal->append(requested(1, "c1"), "");
  EXPECT_EQ(journal->commit(), Commit::Lost);
  EXPECT_EQ(journal->commit(), Commit::Lost);
  EXPECT_THAT(shared.turns, SizeIs(0));
}

}  // namespace
}  // namespace bridge::journal
