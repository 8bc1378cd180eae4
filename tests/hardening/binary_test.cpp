// The program as it was built: what makes an error in it hard to use, and what it is linked with.
#include "hardening/said.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>
#include <set>

namespace bridge::hardening {
namespace {

using testing::AnyOf;
using testing::ContainsRegex;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

std::string elf(const std::string& options, const std::string& program = FIXBRIDGE) {
  return output_of(std::string(READELF) + " --wide " + options + " " + program);
}

// The program that is tested, and the one that ships.
class Binary : public testing::TestWithParam<const char*> {
 protected:
  static std::string elf(const std::string& options) { return hardening::elf(options, GetParam()); }
};
INSTANTIATE_TEST_SUITE_P(, Binary, testing::Values(FIXBRIDGE, FIXBRIDGE_SHIPPED), [](const auto& program) {
  return std::string(program.param) == FIXBRIDGE ? "AsTested" : "AsShipped";
});

// The libraries that it asks for: "libssl.so.3".
std::set<std::string> needed() {
  const std::string text = elf("--dynamic");
  const std::regex name(R"(\(NEEDED\).*\[(.+)\])");
  std::set<std::string> names;
  for (std::sregex_iterator at(text.begin(), text.end(), name), end; at != end; ++at) names.insert((*at)[1]);
  return names;
}

TEST_P(Binary, IsLoadedWhereNobodyKnows) {
  EXPECT_THAT(elf("--file-header"), ContainsRegex("Type: +DYN"));
  EXPECT_THAT(elf("--dynamic"), ContainsRegex("FLAGS_1.*PIE"));
}

TEST_P(Binary, HasNoTableOfFunctionsToOverwrite) {
  EXPECT_THAT(elf("--program-headers"), HasSubstr("GNU_RELRO"));
  EXPECT_THAT(elf("--dynamic"), AnyOf(HasSubstr("(BIND_NOW)"), ContainsRegex("FLAGS_1.*NOW")));
}

TEST_P(Binary, RunsNothingThatItHasWritten) {
  EXPECT_THAT(elf("--program-headers"), ContainsRegex("GNU_STACK .* RW +0x"));
  EXPECT_THAT(elf("--program-headers"), Not(ContainsRegex("LOAD .* RWE ")));
  EXPECT_THAT(elf("--dynamic"), Not(HasSubstr("TEXTREL")));
}

TEST_P(Binary, ChecksItsStack) { EXPECT_THAT(elf("--dyn-syms"), HasSubstr("__stack_chk_fail")); }

#ifdef BRIDGE_OPTIMISED
TEST_P(Binary, ChecksTheBoundsOfWhatTheCLibraryCopies) {
  EXPECT_THAT(elf("--dyn-syms"), ContainsRegex("__[a-z]+_chk@"));
}
#endif

#ifdef __x86_64__
TEST_P(Binary, MarksWhereAJumpMayLand) {
  EXPECT_THAT(elf("--notes"), Not(HasSubstr("Error")));
  EXPECT_THAT(output_of("objdump -d --no-show-raw-insn " + std::string(GetParam()) + " | grep -m1 endbr64"),
              HasSubstr("endbr64"));
}
#endif

// Built without a word about where: no path of this machine is searched for libraries.
TEST_P(Binary, LoadsLibrariesFromTheSystemOnly) {
  EXPECT_THAT(elf("--dynamic"), Not(AnyOf(HasSubstr("RPATH"), HasSubstr("RUNPATH"))));
}

TEST(BillOfMaterials, SaysTheVersion) {
  EXPECT_THAT(output_of(FIXBRIDGE " --version"), StartsWith("fixbridge "));
  EXPECT_THAT(output_of(FIXBRIDGE " --version"), Not(HasSubstr("libssl3")));
}

// Of what comes with the compiler for a sanitizer, and of the loader, there is no word in the bill.
bool is_listed(const std::string& library) {
  const auto begins = [&library](const char* name) { return library.starts_with(name); };
  return !begins("ld-linux") && !begins("libm.so") && !begins("libasan") && !begins("libubsan") &&
         !begins("libtsan");
}

// The packages that bring these libraries, the files that the loader takes: "libssl3" for libssl.so.3. Debian
// lists a file under /lib or under /usr/lib, whichever its package was made for.
std::set<std::string> packages_of(const std::set<std::string>& libraries) {
  const std::string loaded = output_of("ldd " FIXBRIDGE);
  std::string command = "dpkg-query -S";
  for (const auto& library : libraries) {
    const auto line = loaded.find("\t" + library + " => ");
    if (line == std::string::npos) continue;
    const auto path = loaded.find('/', line);
    const std::string file = loaded.substr(path, loaded.find(' ', path) - path);
    command.append(" ").append(file).append(" /usr").append(file);
  }
  const std::string text = output_of(command + " 2>/dev/null || true");
  const std::regex owner(R"((?:^|\n)([^:\n]+):)");
  std::set<std::string> names;
  for (std::sregex_iterator at(text.begin(), text.end(), owner), end; at != end; ++at) names.insert((*at)[1]);
  return names;
}

// With Debian's dpkg: the package of each library that it loads, in the version that is installed.
TEST(BillOfMaterials, NamesThePackageOfEachLibrary) {
  const std::string table = output_of(FIXBRIDGE " --version --verbose");
  const std::string spdx = text_of(std::filesystem::path(FIXBRIDGE).parent_path() / "fixbridge.spdx.json");
  EXPECT_THAT(table, HasSubstr("\nlibquickfix17 "));
  if (output_of("command -v dpkg-query || true").empty())
    GTEST_SKIP() << "no dpkg-query: no packages to compare";
  std::set<std::string> libraries = needed();
  std::erase_if(libraries, [](const std::string& library) { return !is_listed(library); });
  const auto packages = packages_of(libraries);
  EXPECT_GE(packages.size(), 8U);
  for (const auto& package : packages) {
    const std::string version = output_of("dpkg-query -W -f='${Version}' " + package);
    EXPECT_THAT(spdx, HasSubstr("pkg:deb/debian/" + package + "@" + version));
    const auto line = table.find("\n" + package + " ");
    ASSERT_NE(line, std::string::npos) << package << " is not in the bill";
    EXPECT_THAT(table.substr(line, table.find('\n', line + 1) - line), HasSubstr(" " + version + " "));
  }
}

}  // namespace
}  // namespace bridge::hardening
