// What an operator gets: the programs, the unit, the examples, and nothing of the machine that built them.
#include "package/unpacked.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>
#include <sstream>
#include <vector>

namespace bridge::package {
namespace {

using hardening::output_of;
using hardening::text_of;
using testing::AllOf;
using testing::AnyOf;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;

struct Program {
  std::string name;
  std::string package;
};
const std::vector<Program> kPrograms = {{"fixbridge", "fixbridge"},
                                        {"fixbridge-venue", "fixbridge-simulator"},
                                        {"fixbridge-demo", "fixbridge-simulator"}};

// Of every file in it, the name as it will be on the machine.
std::vector<std::string> files(const Unpacked& package) {
  std::vector<std::string> names;
  for (const auto& entry : fs::recursive_directory_iterator(package.root())) {
    if (entry.is_directory()) continue;
    names.push_back("/" + entry.path().lexically_relative(package.root()).generic_string());
  }
  return names;
}

TEST(Package, HasWhatAnOperatorNeeds) {
  const Unpacked package;
  const auto names = files(package);
  for (const char* name : {"/usr/bin/fixbridge",
                           "/usr/lib/systemd/system/fixbridge.service",
                           "/usr/share/man/man1/fixbridge.1.gz",
                           "/usr/share/bash-completion/completions/fixbridge",
                           "/usr/share/fixbridge/FIX42.xml",
                           "/usr/share/fixbridge/FIX44.xml",
                           "/usr/share/fixbridge/FIXT11.xml",
                           "/usr/share/fixbridge/FIX50SP2.xml",
                           "/usr/share/doc/fixbridge/README.md",
                           "/usr/share/doc/fixbridge/SECURITY.md",
                           "/usr/share/doc/fixbridge/CHANGELOG.md",
                           "/usr/share/doc/fixbridge/changelog.gz",
                           "/usr/share/doc/fixbridge/LICENSE",
                           "/usr/share/doc/fixbridge/NOTICE",
                           "/usr/share/doc/fixbridge/copyright",
                           "/usr/share/doc/fixbridge/fixbridge.spdx.json",
                           "/usr/share/doc/fixbridge/config/README.md",
                           "/usr/share/doc/fixbridge/config/service.yaml",
                           "/usr/share/doc/fixbridge/fixspec/README.md",
                           "/usr/share/doc/fixbridge/fixspec/FIX44.xml"}) {
    EXPECT_THAT(names, Contains(name));
  }
  EXPECT_TRUE(fs::exists(package.at("/usr/share/doc/fixbridge/examples/demo.yaml")));
  // What the operator has in /etc/fixbridge is the operator's: no upgrade asks about it.
  for (const auto& name : names) EXPECT_THAT(name, Not(AnyOf(HasSubstr("/etc/"), HasSubstr("secrets"))));
}

// apt brings what it needs: each library, and what no library is.
TEST(Package, AsksForWhatItNeeds) {
  const std::string depends = Unpacked().field("Depends");
  for (const char* package : {"libquickfix17", "libssl3", "libsqlite3-0", "libyaml-cpp0.7", "libseccomp2",
                              "libboost-json1.81.0", "libstdc++6", "ca-certificates", "tzdata"}) {
    EXPECT_THAT(depends, HasSubstr(package));
  }
  EXPECT_THAT(depends, Not(HasSubstr("-dev")));
}

TEST(Package, HasNothingOfTheMachineThatBuiltIt) {
  for (const auto* which : {"fixbridge", "fixbridge-simulator"}) {
    const Unpacked package(which);
    for (const auto& name : files(package)) {
      if (fs::is_symlink(package.at(name))) continue;
      const std::string bytes = text_of(package.at(name));
      EXPECT_EQ(bytes.find(BRIDGE_SOURCE_DIR), std::string::npos) << name;
      EXPECT_EQ(bytes.find(PACKAGES), std::string::npos) << name;
    }
    // Nothing that others may write, or that runs as somebody else.
    EXPECT_EQ(output_of("find " + package.at("/usr").string() + " ! -type l -perm /6022"), "");
  }
}

TEST(Package, CannotBeMadeToDieByAnEnvironmentVariable) {
  for (const auto& program : kPrograms) {
    const Unpacked package(program.package);
    const std::string bytes = text_of(package.at("/usr/bin/" + program.name));
    for (const char* word : {"failpoint_armed", "failpoint_fired", "want POINT=crash"}) {
      EXPECT_EQ(bytes.find(word), std::string::npos) << program.name << ": " << word;
    }
  }
}

TEST(Package, SaysItsVersionAndWhatItIsMadeOf) {
  const Unpacked package;
  EXPECT_EQ(package.field("Version"), PROJECT_VERSION "\n");
  EXPECT_EQ(output_of(package.at("/usr/bin/fixbridge").string() + " --version"),
            "fixbridge " PROJECT_VERSION "\n");
  EXPECT_THAT(text_of(package.at("/usr/share/doc/fixbridge/fixbridge.spdx.json")),
              AllOf(HasSubstr("\"versionInfo\": \"" PROJECT_VERSION "\""), HasSubstr("libquickfix17")));
}

TEST(Package, UnitStartsTheProgramOfThePackage) {
  const Unpacked package;
  const std::string unit = text_of(package.at("/usr/lib/systemd/system/fixbridge.service"));
  const std::regex start("\nExec(?:Start|StartPre)=(\\S+) ");
  std::size_t found = 0;
  for (std::sregex_iterator at(unit.begin(), unit.end(), start), end; at != end; ++at, ++found) {
    EXPECT_TRUE(fs::exists(package.at((*at)[1]))) << at->str();
  }
  EXPECT_EQ(found, 2U);
  std::smatch page;
  ASSERT_TRUE(std::regex_search(unit, page, std::regex("\nDocumentation=.*file:(\\S+)")));
  EXPECT_TRUE(fs::exists(package.at(page[1]))) << page[1];
}

// The scripts make nobody a user, start nothing and take nothing that the operator owns.
TEST(Package, InstallsWithoutStartingAnything) {
  const Unpacked package;
  for (const char* script : {"postinst", "prerm", "postrm"}) {
    const fs::path file = package.root() / "DEBIAN" / script;
    output_of("sh -n " + file.string());
    EXPECT_THAT(text_of(file),
                Not(AnyOf(HasSubstr("useradd"), HasSubstr("adduser"), HasSubstr("systemctl start"),
                          HasSubstr("systemctl enable"), HasSubstr("rm -r"))));
  }
}

// --- fixbridge check of the examples, with the files that they name ---

class Examples : public testing::Test {
 protected:
  void SetUp() override {
    fs::create_directories(place);
    fs::copy(package.at("/usr/share/doc/fixbridge/config"), place / "config", fs::copy_options::recursive);
    output_of(
        "cd " + place.string() +
        " && openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 1 -subj /CN=desk1 "
        "-keyout key.pem -out demo-ca.pem 2>/dev/null");
  }

  // The example of that name, with each of these words replaced.
  std::string edited(const std::string& name, const std::vector<std::pair<std::string, std::string>>& words) {
    const fs::path file = place / "config" / name;
    std::string text = text_of(file);
    for (const auto& [from, to] : words) {
      EXPECT_NE(text.find(from), std::string::npos) << "the example has no " << from;
      for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
        text.replace(at, from.size(), to);
      }
    }
    std::ofstream(file) << text;
    return file;
  }

  std::string check(const std::string& file, const std::string& environment = "") {
    return output_of(environment + " " + package.at("/usr/bin/fixbridge").string() + " check " + file +
                     " 2>&1");
  }

  Unpacked package;
  fs::path place = package.root() / "home";
  // Whatever else runs on this machine may have these.
  const std::vector<std::pair<std::string, std::string>> free_ports = {{"port: 9878", "port: 0"},
                                                                       {"port: 9464", "port: 0"}};
};

TEST_F(Examples, DemoIsSoundAsItIs) {
  EXPECT_THAT(check(edited("demo.yaml", free_ports)), HasSubstr(": ok, 1 account(s), 1 session(s)"));
  EXPECT_THAT(check(edited("certification.yaml", free_ports)), HasSubstr(": ok, 1 account(s), 3 session(s)"));
}

// As the unit runs it: credentials in a directory that systemd names.
TEST_F(Examples, ServiceIsSoundWithTheUnitsCredentials) {
  fs::create_directories(place / "credentials");
  fs::create_directories(place / "state");
  fs::copy(place / "key.pem", place / "credentials" / "fix-server.key");
  std::ofstream(place / "credentials" / "binance-main.key") << std::string(64, 'k');
  std::ofstream(place / "credentials" / "binance-main.secret") << std::string(64, 's');
  auto words = free_ports;
  words.emplace_back("/etc/fixbridge/fix-server.pem", place / "demo-ca.pem");
  words.emplace_back("/etc/fixbridge/fix-clients-ca.pem", place / "demo-ca.pem");
  words.emplace_back("/run/credentials/fixbridge.service", place / "credentials");
  words.emplace_back("dir: /var/lib/fixbridge", "dir: " + (place / "state").string());
  const std::string file = edited("service.yaml", words);
  EXPECT_THAT(check(file, "CREDENTIALS_DIRECTORY=" + (place / "credentials").string()),
              HasSubstr(": ok, 1 account(s), 1 session(s)"));
  // Every credential that it wants is in the unit, but the listener's, which the example explains.
  const std::string unit = text_of(package.at("/usr/lib/systemd/system/fixbridge.service"));
  const std::string text = text_of(file);
  const std::regex wanted("cred:([a-z.-]+)");
  for (std::sregex_iterator at(text.begin(), text.end(), wanted), end; at != end; ++at) {
    EXPECT_THAT(unit, HasSubstr("\nLoadCredential=" + (*at)[1].str() + ":"));
  }
}

// --- beside it ---

TEST(SimulatorPackage, IsForMachinesThatAreNotInProduction) {
  const Unpacked gateway;
  const Unpacked simulator("fixbridge-simulator");
  EXPECT_FALSE(fs::exists(gateway.at("/usr/bin/fixbridge-venue")));
  EXPECT_THAT(simulator.field("Depends"), HasSubstr("fixbridge (= " PROJECT_VERSION ")"));
  EXPECT_THAT(output_of(gateway.at("/usr/bin/fixbridge").string() + " simulate 2>&1 || true"),
              HasSubstr("fixbridge-simulator"));
  // Both on one machine: the gateway's command is the simulated venue.
  fs::copy(simulator.at("/usr/bin/fixbridge-venue"), gateway.at("/usr/bin/fixbridge-venue"));
  EXPECT_THAT(output_of(gateway.at("/usr/bin/fixbridge").string() + " simulate --list-scenarios"),
              HasSubstr("too-late"));
}

TEST(SymbolsPackage, IsFoundByTheBuildId) {
  const Unpacked symbols("fixbridge-dbgsym");
  EXPECT_EQ(symbols.field("Depends"), "fixbridge (= " PROJECT_VERSION ")\n");
  for (const auto& program : kPrograms) {
    const Unpacked package(program.package);
    const std::string notes = output_of("readelf --notes " + package.at("/usr/bin/" + program.name).string());
    std::smatch id;
    ASSERT_TRUE(std::regex_search(notes, id, std::regex("Build ID: ([0-9a-f]{2})([0-9a-f]+)")))
        << program.name;
    const fs::path file =
        symbols.at("/usr/lib/debug/.build-id/" + id[1].str() + "/" + id[2].str() + ".debug");
    ASSERT_TRUE(fs::exists(file)) << file;
    EXPECT_THAT(output_of("readelf --sections " + file.string() + " 2>/dev/null"), HasSubstr(".debug_line"));
  }
}

TEST(Tarball, HasTheSameProgramsAndAUnitForUsrLocal) {
  const Unpacked scratch;
  const std::string file = output_of("ls " PACKAGES "/fixbridge-" PROJECT_VERSION "-*.tar.gz");
  const fs::path place = scratch.root() / "tarball";
  fs::create_directories(place);
  output_of("tar -C " + place.string() + " --strip-components=1 -xzf " + file);
  for (const auto& program : kPrograms) {
    const Unpacked package(program.package);
    const bool same =
        text_of(place / "bin" / program.name) == text_of(package.at("/usr/bin/" + program.name));
    EXPECT_TRUE(same) << program.name;
  }
  EXPECT_THAT(
      text_of(place / "lib/systemd/system/fixbridge.service"),
      AllOf(HasSubstr("\nExecStart=/usr/local/bin/fixbridge "), Not(HasSubstr("=/usr/bin/fixbridge"))));
}

TEST(Packages, HaveTheirSums) {
  EXPECT_THAT(output_of("cd " PACKAGES " && sha256sum --check SHA256SUMS"), Not(HasSubstr("FAILED")));
  EXPECT_EQ(output_of("cd " PACKAGES " && ls | wc -l"),
            output_of("wc -l <" PACKAGES "/SHA256SUMS | awk '{print $1 + 1}'"));
}

}  // namespace
}  // namespace bridge::package
