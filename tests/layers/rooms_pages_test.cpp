// The pages about the rooms are the rooms: the picture and the table of bridge/README.md, and the files that
// each room's own page names.
#include "layers/rooms.hpp"
#include "where.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <regex>
#include <sstream>

namespace bridge::layers {
namespace {

namespace fs = std::filesystem;
using Lines = std::vector<std::string>;

const fs::path kRoot = fs::path(BRIDGE_SOURCE_DIR) / "bridge";
const std::string kMain = "main.cpp";  // the pages' name for the room ""

Lines lines_of(const fs::path& page) {
  std::ifstream input(page);
  Lines lines;
  for (std::string line; std::getline(input, line);) lines.push_back(line);
  return lines;
}

// What stands under "## <title>".
Lines section(const Lines& page, const std::string& title) {
  const auto begin = std::find(page.begin(), page.end(), "## " + title);
  if (begin == page.end()) return {};
  const auto end =
      std::find_if(begin + 1, page.end(), [](const auto& line) { return line.starts_with("## "); });
  return {begin + 1, end};
}

std::vector<std::string> quoted_in(const std::string& text) {
  static const std::regex name("`([^`]+)`");
  std::vector<std::string> names;
  for (std::sregex_iterator at(text.begin(), text.end(), name), end; at != end; ++at)
    names.push_back((*at)[1]);
  return names;
}

// The cells of a table's row; none when the line is no row, or the one below the head.
std::vector<std::string> cells_of(const std::string& line) {
  std::vector<std::string> cells;
  if (!line.starts_with("| ")) return cells;
  std::istringstream rest(line.substr(1));
  for (std::string cell; std::getline(rest, cell, '|');) cells.push_back(cell);
  return cells;
}

std::string name_of(const std::string& room) { return room.empty() ? kMain : room; }

using Floors = std::map<int, std::set<std::string>>;

// A room is one floor above the highest that it may include.
Floors floors_of_the_table() {
  Floors floors;
  std::map<std::string, int> floor_of;
  for (const auto& [room, below] : kRooms) {
    int floor = 0;
    for (const auto& other : below) floor = std::max(floor, floor_of.at(other) + 1);
    floor_of[room] = floor;
    floors[floor].insert(name_of(room));
  }
  return floors;
}

// "    4            fix/door       venue/binance", and below it a line without a number: the same floor.
Floors floors_of_the_picture() {
  Floors floors;
  int floor = -1;
  bool inside = false;
  for (const auto& line : section(lines_of(kRoot / "README.md"), "The picture")) {
    if (line.starts_with("```")) inside = false;
    std::istringstream words(line);
    std::string word;
    while (inside && words >> word) {
      if (word.find_first_not_of("0123456789") == std::string::npos) {
        floor = std::stoi(word);
      } else {
        EXPECT_TRUE(floors[floor].insert(word).second) << word << " is there twice";
      }
    }
    if (line.starts_with("floor ")) inside = true;
  }
  return floors;
}

// "fix…": the room with those in it, but for the client.
Rooms rooms_named(const std::string& name) {
  static const std::string more = "…";
  if (!name.ends_with(more)) return {name};
  const std::string room = name.substr(0, name.size() - more.size());
  Rooms rooms;
  for (const auto& entry : kRooms) {
    const bool within = entry.first == room || entry.first.starts_with(room + "/");
    if (within && entry.first != "fix/client") rooms.insert(entry.first);
  }
  return rooms;
}

TEST(Picture, IsTheHouse) { EXPECT_EQ(floors_of_the_picture(), floors_of_the_table()); }

TEST(RoomsPage, SaysWhatEachRoomMayInclude) {
  std::map<std::string, Rooms> told;
  for (const auto& line : section(lines_of(kRoot / "README.md"), "Rooms")) {
    const auto cells = cells_of(line);
    if (cells.size() < 3) continue;
    const auto room = quoted_in(cells[0]);
    if (room.empty()) continue;  // the head
    Rooms below;
    for (const auto& name : quoted_in(cells[2])) below.merge(rooms_named(name));
    EXPECT_TRUE(told.emplace(room.front(), below).second) << room.front() << " has two rows";
  }
  std::map<std::string, Rooms> wanted;
  for (const auto& [room, below] : kRooms) wanted.emplace(name_of(room), below);
  EXPECT_EQ(told, wanted);
}

// Its sources without their endings, from the room's folder: `door/listener` in fix/README.md.
TEST(RoomsPage, OfEachRoomNamesEveryFile) {
  for (const auto& entry : kRooms) {
    const fs::path room = kRoot / entry.first;
    if (entry.first.empty() || entry.first.find('/') != std::string::npos) continue;
    std::set<std::string> named;
    for (const auto& line : section(lines_of(room / "README.md"), "Files")) {
      const auto cells = cells_of(line);
      if (cells.empty()) continue;
      for (const auto& name : quoted_in(cells[0])) {
        if (name.ends_with('/')) continue;  // a room within, as a heading
        EXPECT_TRUE(named.insert(name).second) << entry.first << "/README.md names " << name << " twice";
      }
    }
    std::set<std::string> there;
    for (const auto& file : fs::recursive_directory_iterator(room)) {
      const auto kind = file.path().extension();
      if (kind != ".cpp" && kind != ".hpp") continue;
      there.insert(fs::relative(file.path(), room).replace_extension().generic_string());
    }
    EXPECT_EQ(named, there) << entry.first << "/README.md, \"Files\"";
  }
}

}  // namespace
}  // namespace bridge::layers
