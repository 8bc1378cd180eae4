#include "commands/archive.hpp"

#include "commands/lane_journal.hpp"
#include "journal/sqlite/archive.hpp"
#include "journal/sqlite/prune_request.hpp"
#include "journal/sqlite/retention.hpp"

#include <boost/json.hpp>

#include <chrono>
#include <string>
#include <thread>

namespace bridge {
namespace {

constexpr int kNothingArchived = 1;
constexpr seconds kUntilPruned{10};
constexpr milliseconds kLookAgain{50};

enum class PruneOutcome { No, Yes, ByGateway, Later };

// Waits until the gateway has pruned the journal.
PruneOutcome await_prune(const std::filesystem::path& journal) {
  const auto deadline = std::chrono::steady_clock::now() + kUntilPruned;
  while (journal::prune_request(journal)) {
    if (std::chrono::steady_clock::now() >= deadline) return PruneOutcome::Later;
    std::this_thread::sleep_for(kLookAgain);
  }
  return PruneOutcome::ByGateway;
}

PruneOutcome prune_lane(const LaneJournal& lane, const std::filesystem::path& journal, Timestamp before) {
  if (!lane.gateway()) {
    journal::prune_now(journal, before, lane.retention);
    return PruneOutcome::Yes;
  }
  journal::request_prune(journal, before);
  return await_prune(journal);
}

std::string words_of(PruneOutcome pruned, const std::filesystem::path& journal) {
  switch (pruned) {
    case PruneOutcome::No:
      return "";
    case PruneOutcome::Yes:
      return "  the journal was pruned\n";
    case PruneOutcome::ByGateway:
      return "  the journal was pruned by its gateway\n";
    case PruneOutcome::Later:
      break;
  }
  return "  the gateway prunes its journal in the background; it is through when " +
         journal::prune_request_path(journal).string() + " is gone\n";
}

// The time before which everything goes. Throws std::runtime_error.
Timestamp archive_limit(const LaneJournal& lane, const ArchiveOptions& options) {
  const std::chrono::days days{options.older_than_days};
  if (!options.keeps_journal && days < lane.retention.ids_count) {
    const auto least = std::chrono::ceil<std::chrono::days>(lane.retention.ids_count).count();
    throw std::runtime_error("lane " + lane.lane + ": --older-than " + std::to_string(days.count()) +
                             " is too short: its sessions' ClOrdIDs count for " + std::to_string(least) +
                             " days (cl_ord_id_unique); want " + std::to_string(least) +
                             " or more, or --keep-journal");
  }
  return now() - days;
}

}  // namespace

int archive(const config::Config& config, const ArchiveOptions& options, Streams streams) {
  const auto lanes = lane_journals(config);
  for (const auto& lane : lanes) {
    const auto file = options.to / (lane.lane + ".db");
    if (!lane.exists() || !std::filesystem::exists(file)) continue;
    return fail(kNothingArchived, {file.string() + ": is there already; name another directory"},
                options.json, streams);
  }
  std::filesystem::create_directories(options.to);
  boost::json::array archived;
  for (const auto& lane : lanes) {
    if (!lane.exists()) {
      if (!options.json) {
        streams.out << "lane " << lane.lane << ": no journal at " << lane.file.string() << '\n';
      }
      continue;
    }
    const Timestamp before = archive_limit(lane, options);
    const auto file = options.to / (lane.lane + ".db");
    // Its files are beside the journal itself, whatever link leads there.
    const auto journal = std::filesystem::canonical(lane.file);
    const auto counts = journal::Archive(journal).write(file, before);
    const PruneOutcome pruned = options.keeps_journal ? PruneOutcome::No : prune_lane(lane, journal, before);
    if (options.json) {
      archived.push_back({{"lane", lane.lane},
                          {"file", file.string()},
                          {"before", iso_text(before)},
                          {"events", counts.events},
                          {"tickets", counts.tickets},
                          {"messages", counts.messages},
                          {"pruned", pruned == PruneOutcome::Yes || pruned == PruneOutcome::ByGateway}});
      continue;
    }
    streams.out << "lane " << lane.lane << ": " << file.string() << ", what was before " << iso_text(before)
                << ": " << counts.events << " event(s), " << counts.tickets << " ticket(s), "
                << counts.messages << " message(s)\n"
                << words_of(pruned, journal);
  }
  if (options.json) print(streams.out, archived);
  return 0;
}

}  // namespace bridge
