// The journal's tables in SQLite: turns go in, reads come out. Throws SqlError, and JournalError for what
// cannot be read. Belongs to one thread at a time.
#pragma once

#include "journal/sqlite/database.hpp"
#include "journal/sqlite/session_states.hpp"
#include "journal/sqlite/table_writer.hpp"
#include "order/event.hpp"

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace bridge::journal {

struct OpenId {
  std::int64_t ticket = 0;
  std::string session;
  std::string cl_ord_id;
};

class Tables {
 public:
  explicit Tables(Connection& db);

  // These are a transaction as SQLite knows it. roll_back() may be called after a failure too, and never
  // fails itself.
  void begin();
  void commit();
  void roll_back();
  // Takes, in a transaction, the writes of whole turns, one after the other. `between` runs after each of
  // them.
  void apply(
      std::string_view turns, const std::function<void()>& between = [] {});
  // To be called in the transaction of the last turn.
  void set_last_turn(std::uint64_t number);
  [[nodiscard]] std::uint64_t last_turn();

  // These answer as the functions of these names in Journal do.
  [[nodiscard]] std::optional<order::Prior> find_ticket(const order::SessionKey& session,
                                                        const order::ClOrdId& cl_ord_id, Timestamp since);
  [[nodiscard]] std::vector<OwedMessage> owed(const order::SessionKey& session, std::size_t limit);
  [[nodiscard]] std::vector<std::pair<int, std::string>> messages(const order::SessionKey& session,
                                                                  std::int64_t epoch, int begin, int end);
  [[nodiscard]] std::vector<order::Event> open_events();

  // The ids of the tickets that are open and have one of their own.
  [[nodiscard]] std::vector<OpenId> open_ids();
  // Tells whether anything of an earlier life is owed.
  [[nodiscard]] bool owes(const order::SessionKey& session);
  [[nodiscard]] std::map<order::SessionKey, SessionState> lives();
  // The highest ticket id there is.
  [[nodiscard]] std::uint64_t last_ticket();

 private:
  [[nodiscard]] JournalError unreadable(const std::string& row, const std::string& what) const;

  Connection& db_;
  Statement begin_;
  Statement commit_;
  Statement set_last_turn_;
  TableWriter writer_;
  Statement find_ticket_;
  Statement read_messages_;
  Statement read_owed_;
  Statement owes_;
};

}  // namespace bridge::journal
