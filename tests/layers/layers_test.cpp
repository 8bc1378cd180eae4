// Reads every #include under bridge/ against the table of rooms, and what else a file there
// owes its reader. A new door between rooms is a line in rooms.hpp, a new library one in a table below, and
// each is a decision.
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
#include <set>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

namespace bridge::layers {
namespace {

namespace fs = std::filesystem;
using testing::IsEmpty;

const fs::path kRoot = fs::path(BRIDGE_SOURCE_DIR) / "bridge";

// The settings config/ fills: all it may know of other shells.
const std::set<std::string> kSettings = {"fix/settings.hpp", "venue/settings.hpp",
                                         "venue/binance/settings.hpp", "journal/settings.hpp",
                                         "ops/settings.hpp"};

// A library, by the beginning of its include path (the longest that fits counts), and who may include it:
// a room with those within it, "." for main.cpp, or one file.
const std::map<std::string, std::set<std::string>> kLibraries = {
    {"boost/system/result.hpp", {"base/result.hpp"}},
    {"boost/system/",
     {"base/any_completion.hpp", "fix", "venue", "ops", "simulator", "lane", "gateway", "commands"}},
    {"boost/asio/",
     {"base/any_completion.hpp", "fix", "venue", "ops", "simulator", "lane", "gateway", "commands"}},
    {"boost/multiprecision/", {"base/decimal.cpp", "simulator"}},
    {"arpa/inet.h", {"base/network.cpp", "fix/quickfix.hpp"}},
    {"boost/asio/ssl", {"venue", "simulator"}},
    {"boost/beast/", {"venue", "ops", "simulator"}},
    {"boost/beast.hpp", {"venue", "ops", "simulator"}},
    {"boost/json", {"venue", "journal", "simulator", "lane", "gateway", "commands", "demo"}},
    {"openssl/", {"venue", "simulator", "fix/door/tls.cpp", "fix/door/credentials.cpp"}},
    {"date/", {"fix/door/schedule.cpp", "config/schedule.cpp"}},
    {"quickfix/", {"fix/quickfix.hpp"}},
    {"yaml-cpp/", {"config"}},
    {"sqlite3.h", {"journal/sqlite"}},
    {"xxhash.h", {"journal/sqlite/cl_ord_id_index.cpp", "journal/log/write_ahead_log.cpp"}},
    {"prometheus/", {"ops"}},
    {"CLI/", {".", "base/usage.hpp", "simulator/main.cpp", "demo/main.cpp"}},
    {"seccomp.h", {"venue/binance/signing/confinement.cpp"}},
    // Of the system, in a room that otherwise keeps to the language.
    {"sys/mman.h",
     {"base/secret.cpp", "journal/sqlite/id_table.cpp", "venue/binance/signing/confinement.cpp"}},
    {"sys/prctl.h",
     {"base/core_dumps.cpp", "venue/binance/signing/confinement.cpp",
      "venue/binance/signing/signer_service.cpp"}},
    {"sys/resource.h", {"base/core_dumps.cpp", "base/thread.cpp"}},
    {"pthread.h", {"base/thread.cpp", "fix/quickfix.hpp"}},
};

// The log is written without a library, by these files of a room that otherwise keeps to the language.
const std::set<std::string> kLogFiles = {"base/log_file.cpp", "base/log_writer.cpp"};

// The blotter decides; what could make it do anything else stays out of its room.
const std::set<std::string> kImpure = {"thread", "mutex",  "shared_mutex", "atomic",   "condition_variable",
                                       "future", "random", "fstream",      "iostream", "filesystem",
                                       "ctime",  "cstdio", "coroutine"};

std::string room_of(const std::string& file) {
  const auto slash = file.rfind('/');
  return slash == std::string::npos ? "" : file.substr(0, slash);
}

const Rooms* may_use(const std::string& room) {
  const auto entry = std::find_if(kRooms.begin(), kRooms.end(),
                                  [&](const auto& candidate) { return candidate.first == room; });
  return entry == kRooms.end() ? nullptr : &entry->second;
}

bool may_include_ours(const std::string& file, const std::string& included) {
  const std::string from = room_of(file);
  const std::string to = room_of(included);
  if (included == "fix/quickfix.hpp") return from.starts_with("fix");
  const Rooms* allowed = may_use(from);
  if (allowed == nullptr) return false;
  return from == to || allowed->contains(to) || (from == "config" && kSettings.contains(included));
}

bool names(const std::set<std::string>& who, const std::string& file) {
  if (who.contains(file) || (who.contains(".") && room_of(file).empty())) return true;
  for (std::string room = room_of(file); !room.empty(); room = room_of(room)) {
    if (who.contains(room)) return true;
  }
  return false;
}

bool may_include_library(const std::string& file, const std::string& included) {
  const std::string room = room_of(file);
  const std::set<std::string>* allowed = nullptr;
  for (const auto& [prefix, who] : kLibraries) {
    if (included.starts_with(prefix)) allowed = &who;  // ascending: the last one that fits is the longest
  }
  if (allowed != nullptr) return names(*allowed, file);

  const bool system = included.ends_with(".h");  // POSIX: <unistd.h>, <sys/stat.h>
  if (system) return kLogFiles.contains(file) || (room != "base" && room != "order");
  if (included.find('/') != std::string::npos) return false;  // a library nobody has decided on
  return room != "order" || !kImpure.contains(included);
}

std::vector<std::string> files(const std::set<std::string>& extensions) {
  std::vector<std::string> result;
  for (const auto& entry : fs::recursive_directory_iterator(kRoot)) {
    if (entry.is_regular_file() && extensions.contains(entry.path().extension().string())) {
      result.push_back(fs::relative(entry.path(), kRoot).generic_string());
    }
  }
  std::sort(result.begin(), result.end());
  return result;
}

std::string text_of(const std::string& file) {
  std::ifstream input(kRoot / file);
  return {std::istreambuf_iterator<char>(input), {}};
}

std::vector<std::string> lines_of(const std::string& file) {
  std::istringstream input(text_of(file));
  std::vector<std::string> result;
  for (std::string line; std::getline(input, line);) result.push_back(line);
  return result;
}

TEST(Layers, LetARoomKnowOnlyWhatTheTableSays) {
  const std::regex include(R"re(^\s*#\s*include\s*([<"])([^>"]+)[>"])re");
  std::vector<std::string> forbidden;
  std::size_t seen = 0;
  for (const std::string& file : files({".hpp", ".cpp"})) {
    int number = 0;
    for (const std::string& line : lines_of(file)) {
      ++number;
      std::smatch match;
      if (!std::regex_search(line, match, include)) continue;
      ++seen;
      const std::string included = match[2];
      const bool ours = match[1] == "\"";
      if (!(ours ? may_include_ours(file, included) : may_include_library(file, included))) {
        forbidden.push_back("bridge/" + file + ":" + std::to_string(number) + " may not include " + included);
      }
      if (ours && !fs::exists(kRoot / included)) {
        forbidden.push_back("bridge/" + file + ":" + std::to_string(number) +
                            ": ours are named from bridge/: " + included);
      }
    }
  }
  EXPECT_GT(seen, 100U);
  EXPECT_THAT(forbidden, IsEmpty());
}

TEST(Layers, NameEverySourceInAListOfCMake) {
  std::set<std::string> listed;
  for (const auto& entry : fs::recursive_directory_iterator(kRoot)) {
    if (entry.path().filename() != "CMakeLists.txt") continue;
    const std::string text = text_of(fs::relative(entry.path(), kRoot).generic_string());
    const std::regex source(R"([A-Za-z0-9_./-]+\.cpp)");
    for (std::sregex_iterator at(text.begin(), text.end(), source), end; at != end; ++at) {
      listed.insert(fs::relative(entry.path().parent_path() / at->str(), kRoot).generic_string());
    }
  }
  std::vector<std::string> orphans;
  for (const std::string& file : files({".cpp"})) {
    if (!listed.contains(file)) orphans.push_back(file);
  }
  EXPECT_THAT(orphans, IsEmpty());
}

TEST(Layers, BeginEveryHeaderWithWhatItIs) {
  std::vector<std::string> silent;
  for (const std::string& file : files({".hpp"})) {
    const auto lines = lines_of(file);
    const bool says = !lines.empty() && lines[0].starts_with("// ") && lines[0].size() > 20;
    const bool once = std::find(lines.begin(), lines.end(), "#pragma once") != lines.end();
    if (!says)
      silent.push_back(file + ": begin with a comment: what it is, which thread owns it, what it promises");
    if (!once) silent.push_back(file + ": #pragma once is missing");
  }
  EXPECT_THAT(silent, IsEmpty());
}

TEST(Layers, LeaveNothingForLater) {
  std::vector<std::string> later;
  for (const std::string& file : files({".hpp", ".cpp", ".txt", ".cmake"})) {
    const std::string text = text_of(file);
    for (const char* word : {"TODO", "FIXME"}) {
      if (text.find(word) != std::string::npos) later.push_back(file + ": " + word);
    }
  }
  EXPECT_THAT(later, IsEmpty());
}

// --- the table itself ---

TEST(LayerTable, NamesEveryRoom) {
  std::set<std::string> rooms;
  for (const std::string& file : files({".hpp", ".cpp"})) rooms.insert(room_of(file));
  std::set<std::string> named;
  for (const auto& [room, below] : kRooms) named.insert(room);
  EXPECT_EQ(named, rooms);
}

TEST(LayerTable, HasNoStairsUp) {
  Rooms below;
  for (const auto& [room, uses] : kRooms) {
    for (const auto& used : uses) EXPECT_TRUE(below.contains(used)) << room << " may not use " << used;
    below.insert(room);
  }
}

TEST(LayerTable, LooksDownOnly) {
  EXPECT_TRUE(may_include_ours("commands/replay.cpp", "lane/inbox.hpp"));
  EXPECT_FALSE(may_include_ours("lane/inbox.cpp", "commands/replay.hpp"));
  EXPECT_FALSE(may_include_ours("upstream/upstream.cpp", "lane/lane.hpp"));
  EXPECT_FALSE(may_include_ours("upstream/upstream.cpp", "journal/journal.hpp"));
  EXPECT_FALSE(may_include_ours("fix/door/door.cpp", "fix/session/engine.hpp"));
  EXPECT_FALSE(may_include_ours("gateway/gateway.cpp", "simulator/simulator.hpp"));
  EXPECT_FALSE(may_include_ours("cellar/wine.cpp", "base/log.hpp"));
  EXPECT_TRUE(may_include_ours("venue/link.cpp", "order/ids.hpp"));
  EXPECT_TRUE(may_include_ours("order/blotter.cpp", "base/decimal.hpp"));
  EXPECT_TRUE(may_include_ours("lane/lane.cpp", "fix/session/engine.hpp"));
  EXPECT_FALSE(may_include_ours("order/blotter.cpp", "journal/journal.hpp"));
  EXPECT_FALSE(may_include_ours("base/log.cpp", "order/ids.hpp"));
  EXPECT_FALSE(may_include_ours("fix/session/engine.cpp", "lane/lane.hpp"));
}

TEST(LayerTable, KeepsShellsApart) {
  EXPECT_FALSE(may_include_ours("fix/session/engine.cpp", "journal/journal.hpp"));
  EXPECT_FALSE(may_include_ours("simulator/simulator.cpp", "venue/dialect.hpp"));
  EXPECT_TRUE(may_include_ours("config/config.hpp", "fix/settings.hpp"));
  EXPECT_FALSE(may_include_ours("config/config.cpp", "fix/session/engine.hpp"));
}

TEST(LayerTable, KeepsQuickFixBehindOneHeader) {
  EXPECT_TRUE(may_include_library("fix/quickfix.hpp", "quickfix/Session.h"));
  EXPECT_FALSE(may_include_library("fix/session/engine.cpp", "quickfix/Session.h"));
  EXPECT_TRUE(may_include_ours("fix/session/engine.cpp", "fix/quickfix.hpp"));
  EXPECT_FALSE(may_include_ours("lane/lane.cpp", "fix/quickfix.hpp"));
}

TEST(LayerTable, KeepsLibrariesInTheirRooms) {
  EXPECT_TRUE(may_include_library("ops/server.cpp", "boost/beast/http.hpp"));
  EXPECT_FALSE(may_include_library("fix/door/listener.cpp", "boost/beast/core.hpp"));
  EXPECT_FALSE(may_include_library("ops/server.cpp", "boost/asio/ssl/context.hpp"));
  EXPECT_FALSE(may_include_library("config/config.hpp", "boost/json.hpp"));
  EXPECT_FALSE(may_include_library("venue/link.cpp", "nlohmann/json.hpp"));
}

TEST(LayerTable, KeepsTheCorePure) {
  EXPECT_TRUE(may_include_library("order/blotter.cpp", "map"));
  EXPECT_FALSE(may_include_library("order/blotter.cpp", "thread"));
  EXPECT_FALSE(may_include_library("order/blotter.cpp", "unistd.h"));
  EXPECT_FALSE(may_include_library("order/blotter.cpp", "boost/asio/io_context.hpp"));
}

}  // namespace
}  // namespace bridge::layers
