// What the journal's way of writing must not change: after each commit all of the turn is in the files, for
// another connection and for who has only the files, as after a kill. Turns that outgrow SQLite's cache and
// that are taken back are among them: SQLite then writes over pages of its log.
#include "journal/sqlite/whole_writes.hpp"

#include "journal/facts.hpp"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <csignal>
#include <filesystem>
#include <map>
#include <random>
#include <string>
#include <sys/resource.h>

namespace bridge::journal {
namespace {

namespace fs = std::filesystem;

using Rows = std::map<int, std::string>;

class Database {
 public:
  Database(const fs::path& file, const char* layer) {
    EXPECT_EQ(sqlite3_open_v2(file.c_str(), &db_, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, layer),
              SQLITE_OK);
  }
  ~Database() { sqlite3_close(db_); }
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  void run(const std::string& sql) const {
    EXPECT_EQ(sqlite3_exec(db_, sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK) << sqlite3_errmsg(db_);
  }
  void fail(const std::string& sql) const {
    EXPECT_NE(sqlite3_exec(db_, sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK);
  }
  [[nodiscard]] Rows rows() const {
    Rows rows;
    const auto take = [](void* to, int, char** values, char**) {
      static_cast<Rows*>(to)->emplace(std::stoi(values[0]), values[1]);
      return 0;
    };
    EXPECT_EQ(sqlite3_exec(db_, "SELECT id, body FROM t", take, &rows, nullptr), SQLITE_OK)
        << sqlite3_errmsg(db_);
    return rows;
  }
  [[nodiscard]] bool is_whole() const {
    std::string verdict;
    const auto take = [](void* to, int, char** values, char**) {
      *static_cast<std::string*>(to) = values[0];
      return 0;
    };
    sqlite3_exec(db_, "PRAGMA integrity_check", take, &verdict, nullptr);
    return verdict == "ok";
  }

 private:
  sqlite3* db_ = nullptr;
};

class WholeWrites : public testing::TestWithParam<const char*> {
 protected:
  WholeWrites() {
    db.run("PRAGMA journal_mode=WAL; PRAGMA wal_autocheckpoint=0");
    db.run(std::string("PRAGMA synchronous=") + GetParam());
    db.run("PRAGMA cache_size=10; PRAGMA cache_spill=5");
    db.run("CREATE TABLE t(id INTEGER PRIMARY KEY, body TEXT); CREATE INDEX by_body ON t(body)");
  }

  // What is in the files, and in them alone.
  [[nodiscard]] Rows rows_of_a_copy() const {
    const fs::path copy = directory.path() / "copy.db";
    for (const char* part : {"", "-wal"}) {
      const auto options = fs::copy_options::overwrite_existing;
      if (fs::exists(file.string() + part))
        fs::copy_file(file.string() + part, copy.string() + part, options);
    }
    fs::remove(copy.string() + "-shm");
    Rows rows;
    {
      const Database copied(copy, nullptr);
      EXPECT_TRUE(copied.is_whole());
      rows = copied.rows();
    }
    for (const char* part : {"", "-wal", "-shm"}) fs::remove(copy.string() + part);
    return rows;
  }

  Directory directory;
  fs::path file = directory.path() / "journal.db";
  Database db{file, whole_writes()};
  std::mt19937 random{7};  // NOLINT(cert-msc51-cpp): the same turns each time
};
INSTANTIATE_TEST_SUITE_P(Synchronous, WholeWrites, testing::Values("OFF", "FULL"),
                         [](const auto& mode) { return std::string(mode.param); });

TEST_P(WholeWrites, AreThereForEverybodyAfterEachCommit) {
  const Database reader(file, nullptr);
  Rows expected;
  for (int turn = 0; turn < 200; ++turn) {
    const bool large = turn % 7 == 0;
    const bool taken_back = turn % 5 == 0;
    Rows wanted = expected;
    db.run("BEGIN IMMEDIATE");
    for (int i = large ? 300 : 3; i > 0; --i) {
      const int id = static_cast<int>(random() % 500);
      const std::string body(random() % 900, static_cast<char>('a' + random() % 26));
      wanted[id] = body;
      db.run("INSERT OR REPLACE INTO t VALUES(" + std::to_string(id) + ", '" + body + "')");
    }
    db.run(taken_back ? "ROLLBACK" : "COMMIT");
    if (!taken_back) expected = std::move(wanted);
    ASSERT_EQ(reader.rows(), expected) << "turn " << turn;
    ASSERT_EQ(rows_of_a_copy(), expected) << "turn " << turn;
    if (turn % 31 == 30) db.run("PRAGMA wal_checkpoint(RESTART)");
  }
  EXPECT_TRUE(db.is_whole());
}

TEST_P(WholeWrites, AreUndoneWithTheirTurnWhenThereIsNoRoom) {
  db.run("INSERT INTO t VALUES(1, 'kept')");
  struct rlimit limit {};
  ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &limit), 0);
  struct rlimit tight = limit;
  tight.rlim_cur = fs::file_size(file.string() + "-wal") + 2000;
  ASSERT_EQ(std::signal(SIGXFSZ, SIG_IGN) == SIG_ERR, false);
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &tight), 0);
  db.fail("INSERT INTO t VALUES(2, 'lost')");
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &limit), 0);
  EXPECT_EQ(rows_of_a_copy(), (Rows{{1, "kept"}}));
  db.run("INSERT INTO t VALUES(3, 'next')");
  EXPECT_EQ(rows_of_a_copy(), (Rows{{1, "kept"}, {3, "next"}}));
}

}  // namespace
}  // namespace bridge::journal
