// Knows under which ClOrdIDs was asked, and when, as hashes in memory: most requests bear a new one, and need
// no look at the tables to know. Of those of the past the newest are read first, on a thread and a connection
// of its own, so that a start does not wait for them: a million take two seconds. Memory is bounded: of more
// ids than there is room for the newest are kept, and who asks about an earlier time is sent to the tables.
// Owned by the lane's thread.
#pragma once

#include "base/time.hpp"
#include "journal/sqlite/id_table.hpp"

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <filesystem>
#include <memory>
#include <stop_token>
#include <string_view>
#include <thread>

namespace bridge::journal {

// The hash of a session and an id. It is another one in each process.
[[nodiscard]] std::uint64_t hash_of_id(std::string_view session, std::string_view cl_ord_id);

class ClOrdIdIndex {
 public:
  // So many tables hold the past, and as many this life: 12 million ids and 128 MiB each.
  static constexpr std::size_t kTables = 32;

  // Reads the ids of the tickets that are in the tables by now.
  explicit ClOrdIdIndex(const std::filesystem::path& journal);

  // Notes that a ticket was opened under this id.
  void add(std::uint64_t id, Timestamp opened);
  // Returns false when no ticket was opened under the id at `since` or later, and true when one has to look.
  [[nodiscard]] bool maybe(std::uint64_t id, Timestamp since) const;
  // The time from which on every ticket that was opened is in here.
  [[nodiscard]] Timestamp complete_from() const;
  // The bytes of memory that it takes, at most.
  [[nodiscard]] std::size_t bytes() const;

 private:
  using Tables = std::array<std::unique_ptr<IdTable>, kTables>;

  void read(const std::filesystem::path& journal, const std::stop_token& stop);
  // Returns true when there may be more.
  bool read_past(const std::filesystem::path& journal, const std::stop_token& stop);
  [[nodiscard]] std::uint32_t complete_since() const;

  std::deque<std::unique_ptr<IdTable>> added_;  // the newest last
  std::uint32_t dropped_ = 0;                   // the latest time of what there was no room for
  Tables past_;                                 // the newest first; each its reader's, until it is handed on
  std::atomic<std::size_t> past_tables_ = 0;    // that were handed on
  std::atomic<std::uint32_t> past_since_;       // they have all from there on
  std::jthread reader_;                         // last: it ends before the rest
};

}  // namespace bridge::journal
