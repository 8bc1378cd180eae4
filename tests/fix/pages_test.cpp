// The pages of fixspec/ against the dictionaries and the tests: they cannot drift apart.
#include "fix/dictionary_text.hpp"
#include "fix/door/door.hpp"
#include "fix/judged.hpp"
#include "where.hpp"

#include <gtest/gtest.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace bridge::fix {
namespace {

constexpr auto kPages = std::to_array<const char*>(
    {"README.md", "session.md", "new_order_single.md", "order_cancel_replace_request.md",
     "order_cancel_request.md", "order_mass_cancel_request.md", "order_mass_status_request.md",
     "order_status_request.md", "execution_report.md", "order_cancel_reject.md", "business_reject.md",
     "outcomes.md", "texts.md"});

std::string file_text(const std::string& path) {
  const std::ifstream file(std::string(BRIDGE_SOURCE_DIR) + "/" + path);
  EXPECT_TRUE(file.is_open()) << path;
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

// FIX 4.2 does not have these.
bool is_of_many(std::string_view msg_type) { return msg_type == "q" || msg_type == "r" || msg_type == "AF"; }

// What the pages say of one message: the fields in each version, in the order of kBeginStrings.
using Tables = std::map<std::string, std::array<Rows, kBeginStrings.size()>>;  // by MsgType(35)

// A row: "| 11 | ClOrdID | Y | Y | – | STRING | … |"; the columns are 4.2, 4.4 and 5.0SP2, – is "not in that
// version". It belongs to the message of the heading above it: "# OrderCancelRequest (35=F)".
void read_page(const std::string& page, Tables& tables) {
  std::istringstream lines(file_text("fixspec/" + page));
  const std::regex heading(R"(#+ .*\(35=(\w+)\).*)");
  const std::regex row(
      R"(\| (\d+) \| (?:→ )*(\w+)(?: \(4\.2: (\w+)\))? \| (Y|N|–) \| (Y|N|–) \| (Y|N|–) \| (\w+) \|.*)");
  std::string msg_type;
  std::smatch cells;
  for (std::string line; std::getline(lines, line);) {
    if (std::regex_match(line, cells, heading)) msg_type = cells[1];
    if (!std::regex_match(line, cells, row)) continue;
    ASSERT_FALSE(msg_type.empty()) << page << ": " << line;
    EXPECT_TRUE(line.ends_with("` |")) << page << " names no test for tag " << cells[1];
    for (std::size_t version = 0; version < kBeginStrings.size(); ++version) {
      const auto required = cells[4 + version].str();
      if (required == "–") continue;
      const auto name = version == 0 && cells[3].matched ? cells[3].str() : cells[2].str();
      const FieldRow field{name, required, cells[7].str()};
      const bool added = tables[msg_type][version].emplace(std::stoi(cells[1]), field).second;
      EXPECT_TRUE(added) << page << " has tag " << cells[1] << " twice";
    }
  }
}

// The messages in ```fix blocks: "8=FIX.4.2|35=…" without BodyLength(9) and CheckSum(10).
std::vector<std::string> examples(const std::string& page) {
  std::vector<std::string> result;
  std::istringstream lines(file_text("fixspec/" + page));
  bool inside = false;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("```")) {
      inside = line == "```fix";
    } else if (inside) {
      result.push_back(line);
    }
  }
  return result;
}

TEST(Pages, ListTheFieldsOfTheDictionaries) {
  Tables tables;
  for (const auto* page : kPages) read_page(page, tables);
  for (std::size_t version = 0; version < kBeginStrings.size(); ++version) {
    const auto dictionary = dictionary_text(kBeginStrings.at(version));
    for (const auto* msg_type :
         {"0", "1", "2", "3", "4", "5", "A", "D", "F", "G", "H", "8", "9", "j", "q", "r", "AF"}) {
      if (version == 0 && is_of_many(msg_type)) continue;
      EXPECT_EQ(tables[msg_type].at(version), dictionary.rows(msg_type))
          << kBeginStrings.at(version) << " 35=" << msg_type;
    }
  }
}

TEST(Pages, ShowExamplesTheDictionariesAccept) {
  std::map<std::string, int> shown;
  const std::regex example(R"(8=(FIX[\w.]+)\|(35=(\w+).*))");
  std::smatch parts;
  for (const auto* page : kPages) {
    for (const auto& text : examples(page)) {
      ASSERT_TRUE(std::regex_match(text, parts, example)) << page << ": " << text;
      EXPECT_EQ(judged(parts[1], parts[2]), "accepted") << text;
      ++shown[parts[1].str() + " 35=" + parts[3].str()];
    }
  }
  for (const auto* version : kBeginStrings) {
    for (const auto* msg_type : {"A", "D", "F", "G", "H", "8", "9", "j", "q", "r", "AF"}) {
      if (version == kBeginStrings.front() && is_of_many(msg_type)) continue;
      EXPECT_GT(shown[std::string(version) + " 35=" + msg_type], 0) << version << " 35=" << msg_type;
    }
  }
}

// All C++ sources of the gateway, with the pieces of a broken string literal put together.
std::string sources() {
  std::string text;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(BRIDGE_SOURCE_DIR "/bridge")) {
    if (entry.path().extension() != ".cpp") continue;
    text += file_text(entry.path().lexically_relative(BRIDGE_SOURCE_DIR).string());
  }
  std::string joined;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto next = text[at] == '"' ? text.find_first_not_of(" \n", at + 1) : text.npos;
    if (next != text.npos && next > at + 1 && text[next] == '"') {
      at = next;
    } else {
      joined += text[at];
    }
  }
  return joined;
}

TEST(Pages, QuoteTextsThatAreInTheSources) {
  const std::string code = sources();
  const std::regex row(R"(\| `([^`]+)` \|.*)");
  const std::string varying = "…";
  std::istringstream lines(file_text("fixspec/texts.md"));
  std::smatch cells;
  int texts = 0;
  for (std::string line; std::getline(lines, line);) {
    if (!std::regex_match(line, cells, row)) continue;
    ++texts;
    std::string rest = cells[1].str() + varying;
    for (auto end = rest.find(varying); end != rest.npos; end = rest.find(varying)) {
      EXPECT_NE(code.find(rest.substr(0, end)), code.npos) << line << ": " << rest.substr(0, end);
      rest.erase(0, end + varying.size());
    }
  }
  EXPECT_GT(texts, 40);
}

// Those that the metric counts: a reason that is new has a row, and its series from the start.
TEST(Pages, ExplainEveryReasonForWhichAConnectionIsClosed) {
  const auto page = file_text("fixspec/texts.md");
  const auto begin = page.find("## A connection that is closed without a word");
  ASSERT_NE(begin, page.npos);
  std::istringstream section(page.substr(begin, page.find("\n## ", begin + 1) - begin));
  const std::regex reason("`([a-z_]+)`");
  std::set<std::string> explained{"gone"};  // the client went by itself: there is nothing to correct
  for (std::string line; std::getline(section, line);) {
    const auto cell = line.starts_with("| `") ? line.substr(0, line.find(" | ")) : "";
    for (std::sregex_iterator found(cell.begin(), cell.end(), reason), end; found != end; ++found) {
      explained.insert((*found)[1]);
    }
  }
  const auto& counted = refusal_reasons();
  EXPECT_EQ(explained, std::set<std::string>(counted.begin(), counted.end()));
}

TEST(Pages, NameTestsThatExist) {
  std::set<std::string> cases;
  const std::regex definition(R"(TEST(?:_F|_P)?\((\w+),\s*(\w+)\))");
  for (const auto& entry : std::filesystem::recursive_directory_iterator(BRIDGE_SOURCE_DIR "/tests")) {
    if (entry.path().extension() != ".cpp") continue;
    const auto text =
        file_text("tests/" + entry.path().lexically_relative(BRIDGE_SOURCE_DIR "/tests").string());
    for (std::sregex_iterator found(text.begin(), text.end(), definition), end; found != end; ++found) {
      cases.insert((*found)[1].str() + "." + (*found)[2].str());
    }
  }
  const std::regex name(R"(`([A-Z]\w+\.[A-Z]\w+)`)");
  for (const auto* page : kPages) {
    const auto text = file_text(std::string("fixspec/") + page);
    EXPECT_TRUE(std::regex_search(text, name)) << page << " names no test";
    for (std::sregex_iterator found(text.begin(), text.end(), name), end; found != end; ++found) {
      EXPECT_TRUE(cases.contains((*found)[1])) << page << " names " << (*found)[1];
    }
  }
}

}  // namespace
}  // namespace bridge::fix
