// Where a journal is, what a commit promises, and how long it is kept. Plain values; filled by config/. Any
// thread.
#pragma once

#include "base/time.hpp"

#include <chrono>
#include <filesystem>
#include <optional>
#include <set>
#include <string>

namespace bridge::journal {

// With `process` a commit survives kill -9. With `disk` it is synced, and survives power loss as well.
enum class Durability { Process, Disk };

struct RetentionSettings {
  std::optional<microseconds> keep{};            // empty: for ever
  microseconds ids_count{std::chrono::days{3}};  // a ClOrdID(11) may count as used for so long
  std::set<std::string> ids_for_ever{};          // sessions whose ClOrdIDs count for ever
  // Messages go by the time that the client saw (52), which may differ from ours, and stay longer by so much.
  microseconds messages_stay_longer{std::chrono::days{1}};
};

struct Settings {
  std::filesystem::path file;
  Durability durability = Durability::Process;
  RetentionSettings retention{};
};

}  // namespace bridge::journal
