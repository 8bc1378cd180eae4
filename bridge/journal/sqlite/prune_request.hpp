// A request to prune, beside the journal: `fixbridge archive` leaves it there once the past is on disk in a
// file of its own, and who has the tables takes it. Any thread, any process.
#pragma once

#include "base/time.hpp"

#include <filesystem>
#include <optional>

namespace bridge::journal {

// `<journal>-prune`.
[[nodiscard]] std::filesystem::path prune_request_path(const std::filesystem::path& journal);
// On disk when it returns. One that is there already gives way. Throws JournalError.
void request_prune(const std::filesystem::path& journal, Timestamp before);
// What is asked for and has not been done. A file that is no request is set aside as *.bad and logged.
[[nodiscard]] std::optional<Timestamp> prune_request(const std::filesystem::path& journal);
// It has been done. Does nothing when another time is asked for by now.
void withdraw_prune_request(const std::filesystem::path& journal, Timestamp before);

// Under this name an archive holds a FileLock while it is written: nothing is pruned then.
[[nodiscard]] std::filesystem::path archive_lock(const std::filesystem::path& journal);

}  // namespace bridge::journal
