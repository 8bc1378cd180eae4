// What a package brings to read: the man page, the completion, and pages whose links lead somewhere.
#include "package/unpacked.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>
#include <set>
#include <sstream>
#include <vector>

namespace bridge::package {
namespace {

using hardening::output_of;
using hardening::text_of;
using testing::HasSubstr;
using testing::IsEmpty;

// What the program calls its commands.
std::vector<std::string> commands(const Unpacked& package) {
  std::istringstream help(output_of(package.at("/usr/bin/fixbridge").string() + " --help"));
  std::vector<std::string> names;
  bool inside = false;
  for (std::string line; std::getline(help, line);) {
    if (inside && line.starts_with("  ")) names.push_back(line.substr(2, line.find(' ', 2) - 2));
    if (line == "Subcommands:") inside = true;
  }
  EXPECT_GE(names.size(), 10U);
  return names;
}

TEST(ManPage, RendersWithoutAWarning) {
  const Unpacked package;
  const std::string page = package.at("/usr/share/man/man1/fixbridge.1.gz");
  EXPECT_EQ(output_of("zcat " + page + " | groff -man -Kutf8 -Tutf8 -ww -z 2>&1"), "");
}

TEST(ManPage, TellsOfEveryCommandAndItsOptions) {
  const Unpacked package;
  const std::string page = output_of("zcat " + package.at("/usr/share/man/man1/fixbridge.1.gz").string() +
                                     " | groff -man -Kutf8 -Tascii -P-cbou -rLL=200n");
  for (const auto& command : commands(package))
    EXPECT_THAT(page, HasSubstr("\n   fixbridge " + command + " "));
  for (const char* text :
       {"\n   fixbridge resolve [OPTION]... CONFIG TICKET\n", "--as canceled|rejected (required)",
        "--needs-attention\n", "--listen TEXT, without it 127.0.0.1:9443\n", "\nEXIT STATUS\n", "\nFILES\n",
        "/etc/fixbridge/bridge.yaml\n", "fixbridge - FIX gateway to Binance USD-M futures\n"}) {
    EXPECT_THAT(page, HasSubstr(text));
  }
}

class Completion : public testing::Test {
 protected:
  // What bash offers for the last of these words.
  std::string offered(const std::string& words) {
    return output_of("bash -c '. " + package.at("/usr/share/bash-completion/completions/fixbridge").string() +
                     "; COMP_WORDS=(fixbridge " + words +
                     "); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _fixbridge; echo \"${COMPREPLY[*]}\"'");
  }
  Unpacked package;
};

TEST_F(Completion, IsWhatBashUsesForTheProgram) {
  EXPECT_THAT(
      output_of("bash -c '. " + package.at("/usr/share/bash-completion/completions/fixbridge").string() +
                "; complete -p fixbridge'"),
      HasSubstr("-F _fixbridge fixbridge"));
}

TEST_F(Completion, OffersEveryCommand) {
  std::string all;
  for (const auto& command : commands(package)) all += (all.empty() ? "" : " ") + command;
  EXPECT_EQ(offered("\"\""), all + "\n");
  EXPECT_EQ(offered("res"), "resolve\n");
}

TEST_F(Completion, OffersTheOptionsOfTheCommand) {
  EXPECT_THAT(offered("resolve --w"), testing::StartsWith("--why --who"));
  EXPECT_THAT(offered("check --"), HasSubstr("--connect"));
  EXPECT_EQ(offered("--vers"), "--version\n");
}

TEST_F(Completion, OffersTheWordsThatAnOptionTakes) {
  EXPECT_EQ(offered("resolve --as \"\""), "canceled rejected\n");
  EXPECT_EQ(offered("resolve --as rej"), "rejected\n");
  EXPECT_EQ(offered("resolve --as = c"), "canceled\n");
}

// Bash offers files by itself where the function offers nothing.
TEST_F(Completion, LeavesFilesToBash) {
  EXPECT_EQ(offered("run bri"), "\n");
  EXPECT_EQ(offered("simulate --orders con"), "\n");
}

// A link of the repository that leads nowhere on an operator's machine: the file is not for there.
const std::set<std::string> kOfTheRepository = {"Dockerfile", "config/fixbridge.service"};

TEST(Pages, LinkToWhatIsThere) {
  const Unpacked package;
  const fs::path doc = package.at("/usr/share/doc/fixbridge");
  const std::regex link(R"(\]\(([^):# ]+)(?:#[^)]*)?\))");
  std::vector<std::string> dead;
  std::size_t seen = 0;
  for (const auto& entry : fs::recursive_directory_iterator(doc)) {
    if (entry.path().extension() != ".md") continue;
    const std::string text = text_of(entry.path());
    for (std::sregex_iterator at(text.begin(), text.end(), link), end; at != end; ++at, ++seen) {
      const fs::path target = (entry.path().parent_path() / (*at)[1].str()).lexically_normal();
      const std::string name = fs::relative(target, doc).generic_string();
      if (!fs::exists(target) && !kOfTheRepository.contains(name)) {
        dead.push_back(fs::relative(entry.path(), doc).generic_string() + ": " + name);
      }
    }
  }
  EXPECT_GT(seen, 50U);
  EXPECT_THAT(dead, IsEmpty());
}

// Whoever changes the tables tells the operator what becomes of a journal, and what a step back does.
TEST(Changelog, TellsOfEveryVersionOfTheJournal) {
  const std::string schema = hardening::page("bridge/journal/sqlite/schema.cpp");
  std::smatch version;
  ASSERT_TRUE(std::regex_search(schema, version, std::regex("kVersion = ([0-9]+);")));
  const std::string page = hardening::page("CHANGELOG.md");
  for (int i = 1; i <= std::stoi(version[1]); ++i) {
    EXPECT_THAT(page, HasSubstr("\n| " + std::to_string(i) + " | 20"));
  }
}

}  // namespace
}  // namespace bridge::package
