#include "fix/dictionary.hpp"

#include "fix/framer.hpp"
#include "fix/message.hpp"
#include "fix/message_types.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace bridge::fix {
namespace {

constexpr auto kPages =
    std::to_array<const char*>({"README.md", "order_cancel_request.md", "execution_report.md",
                                "order_cancel_reject.md", "business_reject.md"});

std::string file_text(const std::string& path) {
  const std::ifstream file(std::string(BRIDGE_SOURCE_DIR) + "/" + path);
  EXPECT_TRUE(file.is_open()) << path;
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::string attribute(const std::string& line, const std::string& name) {
  std::smatch found;
  const std::regex pattern(" " + name + "=\"([^\"]*)\"");
  return std::regex_search(line, found, pattern) ? found[1].str() : "";
}

struct FieldRow {
  std::string name;
  std::string required;
  std::string type;
  auto operator<=>(const FieldRow&) const = default;
};
using Rows = std::map<int, FieldRow>;  // by tag

std::ostream& operator<<(std::ostream& out, const FieldRow& row) {
  return out << row.name << " " << row.required << " " << row.type;
}

// The dictionary as it is written, one element a line.
struct Dictionary {
  std::map<std::string, std::vector<std::pair<std::string, std::string>>> messages;  // name, required
  std::map<std::string, std::pair<int, std::string>> fields;                         // tag, type

  [[nodiscard]] Rows rows(const std::string& msg_type) const {
    Rows result;
    for (const auto& [name, required] : messages.at(msg_type)) {
      const auto& [tag, type] = fields.at(name);
      result.emplace(tag, FieldRow{name, required, type});
    }
    return result;
  }
};

Dictionary read_dictionary() {
  Dictionary dictionary;
  std::istringstream lines{std::string(fix44_xml())};
  std::string msg_type;
  for (std::string line; std::getline(lines, line);) {
    const auto tag = attribute(line, "number");
    if (line.find("<message ") != std::string::npos) {
      msg_type = attribute(line, "msgtype");
      dictionary.messages[msg_type];
    } else if (line.find("</message>") != std::string::npos) {
      msg_type.clear();
    } else if (!tag.empty()) {
      dictionary.fields[attribute(line, "name")] = {std::stoi(tag), attribute(line, "type")};
    } else if (!msg_type.empty()) {
      const auto name = attribute(line, "name");
      if (!name.empty()) dictionary.messages[msg_type].emplace_back(name, attribute(line, "required"));
    }
  }
  return dictionary;
}

// The rows of a page's first table: "| 11 | ClOrdID | Y | STRING | …".
Rows page_rows(const std::string& page) {
  Rows result;
  std::istringstream lines(file_text("fixspec/" + page));
  const std::regex row(R"(\| (\d+) \| (?:→ )*(\w+) \| (Y|N) \| (\w+) \|.*)");
  std::smatch cells;
  for (std::string line; std::getline(lines, line);) {
    if (!std::regex_match(line, cells, row)) continue;
    const bool added =
        result.emplace(std::stoi(cells[1]), FieldRow{cells[2].str(), cells[3].str(), cells[4].str()}).second;
    EXPECT_TRUE(added) << page << " has tag " << cells[1] << " twice";
    EXPECT_TRUE(line.ends_with("` |")) << page << " names no test for tag " << cells[1];
  }
  return result;
}

// The messages in ```fix blocks.
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

const FIX::DataDictionary& fix44() {
  static const auto provider = make_provider("FIX.4.4");
  return provider.getSessionDataDictionary(FIX::BeginString("FIX.4.4"));
}

// "accepted", or QuickFIX's word for what is wrong and the tag.
std::string judged(const std::string& body) {
  try {
    const FIX::Message parsed(message(body), fix44(), true);
    fix44().validate(parsed);
    return "accepted";
  } catch (const FIX::RequiredTagMissing& error) {
    return "missing " + std::to_string(error.field);
  } catch (const FIX::TagNotDefinedForMessage& error) {
    return "not on this message " + std::to_string(error.field);
  } catch (const FIX::InvalidTagNumber& error) {
    return "undefined " + std::to_string(error.field);
  } catch (const FIX::IncorrectTagValue& error) {
    return "value " + std::to_string(error.field);
  } catch (const FIX::IncorrectDataFormat& error) {
    return "format " + std::to_string(error.field);
  } catch (const FIX::NoTagValue& error) {
    return "empty " + std::to_string(error.field);
  } catch (const FIX::TagOutOfOrder& error) {
    return "out of order " + std::to_string(error.field);
  } catch (const FIX::RepeatedTag& error) {
    return "repeated " + std::to_string(error.field);
  } catch (const FIX::Exception& error) {
    return error.what();
  }
}

constexpr const char* kHeader = "34=2|49=OMS|52=20261122-17:09:31.000|56=BRIDGE|";

std::string cancel(const std::string& fields) { return std::string("35=F|") + kHeader + fields; }
std::string with(const std::string& fields) {
  return cancel("11=c1|41=o1|55=BTCUSDT|54=1|60=20261122-17:09:31.000|" + fields);
}

TEST(Dictionary, KnowsNoDataField) {
  for (const auto& [name, field] : read_dictionary().fields) {
    EXPECT_NE(field.second, "DATA") << name;
    EXPECT_NE(field.second, "XMLDATA") << name;
  }
}

TEST(Dictionary, LetsACancelNameItsOrderByOrderIdAlone) {
  EXPECT_EQ(judged(cancel("11=c1|37=8389765519836|55=BTCUSDT|54=1|60=20261122-17:09:31.000|")), "accepted");
}

TEST(Dictionary, RejectsACancelWithoutWhatEveryCancelNeeds) {
  EXPECT_EQ(judged(cancel("41=o1|55=BTCUSDT|54=1|60=20261122-17:09:31.000|")), "missing 11");
  EXPECT_EQ(judged(cancel("11=c1|41=o1|54=1|60=20261122-17:09:31.000|")), "missing 55");
  EXPECT_EQ(judged(cancel("11=c1|41=o1|55=BTCUSDT|60=20261122-17:09:31.000|")), "missing 54");
  EXPECT_EQ(judged(cancel("11=c1|41=o1|55=BTCUSDT|54=1|")), "missing 60");
  EXPECT_EQ(judged("35=F|34=2|49=OMS|56=BRIDGE|11=c1|41=o1|55=BTCUSDT|54=1|60=20261122-17:09:31|"),
            "missing 52");
}

TEST(Dictionary, RejectsWrongFieldsAndValuesOnACancel) {
  EXPECT_EQ(judged(with("31=1|")), "undefined 31");
  EXPECT_EQ(judged(with("150=4|")), "not on this message 150");
  EXPECT_EQ(judged(with("38=abc|")), "format 38");
  EXPECT_EQ(judged(with("58=|")), "empty 58");
  EXPECT_EQ(judged(with("1=a|1=b|")), "repeated 1");
  EXPECT_EQ(judged(with("43=Y|")), "out of order 43");
  EXPECT_EQ(judged(cancel("11=c1|41=o1|55=BTCUSDT|54=Q|60=20261122-17:09:31.000|")), "value 54");
  EXPECT_EQ(judged(cancel("11=c1|41=o1|55=BTCUSDT|54=1|60=yesterday|")), "format 60");
}

TEST(Dictionary, RejectsDataFieldsOnACancel) {
  EXPECT_EQ(judged(with("95=2147483647|96=x|")), "undefined 95");
  EXPECT_EQ(judged(with("354=-1|355=x|")), "undefined 354");
}

TEST(Dictionary, ToleratesWhatAnOrderSystemRepeatsOnACancel) {
  EXPECT_EQ(judged(with("453=2|448=DESK|447=D|452=11|448=ME|447=D|452=12|802=1|523=x|803=4|")), "accepted");
  EXPECT_EQ(judged(with("48=BTCUSDT|22=8|167=FUT|207=BINF|461=FFXPXS|15=USDT|")), "accepted");
  EXPECT_EQ(judged(with("40=2|44=65000.1|59=1|18=G 6|21=1|77=O|528=P|")), "accepted");
}

TEST(Dictionary, IgnoresUserDefinedTags) { EXPECT_EQ(judged(with("5001=x|9999=y|20017=z|")), "accepted"); }

TEST(Dictionary, KnowsTheTypesItRefuses) {
  for (const auto& [msg_type, fields] : read_dictionary().messages) {
    const bool name_only = fields.size() == 1 && fields[0].first == "ClOrdID";
    EXPECT_EQ(is_unsupported_type("FIX.4.4", msg_type), name_only) << "35=" << msg_type;
    if (name_only) {
      EXPECT_EQ(judged("35=" + msg_type + "|" + kHeader + "11=c1|"), "accepted") << msg_type;
    }
  }
  EXPECT_TRUE(is_unsupported_type("FIX.4.4", "BH"));
  for (const auto* spoken : {"0", "1", "2", "3", "4", "5", "A", "F", "H", "8", "9", "j"}) {
    EXPECT_FALSE(is_unsupported_type("FIX.4.4", spoken)) << spoken;
  }
  for (const auto* unknown : {"", "ZZ", "I", "O", "U", "n", "BI", "f0"}) {
    EXPECT_FALSE(is_unsupported_type("FIX.4.4", unknown)) << unknown;
  }
}

TEST(Dictionary, NamesTheVersionItLacks) {
  try {
    const auto provider = make_provider("FIX.4.0");
    FAIL();
  } catch (const std::runtime_error& error) {
    EXPECT_NE(std::string(error.what()).find("FIX.4.0"), std::string::npos);
  }
}

TEST(Pages, ListTheFieldsOfTheDictionary) {
  const std::map<std::string, std::string> pages = {{"F", "order_cancel_request.md"},
                                                    {"8", "execution_report.md"},
                                                    {"9", "order_cancel_reject.md"},
                                                    {"j", "business_reject.md"}};
  const auto dictionary = read_dictionary();
  for (const auto& [msg_type, page] : pages) {
    EXPECT_EQ(page_rows(page), dictionary.rows(msg_type)) << page;
  }
}

TEST(Pages, ShowExamplesTheDictionaryAccepts) {
  for (const auto* page : kPages) {
    EXPECT_FALSE(examples(page).empty()) << page;
    for (const auto& example : examples(page)) EXPECT_EQ(judged(example), "accepted") << example;
  }
}

TEST(Pages, NameTestsThatExist) {
  std::set<std::string> cases;
  const std::regex definition(R"(TEST(?:_F|_P)?\((\w+), *(\w+)\))");
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
