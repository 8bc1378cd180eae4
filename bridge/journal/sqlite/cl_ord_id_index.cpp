#include "journal/sqlite/cl_ord_id_index.hpp"

#include "base/log.hpp"
#include "base/thread.hpp"
#include "journal/sqlite/database.hpp"
#include "journal/sqlite/queries.hpp"

#include <algorithm>
#include <chrono>
#include <limits>
#include <random>
#define XXH_INLINE_ALL  // headers only
#include <xxhash.h>

namespace bridge::journal {
namespace {

constexpr std::chrono::milliseconds kIndexPatience{1000};
// So many ids are read at once, because a reader keeps SQLite's log from starting over.
constexpr std::int64_t kRows = 4096;

constexpr std::uint32_t kFirst = 1;
constexpr std::uint32_t kNothingYet = std::numeric_limits<std::uint32_t>::max();

// A time in seconds. What is out of range counts as the end of the range, so the order is never the wrong way
// round.
std::uint32_t second_of(Timestamp at) {
  const std::int64_t second = std::chrono::floor<seconds>(at).time_since_epoch().count();
  return static_cast<std::uint32_t>(
      std::clamp<std::int64_t>(second, 0, std::numeric_limits<std::uint32_t>::max() - 2) + kFirst);
}

}  // namespace

// The hash has a seed of this process, so nobody can choose ids that meet in one slot.
std::uint64_t hash_of_id(std::string_view session, std::string_view cl_ord_id) {
  static const std::uint64_t process_seed =
      std::uint64_t{std::random_device{}()} << 32U | std::random_device{}();
  const XXH64_hash_t seed = XXH3_64bits_withSeed(session.data(), session.size(), process_seed);
  return XXH3_64bits_withSeed(cl_ord_id.data(), cl_ord_id.size(), seed);
}

ClOrdIdIndex::ClOrdIdIndex(const std::filesystem::path& journal)
    : past_since_(kNothingYet),
      reader_([this, journal](const std::stop_token& stop) { read(journal, stop); }) {}

void ClOrdIdIndex::add(std::uint64_t id, Timestamp opened) {
  if (added_.empty() || added_.back()->full()) {
    if (added_.size() == kTables) {
      dropped_ = std::max(dropped_, added_.front()->latest());
      added_.pop_front();
    }
    added_.push_back(std::make_unique<IdTable>());
  }
  added_.back()->add(id, second_of(opened));
}

bool ClOrdIdIndex::maybe(std::uint64_t id, Timestamp since) const {
  const std::uint32_t from = second_of(since);
  if (from < complete_since()) return true;
  const auto has = [&](const auto& table) { return table->has(id, from); };
  const auto past = static_cast<std::ptrdiff_t>(past_tables_.load(std::memory_order_acquire));
  return std::any_of(added_.rbegin(), added_.rend(), has) ||
         std::any_of(past_.begin(), past_.begin() + past, has);
}

// The tables were handed on before they were said to be complete.
std::uint32_t ClOrdIdIndex::complete_since() const {
  return std::max(past_since_.load(std::memory_order_acquire), dropped_ + 1);
}

Timestamp ClOrdIdIndex::complete_from() const {
  const std::uint32_t since = complete_since();
  return since <= kFirst ? Timestamp::min() : Timestamp{seconds{since - kFirst}};
}

std::size_t ClOrdIdIndex::bytes() const { return (added_.size() + past_tables_) * IdTable::kBytes; }

void ClOrdIdIndex::read(const std::filesystem::path& journal, const std::stop_token& stop) {
  name_thread("cl_ord_ids");
  give_way();
  try {
    if (!read_past(journal, stop)) past_since_.store(kFirst, std::memory_order_release);
  } catch (const std::exception& error) {
    log::error("journal_unreadable", {{"cause", error.what()},
                                      {"remedy",
                                       "each cancel is looked up in the tables meanwhile, which "
                                       "takes longer: check the disk, then restart"}});
  }
}

bool ClOrdIdIndex::read_past(const std::filesystem::path& journal, const std::stop_token& stop) {
  const Connection db(journal, kIndexPatience, Connection::Access::Read);
  Statement statement(db, kReadIds);
  std::int64_t opened_us = std::numeric_limits<std::int64_t>::max();
  std::int64_t ticket = opened_us;
  for (auto& table : past_) {
    table = std::make_unique<IdTable>();
    std::uint32_t oldest = kNothingYet;
    bool more = true;
    while (more && !table->full()) {
      const auto room = static_cast<std::int64_t>(table->room());
      const std::int64_t wanted = std::min(kRows, room);
      std::int64_t found = 0;
      for (Rows row = statement.query(opened_us, ticket, wanted); row.next(); ++found) {
        opened_us = row.integer(0);
        ticket = row.integer(1);
        oldest = second_of(from_us(opened_us));
        table->add(hash_of_id(row.text(2), row.text(3)), oldest);
      }
      if (stop.stop_requested()) return true;
      more = found == wanted;
    }
    past_tables_.fetch_add(1, std::memory_order_release);
    if (!more) return false;
    past_since_.store(oldest + 1, std::memory_order_release);
  }
  return true;
}

}  // namespace bridge::journal
