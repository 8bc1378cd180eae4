// The schema of the journal's tables, which README.md in this folder describes. Whoever opens the file owns
// it.
#pragma once

#include "base/time.hpp"
#include "journal/sqlite/database.hpp"

namespace bridge::journal {

// Creates the tables in an empty file, and adds what an older fixbridge's file lacks; throws JournalError for
// a file that is no journal of ours, or one written by a newer fixbridge.
void prepare_schema(Connection& db, Timestamp now);
// The version of the file as it is; 0 when it is empty.
[[nodiscard]] std::int64_t schema_version(const Connection& db);
// A number that no other journal has. The files of committed turns bear it too.
[[nodiscard]] std::int64_t identity(const Connection& db);
// The number of the last turn that is in the tables.
[[nodiscard]] std::uint64_t last_turn(const Connection& db);
// The same judgement for somebody who only reads; files of older fixbridges are read as they are.
void check_schema(const Connection& db);
// And for who reads what only files of this release have: throws JournalError for an older one's too.
void check_is_current(const Connection& db);

}  // namespace bridge::journal
