// Holds what was said on one FIX session, by the journal, against what a replay would say: each report is
// matched with the message that told it, in bounded memory. The caller's thread.
//
// A report is matched by what names it: ExecID(17), or ClOrdID(11), or RefSeqNum(45); then the bytes between
// header and trailer must be equal. Messages that no event accounts for are explained, or are differences.
#pragma once

#include "fix/codec/body.hpp"
#include "journal/sqlite/reader.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace bridge {

// A difference: one thing that is not as it should be, told whole.
struct Difference {
  std::string where;
  std::string replayed;  // empty: the replay has nothing
  std::string journaled;
};

class MessageHistory {
 public:
  struct Counts {
    std::int64_t equal = 0;
    std::int64_t repeated = 0;          // 97=Y: said again after a reset, equal to what it repeats
    std::int64_t of_pruned = 0;         // about tickets that the journal no longer has
    std::int64_t without_journal = 0;   // refused at once: too fast, no journal, not understood
    std::set<order::TicketId> waiting;  // open: the session did not take their report
  };
  using Found = std::function<void(Difference)>;

  // `settings` are the session's, if it is in the configuration; without them nothing is compared. With
  // `from_start` every message is accounted for, not only those after the first that counts. Messages sent
  // before `since` are left alone.
  MessageHistory(journal::Reader& reader, order::SessionKey session,
                 std::optional<fix::SessionSettings> settings, bool from_start, Timestamp since, Found found);

  // Takes what the replay tells. With `counts` it is compared, not only matched.
  void told(const order::Report& report, const std::string& by_event, bool counts);
  // Looks at what is left of the journal, when nothing more will be told.
  void finish();

  [[nodiscard]] const Counts& counts() const { return counts_; }
  [[nodiscard]] bool compared() const { return settings_.has_value(); }

 private:
  struct Said {
    journal::MessagePlace place;
    fix::Body body;
  };
  struct Expected {
    order::Report report;
    fix::Body body;
    std::string by_event;
    bool counts = true;
  };

  // Reads the next message that looks like a report; nothing at the end.
  [[nodiscard]] std::optional<Said> next();
  [[nodiscard]] bool find_late(const Said& said, const std::string& key);
  void compare(const Expected& expected, const Said& said);
  void unaccounted(const Said& said);
  [[nodiscard]] bool repeats(const Said& said);
  [[nodiscard]] bool repeats_a_verdict(const Said& said, order::TicketId ticket) const;
  [[nodiscard]] bool is_of_nobody(const Said& said);
  [[nodiscard]] bool is_of_pruned(const Said& said);
  void never_said(const Expected& expected);
  [[nodiscard]] std::string place_text(const Said& said) const;

  journal::Reader& reader_;
  order::SessionKey session_;
  std::optional<fix::SessionSettings> settings_;
  Timestamp since_;
  journal::Pruned pruned_;
  Found found_;
  Counts counts_;
  journal::MessagePlace read_;
  journal::MessagePlace until_;
  std::vector<journal::MessageRow> batch_;
  std::size_t in_batch_ = 0;
  std::optional<journal::MessagePlace> first_;  // that counts
  std::multimap<std::string, Said> ahead_;      // read, not yet told
  std::multimap<std::string, Expected> late_;   // told, not yet read
  // What was told by hand, and what corrected it, because the tables keep the last word only. By hand there
  // are few.
  std::multimap<order::TicketId, std::string> by_hand_;
};

}  // namespace bridge
