// What `./run install` installs: the program without failpoints and symbols, and the symbols beside it.
#include "hardening/said.hpp"

#include <gmock/gmock.h>

#include <cstdlib>
#include <regex>
#include <sys/wait.h>
#include <unistd.h>

namespace bridge::hardening {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class Shipped : public testing::Test {
 protected:
  void SetUp() override {
    fs::remove_all(prefix);
    output_of("cmake --install " BRIDGE_BINARY_DIR " --prefix " + prefix.string());
  }
  void TearDown() override { fs::remove_all(prefix); }

  static std::string elf(const std::string& options, const fs::path& file) {
    return output_of(std::string(READELF) + " --wide " + options + " " + file.string());
  }
  static std::string build_id(const fs::path& file) {
    const std::string notes = elf("--notes", file);
    std::smatch id;
    return std::regex_search(notes, id, std::regex("Build ID: ([0-9a-f]{8,})")) ? id[1].str() : "none";
  }
  // How the program ends, and what it says.
  static int exit_code(const std::string& command, std::string& said) {
    const fs::path out = fs::temp_directory_path() / ("shipped-said-" + std::to_string(::getpid()));
    const int status = std::system((command + " >" + out.string() + " 2>&1").c_str());
    said = text_of(out);
    fs::remove(out);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }

  fs::path prefix = fs::temp_directory_path() / ("shipped-" + std::to_string(::getpid()));
  fs::path program = prefix / "bin" / "fixbridge";
  fs::path symbols = prefix / "lib" / "debug" / "fixbridge" / "fixbridge.debug";
};

// Every point, each with the action that would be the end of a gateway: it does not even start, and says why.
TEST_F(Shipped, CannotBeMadeToDieByAnEnvironmentVariable) {
  // The demo's configuration, without the certificate that the demo makes. It gets as far as the variable.
  std::string yaml = page("config/demo.yaml");
  const auto line = yaml.find("    ca_file:");
  yaml.erase(line, yaml.find('\n', line) + 1 - line);
  fs::create_directories(prefix / "etc");
  const std::string config = prefix / "etc" / "bridge.yaml";
  std::ofstream(config) << yaml;
  std::string said;
  for (const auto* what : {"journal.load=crash", "fix.take=crash@1", "nonsense"}) {
    const std::string variable = std::string("FIXBRIDGE_FAILPOINTS='") + what + "' ";
    EXPECT_EQ(exit_code(variable + program.string() + " run " + config, said), 2) << said;
    EXPECT_THAT(said, AllOf(HasSubstr("built without failpoints; unset the variable"),
                            Not(HasSubstr("failpoint_armed"))));
  }
  // Nor is there anything in it that could: the words of what arms and fires.
  const std::string bytes = text_of(program);
  for (const auto* word : {"failpoint_armed", "failpoint_fired", "want POINT=crash", "no point is called"}) {
    EXPECT_EQ(bytes.find(word), std::string::npos) << word;
    EXPECT_NE(text_of(FIXBRIDGE).find(word), std::string::npos)
        << "the program that is tested has it: " << word;
  }
}

TEST_F(Shipped, HasNoSymbolsAndASmallFile) {
  EXPECT_THAT(elf("--sections", program), AllOf(Not(HasSubstr(".symtab")), Not(HasSubstr(".debug_info"))));
  EXPECT_LT(fs::file_size(program) * 5, fs::file_size(FIXBRIDGE));
}

// A backtrace of what ships names functions and lines: the debugger finds the file by the link, and knows it
// by the id.
TEST_F(Shipped, HasItsSymbolsInAFileOfTheirOwn) {
  EXPECT_THAT(elf("--string-dump=.gnu_debuglink", program), HasSubstr("fixbridge.debug"));
  EXPECT_THAT(elf("--sections", symbols), AllOf(HasSubstr(".symtab"), HasSubstr(".debug_line")));
  EXPECT_NE(build_id(program), "none");
  EXPECT_EQ(build_id(program), build_id(symbols));
  const std::string main = output_of("nm " + symbols.string() + " | awk '$3 == \"main\" { printf $1 }'");
  EXPECT_THAT(output_of("addr2line -e " + symbols.string() + " " + main), HasSubstr("bridge/main.cpp:"));
}

TEST_F(Shipped, IsTheProgramThatWasTestedInAllElse) {
  const std::string version = " --version --verbose";
  EXPECT_EQ(output_of(program.string() + version), output_of(FIXBRIDGE + version));
}

TEST_F(Shipped, BringsItsPapers) {
  for (const auto* paper :
       {"LICENSE", "NOTICE", "README.md", "SECURITY.md", "CHANGELOG.md", "fixbridge.spdx.json"}) {
    EXPECT_TRUE(fs::exists(prefix / "share" / "doc" / "fixbridge" / paper)) << paper;
  }
  EXPECT_TRUE(fs::exists(prefix / "share" / "man" / "man1" / "fixbridge.1.gz"));
}

// The unit starts what was installed with it, wherever that is.
TEST_F(Shipped, BringsAUnitThatStartsIt) {
  const std::string unit = text_of(prefix / "lib" / "systemd" / "system" / "fixbridge.service");
  EXPECT_THAT(unit, HasSubstr("\nExecStart=" + program.string() + " run "));
  EXPECT_THAT(unit, Not(HasSubstr("/usr/local")));
}

}  // namespace
}  // namespace bridge::hardening
