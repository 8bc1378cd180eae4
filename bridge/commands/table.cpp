#include "commands/table.hpp"

#include <algorithm>
#include <utility>

namespace bridge {
namespace {

constexpr std::size_t kWidthMax = 62;  // longer lines are folded

// Folds at blanks, so that no line is wider than a column may be.
Table::Cell fold(const Table::Cell& cell) {
  Table::Cell lines;
  for (std::string line : cell) {
    while (line.size() > kWidthMax) {
      const auto blank = line.rfind(' ', kWidthMax);
      const auto cut = blank == std::string::npos || blank == 0 ? kWidthMax : blank;
      lines.push_back(line.substr(0, cut));
      line = "  " + line.substr(cut == blank ? cut + 1 : cut);
    }
    if (!line.empty()) lines.push_back(std::move(line));
  }
  return lines;
}

std::string painted(const std::string& text, bool colour) {
  if (!colour) return text;
  if (text.starts_with(kPassed)) return "\033[32m" + text + "\033[0m";
  if (text.starts_with(kFailed)) return "\033[1;31m" + text + "\033[0m";
  return text;
}

}  // namespace

Table::Table(std::vector<std::string> headings) : headings_(std::move(headings)) {}

void Table::row(std::vector<Cell> cells) {
  for (auto& cell : cells) cell = fold(cell);
  rows_.push_back(std::move(cells));
}

void Table::print(std::ostream& out, bool colour) const {
  std::vector<std::size_t> widths;
  for (std::size_t column = 0; column < headings_.size(); ++column) {
    widths.push_back(headings_[column].size());
    for (const auto& row : rows_) {
      for (const auto& line : row[column]) widths[column] = std::max(widths[column], line.size());
    }
  }
  const auto put = [&](const std::vector<std::string>& line) {
    for (std::size_t column = 0; column < line.size(); ++column) {
      std::string text = line[column];
      text.resize(widths[column], ' ');
      out << painted(text, colour) << (column + 1 == line.size() ? "\n" : "  ");
    }
  };
  put(headings_);
  for (const auto& row : rows_) {
    std::size_t height = 0;
    for (const auto& cell : row) height = std::max(height, cell.size());
    out << '\n';
    for (std::size_t line = 0; line < height; ++line) {
      std::vector<std::string> texts;
      texts.reserve(row.size());
      for (const auto& cell : row) texts.push_back(line < cell.size() ? cell[line] : "");
      put(texts);
    }
  }
}

}  // namespace bridge
