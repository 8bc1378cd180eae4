#include "journal/known.hpp"

#include "base/log.hpp"
#include "base/thread.hpp"
#include "journal/database.hpp"

#include <chrono>
#include <functional>

namespace bridge::journal {
namespace {

constexpr std::chrono::milliseconds kPatience{1000};

std::uint64_t hash(std::string_view session, std::string_view cl_ord_id) {
  const std::hash<std::string_view> of;
  return of(session) * 0x9E3779B97F4A7C15U ^ of(cl_ord_id);
}

}  // namespace

Known::Known(const std::filesystem::path& journal)
    : reader_([this, journal](const std::stop_token& stop) { read(journal, stop); }) {}

void Known::add(std::string_view session, std::string_view cl_ord_id) {
  added_.insert(hash(session, cl_ord_id));
}

bool Known::maybe(std::string_view session, std::string_view cl_ord_id) const {
  const std::uint64_t wanted = hash(session, cl_ord_id);
  return !complete_.load(std::memory_order_acquire) || past_.contains(wanted) || added_.contains(wanted);
}

void Known::read(const std::filesystem::path& journal, const std::stop_token& stop) {
  name_thread("known");
  give_way();
  try {
    const Connection db(journal, kPatience, Connection::Access::Read);
    // ClOrdID(11) of a 35=H names an order: such a ticket has none.
    Statement statement(db, "SELECT session, cl_ord_id FROM tickets WHERE cl_ord_id <> ''");
    for (Rows row = statement.query(); row.next();) {
      if (stop.stop_requested()) return;
      past_.insert(hash(row.text(0), row.text(1)));
    }
    complete_.store(true, std::memory_order_release);
  } catch (const JournalError& error) {
    log::error("journal_unreadable", {{"cause", error.what()},
                                      {"remedy",
                                       "each cancel is looked up in the tables meanwhile, which "
                                       "takes longer: check the disk, then restart"}});
  }
}

}  // namespace bridge::journal
