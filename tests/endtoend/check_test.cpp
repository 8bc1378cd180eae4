// `fixbridge check`: what it lets pass, `run` can open; and it leaves no trace. How a wrong command line is
// told.
#include "endtoend/stage.hpp"
#include "where.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <unistd.h>

namespace bridge::endtoend {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

std::set<std::string> everything_in(const std::filesystem::path& directory) {
  std::set<std::string> names;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(directory)) {
    // Where the command's own output goes.
    if (entry.path().stem() != "command") names.insert(entry.path().string());
  }
  return names;
}

class Check : public testing::Test {
 protected:
  // The stage's configuration with one of its parts replaced.
  void write(const std::string& part, const std::string& by) const {
    auto text = read_file(stage_.config());
    ASSERT_NE(text.find(part), std::string::npos) << text;
    text.replace(text.find(part), part.size(), by);
    write_file(file(), text);
  }
  [[nodiscard]] Ending run(const std::string& command) const {
    for (const char* end : {".out", ".err"})
      std::filesystem::remove(stage_.directory() / ("command" + std::string(end)));
    return run_fixbridge({command, file().string()}, stage_.directory());
  }
  // What check says of it, without the file's name; run refuses it as well.
  [[nodiscard]] std::vector<std::string> refused_by_both() const {
    const auto before = everything_in(stage_.directory());
    const auto checked = run("check");
    EXPECT_EQ(checked.exit_code, 2) << checked.out;
    EXPECT_EQ(everything_in(stage_.directory()), before) << "check left a trace";
    EXPECT_EQ(run("run").exit_code, 2);
    auto lines = lines_of(checked.err);
    for (auto& line : lines) {
      if (line.starts_with(file().string() + ": ")) line.erase(0, file().string().size() + 2);
    }
    return lines;
  }
  [[nodiscard]] std::filesystem::path file() const { return stage_.directory() / "other.yaml"; }
  [[nodiscard]] Stage& stage() { return stage_; }

 private:
  Stage stage_{{}};
};

TEST_F(Check, LeavesNoTraceOfWhatIsYetToBeMade) {
  write("dir: journal", "dir: not/yet/there");
  write_file(file(), [&] {
    auto text = read_file(file());
    return text.replace(text.find("bridge.log"), 10, "nor/this.log");
  }());
  const auto before = everything_in(stage().directory());
  const auto ending = run("check");
  EXPECT_EQ(ending.exit_code, 0) << ending.err;
  EXPECT_EQ(everything_in(stage().directory()), before);
}

TEST_F(Check, FindsADirectoryThatCannotBeMade) {
  write("dir: journal", "dir: key/journal");  // the key is a file
  EXPECT_THAT(refused_by_both(), ElementsAre(AllOf(StartsWith("journal.dir: cannot be made: '"),
                                                   HasSubstr("/key' is not a directory; name another one"))));
}

TEST_F(Check, FindsAJournalThatIsNone) {
  write("dir: journal", "dir: taken");
  std::filesystem::create_directory(stage().directory() / "taken");
  write_file(stage().directory() / "taken" / "main.db", "these are not the bytes of a database");
  EXPECT_THAT(refused_by_both(),
              ElementsAre(AllOf(StartsWith("journal.dir: '"), HasSubstr("/main.db' is not a journal"))));
}

TEST_F(Check, FindsALogThatIsADirectory) {
  std::filesystem::create_directory(stage().directory() / "logs");
  write("bridge.log", "logs");
  EXPECT_THAT(refused_by_both(), ElementsAre(AllOf(StartsWith("log.file: '"), HasSubstr("is a directory"))));
}

TEST_F(Check, FindsAPortThatSomebodyElseHas) {
  const Stage other{{}};
  // The simulated venue listens.
  const auto& url = read_file(other.config());
  const auto at = url.find("127.0.0.1:") + 10;
  const std::string port = url.substr(at, url.find('/', at) - at);
  write("port: " + std::to_string(stage().fix_port()), "port: " + port);
  EXPECT_THAT(refused_by_both(),
              ElementsAre("listen: 127.0.0.1 port " + port +
                          " is in use by another process; end that one, or give another port"));
}

TEST_F(Check, FindsAnAddressOfAnotherMachine) {
  write("listen:\n", "listen:\n  address: 192.0.2.1\n");  // of documents: nobody has it
  EXPECT_THAT(refused_by_both(), ElementsAre(AllOf(StartsWith("listen: cannot listen on 192.0.2.1 port "),
                                                   HasSubstr("give an address of this machine"))));
}

// All at once, as with what is wrong in the file itself.
TEST_F(Check, FindsEverythingAtOnce) {
  write("dir: journal", "dir: key/journal");
  write_file(file(), [&] {
    auto text = read_file(file());
    text.replace(text.find("bridge.log"), 10, "key/bridge.log");
    return text.replace(text.find("listen:\n"), 8, "listen:\n  address: 192.0.2.1\n");
  }());
  EXPECT_THAT(refused_by_both(),
              ElementsAre(StartsWith("journal.dir: "), StartsWith("log.file: "), StartsWith("listen: ")));
}

// Root may write anywhere; without these capabilities it is bound by permissions as everybody is.
TEST_F(Check, FindsADirectoryThatIsNotThisUsers) {
  const auto locked = stage().directory() / "locked";
  std::filesystem::create_directory(locked);
  write("dir: journal", "dir: locked/journal");
  std::filesystem::permissions(locked,
                               std::filesystem::perms::owner_read | std::filesystem::perms::owner_exec);
  std::vector<std::string> command{FIXBRIDGE, "check", file().string()};
  if (::geteuid() == 0) {
    command.insert(command.begin(), {"/usr/bin/setpriv", "--bounding-set", "-dac_override,-dac_read_search"});
  }
  const auto output = stage().directory() / "command";
  EXPECT_EQ(Process(command, output).wait(), 2);
  EXPECT_THAT(read_file(output.string() + ".err"),
              AllOf(HasSubstr("journal.dir: cannot write in '"), HasSubstr("/locked': Permission denied; ")));
  std::filesystem::permissions(locked, std::filesystem::perms::owner_all);
}

TEST_F(Check, LetsTheGatewayOfTheSameConfigurationRun) {
  ASSERT_TRUE(stage().gateway_becomes_ready());
  const auto oms = stage().make_oms();
  ASSERT_TRUE(oms->log_on(kPatience));
  write("dir: journal", "dir: journal");
  const auto ending = run("check");
  EXPECT_EQ(ending.exit_code, 0) << ending.err;
  const auto port = std::to_string(stage().fix_port());
  EXPECT_THAT(ending.out, AllOf(HasSubstr("note: the gateway of this configuration runs: process " +
                                          std::to_string(stage().gateway().id())),
                                HasSubstr("note: listen: 127.0.0.1 port " + port + " is in use, as it is"),
                                HasSubstr("note: ops: 127.0.0.1 port "), HasSubstr(": ok, ")));
  EXPECT_TRUE(stage().is_ready());
  EXPECT_TRUE(oms->logged_on());
  EXPECT_THAT(stage().log(), Not(HasSubstr("fix_refused")));
}

TEST(CommandLine, IsCorrectedInOurWords) {
  const Directory directory;
  struct Case {
    std::vector<std::string> typed;
    const char* said;
  };
  const Case cases[] = {
      {{},
       "fixbridge: want a command: run, check, password, explain, tickets, resolve, reload, replay, archive, "
       "simulate, demo\n"},
      {{"chek", "a.yaml"}, "fixbridge: there is no command 'chek'; did you mean check?\n"},
      {{"start"},
       "fixbridge: there is no command 'start'; commands are run, check, password, explain, tickets, "
       "resolve, reload, replay, archive, simulate, demo\n"},
      {{"--config", "a.yaml"},
       "fixbridge: there is no option '--config'; commands are run, check, password, explain, tickets, "
       "resolve, reload, replay, archive, simulate, demo\n"},
      {{"check"}, "check: CONFIG is missing; fixbridge check --help explains\n"},
      {{"check", "a.yaml", "b.yaml"}, "check: 'b.yaml' is one word too many\n"},
      {{"check", "a.yaml", "--conect"}, "check: there is no option '--conect'; did you mean --connect?\n"},
      {{"check", "a.yaml", "--foo\n"},
       "check: there is no option '--foo?'; fixbridge check --help lists them\n"},
      {{"resolve", "a.yaml", "7", "--as", "canceled"},
       "resolve: --why is missing; fixbridge resolve --help explains\n"},
      {{"resolve", "a.yaml", "7", "--as", "maybe", "--why", "x"},
       "resolve: --as: 'maybe' is not one it takes (canceled or rejected: what the client is told)\n"},
      // The library would have taken a number of its own for a word.
      {{"resolve", "a.yaml", "7", "--as", "0", "--why", "x"},
       "resolve: --as: '0' is not one it takes (canceled or rejected: what the client is told)\n"},
      {{"resolve", "a.yaml", "seven", "--as", "canceled", "--why", "x"},
       "resolve: TICKET: 'seven' is not one it takes (its number, as tickets lists it)\n"},
      {{"replay", "a.yaml", "--from-event", "x"},
       "replay: --from-event: 'x' is not one it takes (compare from this event on)\n"},
      {{"simulate", "--listen"}, "simulate: --listen wants a value (ADDRESS:PORT)\n"},
      {{"tickets", "a.yaml", "--all", "--needs-attention"},
       "tickets: --all and --needs-attention exclude each other; give one of them\n"},
  };
  for (const auto& each : cases) {
    for (const char* end : {"command.out", "command.err"}) std::filesystem::remove(directory.path() / end);
    const auto ending = run_fixbridge(each.typed, directory.path());
    EXPECT_EQ(ending.exit_code, 2) << each.said;
    EXPECT_EQ(ending.out, "") << each.said;
    EXPECT_EQ(ending.err, each.said);
  }
}

TEST(CommandLine, IsExplainedOnRequest) {
  const Directory directory;
  const auto ending = run_fixbridge({"check", "--help"}, directory.path());
  EXPECT_EQ(ending.exit_code, 0);
  EXPECT_THAT(ending.out, HasSubstr("--connect"));
  EXPECT_EQ(ending.err, "");
}

}  // namespace
}  // namespace bridge::endtoend
