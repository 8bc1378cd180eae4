// The dictionaries of fixspec/ as they are written, one element a line: for tests that compare them with
// what else says the same.
#pragma once

#include "fix/wire/dictionary.hpp"

#include <map>
#include <ostream>
#include <regex>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace bridge::fix {

struct FieldRow {
  std::string name;
  std::string required;
  std::string type;
  auto operator<=>(const FieldRow&) const = default;
};
using Rows = std::map<int, FieldRow>;  // by tag

inline std::ostream& operator<<(std::ostream& out, const FieldRow& row) {
  return out << row.name << " " << row.required << " " << row.type;
}

struct DictionaryText {
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

inline std::string attribute(const std::string& line, const std::string& name) {
  std::smatch found;
  const std::regex pattern(" " + name + "=\"([^\"]*)\"");
  return std::regex_search(line, found, pattern) ? found[1].str() : "";
}

inline void read_into(DictionaryText& dictionary, std::string_view xml) {
  std::istringstream lines{std::string(xml)};
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
}

// Session and application messages together.
inline DictionaryText dictionary_text(const std::string& begin_string) {
  DictionaryText dictionary;
  if (begin_string == "FIX.4.2") read_into(dictionary, fix42_xml());
  if (begin_string == "FIX.4.4") read_into(dictionary, fix44_xml());
  if (begin_string == "FIXT.1.1") {
    read_into(dictionary, fixt11_xml());
    read_into(dictionary, fix50sp2_xml());
  }
  return dictionary;
}

}  // namespace bridge::fix
