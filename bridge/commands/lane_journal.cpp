#include "commands/lane_journal.hpp"

#include "journal/lock.hpp"
#include "journal/text.hpp"
#include "upstream/account_settings.hpp"
#include "upstream/upstream.hpp"

#include <iostream>
#include <map>

namespace bridge {

bool LaneJournal::exists() const {
  std::error_code error;
  return std::filesystem::exists(file, error);
}

std::optional<std::string> LaneJournal::gateway() const {
  std::error_code error;
  const auto path = std::filesystem::weakly_canonical(file, error);
  return journal::holder_of(error ? file : path);
}

std::vector<LaneJournal> lane_journals(const config::Config& config) {
  std::map<std::string, LaneJournal> lanes;
  for (const auto& account : config.accounts) {
    LaneJournal& lane = lanes[account.lane];
    lane.lane = account.lane;
    lane.file = config.journal_dir / (account.lane + ".db");
    lane.accounts.push_back({order::AccountName{account.name}, blotter_settings(account)});
    lane.sessions.insert(lane.sessions.end(), account.sessions.begin(), account.sessions.end());
  }
  std::vector<LaneJournal> found;
  for (auto& [name, lane] : lanes) {
    lane.retention = config::retention_of(config, lane.sessions);
    found.push_back(std::move(lane));
  }
  return found;
}

void warn_of_missing_turns(const journal::Reader& reader, const LaneJournal& lane) {
  if (reader.turns_missing() == 0) return;
  std::cerr << lane.file.string() << ": without the newest " << reader.turns_missing()
            << " turn(s), which its gateway has not moved into the tables yet: its log says why\n";
}

order::Event event_of(const journal::EventRow& row, const std::filesystem::path& file) {
  auto event = journal::decode_event(row.body);
  if (event) return std::move(*event);
  throw journal::JournalError(file.string() + ": table events, id " + std::to_string(row.id) +
                              " cannot be read: " + event.error().what +
                              ": keep the file, restore a backup or correct that row");
}

}  // namespace bridge
