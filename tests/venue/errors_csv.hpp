// bridge/venue/binance/errors.csv, as its columns have it: what tests hold the code against.
#pragma once

#include "venue/frames.hpp"
#include "where.hpp"

#include <gtest/gtest.h>

#include <map>
#include <sstream>
#include <string>
#include <vector>

namespace bridge::venue::test {

using Row = std::map<std::string, std::string>;

// RFC 4180, one line a row: quoted fields, doubled quotes.
inline std::vector<std::string> fields_of(const std::string& line) {
  std::vector<std::string> fields{""};
  bool in_quotes = false;
  for (std::size_t at = 0; at < line.size(); ++at) {
    const char c = line[at];
    if (c == '"' && in_quotes && at + 1 < line.size() && line[at + 1] == '"') {
      fields.back() += c;
      ++at;
    } else if (c == '"') {
      in_quotes = !in_quotes;
    } else if (c == ',' && !in_quotes) {
      fields.emplace_back();
    } else if (c != '\r') {
      fields.back() += c;
    }
  }
  return fields;
}

inline std::vector<Row> errors_csv() {
  std::istringstream in{
      read_file(std::filesystem::path{BRIDGE_SOURCE_DIR} / "bridge/venue/binance/errors.csv")};
  std::string line;
  std::getline(in, line);
  const auto header = fields_of(line);
  std::vector<Row> rows;
  while (std::getline(in, line)) {
    const auto fields = fields_of(line);
    EXPECT_EQ(fields.size(), header.size()) << line;
    Row row;
    for (std::size_t i = 0; i < header.size(); ++i) row[header[i]] = fields.at(i);
    rows.push_back(row);
  }
  return rows;
}

inline bool has_code(const Row& row) { return row.at("code").front() == '-'; }

// "500/503", "5xx/400", "400?": the statuses a row names; none for "-".
inline std::vector<int> statuses_of(const std::string& text) {
  std::vector<int> statuses;
  std::istringstream in{text};
  for (std::string status; std::getline(in, status, '/');) {
    if (status != "-") statuses.push_back(status == "5xx" ? 503 : std::stoi(status));
  }
  return statuses;
}

// The texts of a row, which are alternatives.
inline std::vector<std::string> texts_of(const std::string& text) {
  std::vector<std::string> texts;
  std::size_t at = 0;
  for (std::size_t bar = 0; (bar = text.find(" | ", at)) != text.npos; at = bar + 3) {
    texts.push_back(text.substr(at, bar - at));
  }
  texts.push_back(text.substr(at));
  return texts;
}

}  // namespace bridge::venue::test
