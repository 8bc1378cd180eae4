// Every citation has its source: what comments and pages refer to is in the repository, or is a public
// standard.
#include "layers/citations.hpp"

#include "where.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bridge::layers {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const Files& repository() {
  static const Files files = read_files(BRIDGE_SOURCE_DIR);
  return files;
}

std::string in_lines(const std::vector<std::string>& findings) {
  std::string text;
  for (const auto& finding : findings) text += finding + "\n";
  return text;
}

TEST(Citations, HaveTheirSource) {
  EXPECT_GT(repository().size(), 500U);
  EXPECT_EQ(in_lines(dead_citations(repository())), "");
}

TEST(Tables, HaveNoBrokenRow) { EXPECT_EQ(in_lines(broken_rows(repository())), ""); }

// --- a small repository: what is found in a file of it ---

std::vector<std::string> found_in(const std::string& path, const std::string& text) {
  Files files = {
      {"fixspec/venue.md", "# Venue\n## 4. Methods\n### 4.1 `order.cancel`\n| No. | What |\n| 7.4 | x |\n"},
      {"bridge/README.md", "# Bridge\n## Life of a cancel\n"},
      {"bridge/decisions/0013-keys.md", "# 0013 Keys\n"},
      {"bridge/order/blotter.cpp", ""},
      {"tests/order/blotter_test.cpp", "TEST(Blotter, AsksWhenTheLinkReturns) {}"},
      {"tests/fuzz/CMakeLists.txt", "add_test(NAME Fuzz.Replay.${name} COMMAND x)\nfuzz_target(logon 1)"},
  };
  files[path] = text;
  return dead_citations(files);
}

std::vector<std::string> found_in_comment(const std::string& comment) {
  return found_in("bridge/order/a.hpp", "// " + comment + "\nint x;\n");
}

TEST(Citation, OfAPageLeadsToASectionOfIt) {
  EXPECT_THAT(found_in_comment("Sent once (fixspec/venue.md, 4.1)."), IsEmpty());
  EXPECT_THAT(found_in_comment("Sent once (fixspec/venue.md,\n// 4.1 and 7.4)."), IsEmpty());
  EXPECT_THAT(found_in_comment("See bridge/README.md, \"Life of\n// a cancel\"."), IsEmpty());
  EXPECT_THAT(found_in_comment("See fixspec/venue.md, which has it."), IsEmpty());
  EXPECT_THAT(found_in_comment("fixspec/venue.md, 4.1\n// and 4.2"),
              ElementsAre("bridge/order/a.hpp:2: fixspec/venue.md has no section 4.2"));
  EXPECT_THAT(found_in_comment("bridge/README.md, \"Death of a cancel\""),
              ElementsAre("bridge/order/a.hpp:1: bridge/README.md has no heading \"Death of a cancel\""));
}

TEST(Citation, OfNotesThatAreNotHereIsFound) {
  EXPECT_THAT(found_in_comment("kept (reliability.md, I13)"),
              ElementsAre("bridge/order/a.hpp:1: no file is called reliability.md"));
  EXPECT_THAT(
      found_in_comment("the maximum (venue §2.3)"),
      ElementsAre("bridge/order/a.hpp:1: a section sign: name page and number, or the standard's number"));
}

TEST(Citation, OfAStandardIsLeftAlone) {
  EXPECT_THAT(found_in_comment("RFC 6455, 5.2; FIX 4.4 Vol. 4 App. D, B.1.c; https://example.com/a.md, 9"),
              IsEmpty());
}

TEST(Citation, OfAFileLeadsToOne) {
  EXPECT_THAT(found_in_comment("order/blotter.cpp has it, and so has blotter.cpp."), IsEmpty());
  EXPECT_THAT(found_in_comment("order/gone.cpp has it."),
              ElementsAre("bridge/order/a.hpp:1: no file is called order/gone.cpp"));
  EXPECT_THAT(found_in("bridge/A.md", "`order/blotter.cpp`, `tests/order`\n`order/blot.cpp`, `tests/gone`"),
              ElementsAre("bridge/A.md:2: no file is called order/blot.cpp",
                          "bridge/A.md:2: there is no tests/gone"));
}

TEST(Citation, OfANameInAPageIsOneOfTheCode) {
  EXPECT_THAT(found_in("A.md", "`Blotter`, `logon`, `Blotter::AsksWhenTheLinkReturns()`, `a + b`, gone"),
              IsEmpty());
  EXPECT_THAT(found_in("A.md", "`Ledger` `Blotter::goes`"),
              ElementsAre("A.md:1: nothing is called Ledger", "A.md:1: nothing is called goes"));
}

TEST(Citation, OfADecisionLeadsToOne) {
  EXPECT_THAT(found_in_comment("decisions/0013"), IsEmpty());
  EXPECT_THAT(found_in_comment("decisions/0014"),
              ElementsAre("bridge/order/a.hpp:1: no decision is called decisions/0014"));
}

TEST(Citation, OfATestLeadsToOne) {
  EXPECT_THAT(found_in("A.md", "`Blotter.AsksWhenTheLinkReturns`, `Blotter.Asks`, `Fuzz.Replay.logon`"),
              IsEmpty());
  EXPECT_THAT(found_in("A.md", "`Blotter.Answers` `Gone.Asks` `Fuzz.Replay.logoff`"),
              ElementsAre("A.md:1: no test is called Blotter.Answers", "A.md:1: no test is called Gone.Asks",
                          "A.md:1: no test is called Fuzz.Replay.logoff"));
  EXPECT_THAT(found_in_comment("Blotter.Answers shows it, and Boost.JSON reads it."),
              ElementsAre("bridge/order/a.hpp:1: no test is called Blotter.Answers"));
}

TEST(Citation, IsReadInCommentsOfEveryLanguageAndNowhereElse) {
  EXPECT_THAT(found_in("a.cpp", "f(\"gone.md // gone.md\", 'x', R\"(// gone.md)\", 1'000);  // ok"),
              IsEmpty());
  for (const auto& [path, text] : Files{{"a.cpp", "int x = 1'000;  /* gone.md */"},
                                        {"a.mjs", "x = 'y' // gone.md"},
                                        {"a.pml", "/* gone.md */"},
                                        {"run", "x=\"${#y}\"  # gone.md"},
                                        {"CMakeLists.txt", "# gone.md"},
                                        {"a.xml", "<a/><!-- gone.md -->"}}) {
    EXPECT_THAT(found_in(path, text), ElementsAre(path + ":1: no file is called gone.md"));
  }
}

TEST(Link, LeadsToAFileAndAHeading) {
  EXPECT_THAT(found_in("bridge/A.md",
                       "[a](../fixspec/venue.md#41-ordercancel) [b](#here) [c](order) <https://x.y>\n# Here"),
              IsEmpty());
  EXPECT_THAT(found_in("bridge/A.md", "[a](../fixspec/venue.md#5) [b](gone.yaml) [c](#there)\n"),
              ElementsAre("bridge/A.md:1: a link to no heading: ../fixspec/venue.md#5",
                          "bridge/A.md:1: a link to nothing: gone.yaml",
                          "bridge/A.md:1: a link to no heading: #there"));
  EXPECT_THAT(found_in("A.md", "```\n[a](gone.md)\n```\n"), IsEmpty());
}

TEST(Link, NamesAHeadingByItsWords) {
  EXPECT_EQ(anchor_of("2. In doubt: what `order.status` proves"), "2-in-doubt-what-orderstatus-proves");
}

TEST(Row, HasAsManyCellsAsItsHead) {
  EXPECT_THAT(broken_rows({{"A.md", "| a | b |\n|---|---|\n| 1 | x\\|y |\n\n| a |\n|---|\n| 1 |\n"}}),
              IsEmpty());
  EXPECT_THAT(
      broken_rows({{"A.md", "| a | b |\n|---|---|\n| 1 |\n| 1 | 2 | 3 |\n"}}),
      ElementsAre("A.md:3: a row of 1 cells in a table of 2", "A.md:4: a row of 3 cells in a table of 2"));
}

}  // namespace
}  // namespace bridge::layers
