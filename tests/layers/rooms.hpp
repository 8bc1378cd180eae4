// The house: every room of bridge/ and what it may include. The includes are held against it
// (layers_test.cpp), and so are the pages (rooms_pages_test.cpp). One thread.
#pragma once

#include <initializer_list>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace bridge::layers {

// Every room, the lowest floor first, and the rooms that it may include. "" is bridge/ itself: main.cpp. A
// room that may be included may be so by those above it only.
using Rooms = std::set<std::string>;
inline const Rooms kFix = {"fix", "fix/wire", "fix/codec", "fix/door", "fix/session"};
inline const Rooms kVenue = {"venue", "venue/binance", "venue/binance/signing"};
inline const Rooms kJournal = {"journal", "journal/log", "journal/sqlite"};

inline Rooms all_of(std::initializer_list<Rooms> parts) {
  Rooms all;
  for (const auto& part : parts) all.insert(part.begin(), part.end());
  return all;
}

inline const Rooms kShells = all_of({kFix, kVenue, kJournal, {"ops", "order", "base"}});

inline const std::vector<std::pair<std::string, Rooms>> kRooms = {
    {"base", {}},
    {"order", {"base"}},
    {"fix", {"order", "base"}},
    {"fix/wire", {"fix", "base"}},
    {"fix/codec", {"fix", "order", "base"}},
    {"fix/door", {"fix/wire", "fix", "order", "base"}},
    {"fix/session", {"fix/door", "fix/codec", "fix/wire", "fix", "order", "base"}},
    {"fix/client", {"fix/wire", "fix", "base"}},
    {"venue", {"order", "base"}},
    {"venue/binance/signing", {"venue", "base"}},
    {"venue/binance", {"venue/binance/signing", "venue", "order", "base"}},
    {"journal", {"order", "base"}},
    {"journal/log", {"journal", "order", "base"}},
    {"journal/sqlite", {"journal/log", "journal", "order", "base"}},
    {"ops", {"order", "base"}},
    {"simulator", {"base"}},
    {"config", {"order", "base"}},  // and kSettings
    {"upstream", all_of({kVenue, {"config", "ops", "order", "base"}})},
    {"lane", all_of({kShells, {"upstream", "config"}})},
    {"gateway", all_of({kShells, {"lane", "upstream", "config"}})},
    {"commands", all_of({kShells, {"gateway", "lane", "upstream", "config"}})},
    {"demo", {"commands", "gateway", "config", "fix/client", "simulator", "base"}},
    {"", all_of({kShells, {"commands", "gateway", "lane", "upstream", "config"}})},
};

}  // namespace bridge::layers
