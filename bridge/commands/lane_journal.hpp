// The lanes of a configuration as the operator's commands see them: their accounts, their journal, and
// whether a gateway is writing it. Used before any thread starts.
#pragma once

#include "config/config.hpp"
#include "journal/sqlite/reader.hpp"
#include "order/account_blotters.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace bridge {

struct LaneJournal {
  std::string lane;
  std::filesystem::path file;
  std::vector<order::AccountBlotters::Account> accounts;
  std::vector<fix::SessionSettings> sessions;
  journal::RetentionSettings retention;

  [[nodiscard]] bool exists() const;
  // The pid of the gateway that runs the lane; nothing when none does.
  [[nodiscard]] std::optional<std::string> gateway() const;
};

[[nodiscard]] std::vector<LaneJournal> lane_journals(const config::Config& config);

// Says on stderr when the reader does not see the newest turns.
void warn_of_missing_turns(const journal::Reader& reader, const LaneJournal& lane);

// The event of a row in the journal's file. It throws a journal::JournalError that names the row.
[[nodiscard]] order::Event event_of(const journal::EventRow& row, const std::filesystem::path& file);

}  // namespace bridge
