// An independent book of orders, kept from what the clients were told alone, report by report; and its
// comparison with the venue. It knows the promises (order_book.hpp, FIX 4.4 Vol. 4 App. D) and nothing of
// how they are kept.
#pragma once

#include "order/effect.hpp"
#include "order/event.hpp"
#include "venue_book.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace bridge::order::testing {

// One order as its client knows it.
struct View {
  PlaceCommand asked;
  std::uint64_t ticket = 0;
  std::string client_id;  // at the venue, from 526
  std::string order_id;   // 37
  std::string current;    // 11, as last accepted
  std::set<std::string> chain;
  std::int64_t qty = 0;
  std::int64_t cum = 0;
  std::int64_t price = 0;
  std::int64_t notional = 0;
  std::set<std::int64_t> trades;
  bool told_new = false;
  bool told_pending_new = false;
  bool rejected = false;
  bool late = false;
  bool called = false;     // somebody was called for an order that turned up late
  bool forgotten = false;  // the gateway says that it remembers it no more
  char ended = '\0';       // its terminal 39
  std::set<std::string> pending_cancels;
  std::set<std::string> pending_replaces;
};

class Judge {
 public:
  explicit Judge(const VenueBook& venue) : venue_(venue) {}

  void asked(const Requested& event);
  // The gateway cancels an order itself, under this ticket.
  void canceled_by_us(TicketId ticket, const CancelCommand& command);
  // The client has logged on: what waited for that is not done.
  void is_back(const SessionKey& session);
  void effect(const Effect& effect);
  // All is quiet, and has been for long.
  void at_rest();

  [[nodiscard]] const std::optional<std::string>& violation() const { return violation_; }
  void broken(const std::string& what) {
    if (!violation_) violation_ = what;
  }
  // What a client picks from.
  [[nodiscard]] const std::map<std::uint64_t, View>& views() const { return views_; }

 private:
  struct Ask {
    Command command;
    std::uint64_t ticket = 0;
    View* view = nullptr;  // null: it names no order that was placed here
    int answers = 0;       // final ones
    int duplicates = 0;    // answers that are due because its ClOrdID came again
    std::optional<Report> final_report;
    bool sent = false;
  };
  using Key = std::pair<std::string, std::string>;  // session, ClOrdID
  // A 35=q, or a client that is gone.
  struct Mass {
    MassCancelCommand command;
    std::set<std::uint64_t> scope;   // the orders that it means, as their client knew them
    std::set<std::uint64_t> orders;  // that were canceled for it
    bool withdrawn = false;
    bool called = false;  // somebody was
    int duplicates = 0;
    std::optional<Report> final_report;
  };

  void sent(const Request& request);
  void told(const Tell& tell);
  void told_of_many(const Report& report);
  void mass_at_rest(const Mass& mass);
  [[nodiscard]] bool means(const MassCancelCommand& command, const View& view) const;
  [[nodiscard]] bool is_canceled(const View& view) const;
  void told_of(View& view, Ask& ask, const Report& report);
  void take_terms(View& view, const Report& report) const;
  void told_again(Ask& ask, const Report& report);
  void question_answered(const Report& report);
  void not_placed(const Report& report);
  void trade(View& view, const Report& report);
  void final_answer(Ask& ask, const Report& report);
  void replaced(View& view, Ask& ask, const Report& report);
  void canceled(View& view, Ask& ask, const Report& report);
  void refused(View& view, Ask& ask, const Report& report);
  void quantities(View& view, const Report& report);
  void end_compared(const View& view);
  [[nodiscard]] char status(const View& view) const;
  [[nodiscard]] View* named(const std::string& session, const std::string& symbol, const std::string& orig,
                            const std::string& order_id);
  [[nodiscard]] const VenueOrder* at_venue(const View& view) const;
  void expect(bool holds, const View& view, const Report& report, const std::string& promise);

  const VenueBook& venue_;
  std::map<std::uint64_t, View> views_;  // by the ticket of the place
  std::map<Key, Ask> asks_;
  std::map<std::uint64_t, Mass> masses_;                     // by ticket
  std::map<Key, std::uint64_t> mass_ids_;                    // their tickets
  std::map<std::uint64_t, CancelCause> by_us_;               // cancels of the gateway's own, by ticket
  std::map<std::uint64_t, int> questions_;                   // answers, by ticket
  std::map<std::uint64_t, Ask*> again_;                      // repeats of a place, by their own ticket
  std::set<std::pair<std::uint64_t, std::uint32_t>> execs_;  // 17
  std::set<std::pair<std::string, std::int64_t>> trades_;    // symbol, trade id
  std::set<std::uint64_t> sent_;         // tickets of which something left that changes an order
  std::map<std::uint64_t, int> places_;  // sent, by ticket
  std::optional<std::string> violation_;
};

}  // namespace bridge::order::testing
