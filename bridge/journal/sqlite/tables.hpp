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

  // A transaction, as SQLite knows it: roll_back() also after a failure, and it never fails itself.
  void begin();
  void commit();
  void roll_back();
  // In a transaction: the writes of whole turns, one after the other. `between` runs after each of them.
  void apply(
      std::string_view turns, const std::function<void()>& between = [] {});
  // In the transaction of its last turn.
  void set_last_turn(std::uint64_t number);
  [[nodiscard]] std::uint64_t last_turn();

  // What Journal's functions of these names say.
  [[nodiscard]] std::optional<order::Prior> find_ticket(const order::SessionKey& session,
                                                        const order::ClOrdId& cl_ord_id, Timestamp since);
  [[nodiscard]] std::vector<OwedMessage> owed(const order::SessionKey& session, std::size_t limit);
  [[nodiscard]] std::vector<std::pair<int, std::string>> messages(const order::SessionKey& session,
                                                                  std::int64_t epoch, int begin, int end);
  [[nodiscard]] std::vector<order::Event> open_events();

  // Of the tickets that are open and have an id of their own.
  [[nodiscard]] std::vector<OpenId> open_ids();
  // Whether anything of an earlier life is owed.
  [[nodiscard]] bool owes(const order::SessionKey& session);
  [[nodiscard]] std::map<order::SessionKey, SessionState> lives();
  // The highest there is.
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
