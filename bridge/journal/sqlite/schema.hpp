// The journal's tables: README.md in this folder describes them. Owned by whoever opens the file.
#pragma once

#include "base/time.hpp"
#include "journal/sqlite/database.hpp"

namespace bridge::journal {

// Creates the tables in an empty file, and adds what an older fixbridge's file lacks; throws JournalError for
// a file that is no journal of ours, or one written by a newer fixbridge.
void prepare_schema(Connection& db, Timestamp now);
// Of the file as it is; 0: it is empty.
[[nodiscard]] std::int64_t schema_version(const Connection& db);
// A number that no other journal has: its record bears it too.
[[nodiscard]] std::int64_t identity(const Connection& db);
// The number of the last turn that is in the tables.
[[nodiscard]] std::uint64_t last_turn(const Connection& db);
// The same judgement for who only reads; files of older fixbridges are read as they are.
void check_schema(const Connection& db);

}  // namespace bridge::journal
