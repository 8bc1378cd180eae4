// Journals of releases before this one, as they lay when their gateway was killed: they replay equal, tell
// the same open cancels, and a gateway goes on from them. journals/README.md says how each was made.
#include "endtoend/process.hpp"
#include "endtoend/world.hpp"
#include "journal/sqlite/reader.hpp"
#include "journal/text.hpp"
#include "where.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>

namespace bridge::endtoend {
namespace {

using testing::HasSubstr;

struct Old {
  const char* name;
  const char* lane;
  int events;   // in its log and its tables
  int tickets;  // that were opened …
  int open;     // … and not closed
};

class OldJournal : public testing::TestWithParam<Old> {
 protected:
  OldJournal() {
    const auto archive = std::filesystem::path(BRIDGE_SOURCE_DIR) / "tests/endtoend/journals" /
                         (std::string(GetParam().name) + ".tar.gz");
    Process tar({"/bin/tar", "-xzf", archive.string(), "-C", directory_.path().string()}, directory_.path());
    EXPECT_EQ(tar.wait(), 0);
    for (const char* file : {"key", "secret"}) {
      std::filesystem::permissions(home() / file, std::filesystem::perms::owner_read);
    }
  }
  [[nodiscard]] std::filesystem::path home() const { return directory_.path() / GetParam().name; }
  [[nodiscard]] std::string config() const { return (home() / "bridge.yaml").string(); }
  [[nodiscard]] std::filesystem::path journal() const {
    return home() / "journal" / (std::string(GetParam().lane) + ".db");
  }
  [[nodiscard]] Ending run(const std::string& command, const std::vector<std::string>& more = {}) const {
    std::vector<std::string> arguments{command, config()};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const auto place = directory_.path() / ("of-" + command);
    std::filesystem::create_directories(place);
    return run_fixbridge(arguments, place);
  }

  Directory directory_;
};

TEST_P(OldJournal, ReplaysEqual) {
  const auto ending = run("replay");
  EXPECT_EQ(ending.exit_code, 0) << ending.out << ending.err;
  EXPECT_THAT(ending.out, HasSubstr("all equal"));
  EXPECT_THAT(ending.out, HasSubstr("events    " + std::to_string(GetParam().events) + ","));
  EXPECT_THAT(ending.out, HasSubstr("tickets   " + std::to_string(GetParam().tickets) + ", " +
                                    std::to_string(GetParam().open) + " open"));
}

// Byte for byte, but for what a later release has added.
TEST_P(OldJournal, IsWrittenAgainAsItWas) {
  ASSERT_EQ(run("replay").exit_code, 0);  // its newest turns are in the tables now
  journal::Reader reader(journal());
  std::int64_t events = 0;
  for (std::int64_t after = 0;;) {
    const auto rows = reader.events(after, GetParam().events, 1000);
    if (rows.empty()) break;
    for (const auto& row : rows) {
      const auto event = journal::decode_event(row.body);
      ASSERT_TRUE(event) << row.body;
      EXPECT_EQ(journal::encode(*event), row.body);
      EXPECT_EQ(journal::kind_of(*event), row.kind);
      after = row.id;
      ++events;
    }
  }
  EXPECT_EQ(events, GetParam().events);
}

TEST_P(OldJournal, ListsWhatIsOpen) {
  const auto ending = run("tickets", {"--json"});
  const std::string word = "\"ticket\":";
  int listed = 0;
  for (auto at = ending.out.find(word); at != std::string::npos; at = ending.out.find(word, at + 1)) ++listed;
  EXPECT_EQ(listed, GetParam().open) << ending.out << ending.err;
}

TEST_P(OldJournal, IsGoneOnFrom) {
  Process gateway({FIXBRIDGE, "run", config()}, directory_.path());
  EXPECT_TRUE(eventually([&] {
    return read_file(home() / "bridge.log").find("restored account=" + std::string(GetParam().lane)) !=
           std::string::npos;
  }));
  gateway.signal(SIGTERM);
  EXPECT_EQ(gateway.wait(), 0);
  const auto ending = run("replay");
  EXPECT_EQ(ending.exit_code, 0) << ending.out << ending.err;
}

INSTANTIATE_TEST_SUITE_P(Of010, OldJournal,
                         testing::Values(Old{"demo", "demo", 229, 111, 0},
                                         Old{"gateway-dies", "main", 229, 83, 5},
                                         Old{"venue-dies", "main", 289, 127, 33}),
                         [](const auto& old) {
                           std::string name = old.param.name;
                           std::erase(name, '-');
                           return name;
                         });

}  // namespace
}  // namespace bridge::endtoend
