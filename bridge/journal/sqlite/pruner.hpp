// Deletes from the tables what is older than a point in time: closed tickets with their events and what
// proves them, events of links and starts with which nothing begins any more, and messages that their client
// evidently has. What stays is a journal as any other: a start finds in it what it would have found, and a
// replay comes out equal. It goes in pieces, each of them one short transaction. Throws JournalError. Belongs
// to the thread that has the tables.
#pragma once

#include "base/time.hpp"
#include "journal/settings.hpp"
#include "journal/sqlite/database.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace bridge::journal {

// What a journal has lost by pruning. A replay has to know.
struct Pruned {
  Timestamp until{};        // what is older than this may be gone; zero: nothing is
  std::int64_t ticket = 0;  // the highest that is gone
};
[[nodiscard]] Pruned pruned(const Connection& db);

class Pruner {
 public:
  // Of the settings it goes by all but `keep` and `ids_count`. A ticket of a session whose ids count for ever
  // leaves its row behind: its ClOrdID(11) stays used, and who asks again is told what it was told.
  Pruner(Connection& db, const RetentionSettings& settings);

  // Deletes the next piece of what is older than `before`: a pass goes once through all tables. A piece ends
  // when `goes_on`, which is asked after each ticket, says no. Returns whether the pass goes on. When it
  // throws, the piece is undone and the next call begins a pass.
  [[nodiscard]] bool next(Timestamp before, const std::function<bool()>& goes_on);
  // A pass passes over events that one before it has looked at and left, but for the first and after this.
  void look_at_all() { event_ = 0; }

 private:
  // Of a pass.
  enum class Stage { Tickets, Links, Messages };
  // A session's messages of one epoch, and the last of which no client needs any.
  struct Epoch {
    std::string session;
    std::int64_t epoch = 0;
    std::int64_t last = 0;
  };
  struct Limits {
    std::int64_t before_us = 0;
    const std::function<bool()>& goes_on;
  };

  // False: the pass is over.
  [[nodiscard]] bool piece(const Limits& limits);
  // Each returns whether it is through.
  [[nodiscard]] bool drop_tickets(const Limits& limits);
  [[nodiscard]] bool drop_links(const Limits& limits);
  [[nodiscard]] bool drop_messages(const Limits& limits);
  [[nodiscard]] bool drop_messages(const Epoch& epoch, const Limits& limits);
  void drop_ticket(std::int64_t ticket, bool keeps_id, std::int64_t before_us);
  void begin_links();
  void begin_messages();
  void mark(std::int64_t before_us);
  void undo();
  template <class... Values>
  void drop(Statement& statement, const Values&... values);

  Connection& db_;
  std::set<std::string> ids_for_ever_;
  std::int64_t messages_stay_longer_us_;
  Statement begin_;
  Statement commit_;
  Statement read_events_;
  Statement drop_events_;
  Statement drop_event_;
  Statement drop_ticket_;
  Statement read_links_;
  Statement read_messages_;
  Statement drop_messages_;
  Statement drop_epochs_;
  Statement mark_;

  Stage stage_ = Stage::Tickets;
  std::int64_t event_ = 0;  // the last that was looked at
  // Links and starts before the first event of a ticket that is left. Up to `useless_` they are older than
  // the start before that event; of those behind it the newest of each account is needed.
  std::int64_t link_ = 0;
  std::int64_t first_of_ticket_ = 0;
  std::int64_t useless_ = 0;
  std::map<std::string, std::int64_t> newest_link_;
  std::vector<Epoch> epochs_;  // that are still to be looked at, the last first
  std::int64_t highest_dropped_ = 0;
  bool dropped_ = false;  // anything in this piece
};

}  // namespace bridge::journal
