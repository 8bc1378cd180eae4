// The blotters of a lane's accounts, and whose decision an event is: a replay and the operator's lists go the
// road that the lane went. The caller's thread.
#pragma once

#include "order/blotter.hpp"

#include <map>
#include <optional>
#include <utility>
#include <vector>

namespace bridge {

class AccountBlotters {
 public:
  struct Account {
    order::AccountName name;
    order::BlotterSettings settings;  // until a Restarted brings those of its time
  };
  // In the order of the lane. An account that is only in the journal decides by the first one's settings.
  explicit AccountBlotters(const std::vector<Account>& accounts);

  // Feeds the event to its account's blotter, or to all when it is everybody's, and calls
  // `use(account, effect)` for each effect. A late answer about a ticket that was forgotten decides nothing.
  template <class Use>
  void decide(const order::Event& event, Use use) {
    for (Entry* entry : entries_of(event)) {
      for (const auto& effect : entry->blotter.decide(event)) use(entry->name, effect);
    }
  }

  // A ticket is remembered until it is forgotten here: once nothing more is to come about it.
  void forget(order::TicketId ticket) { owner_.erase(ticket); }

 private:
  struct Entry {
    order::AccountName name;
    order::Blotter blotter;
  };

  [[nodiscard]] std::vector<Entry*> entries_of(const order::Event& event);
  [[nodiscard]] Entry& entry_of(const order::AccountName& account);

  order::BlotterSettings settings_;
  std::vector<order::AccountName> order_;
  std::map<order::AccountName, Entry> entries_;
  std::map<order::TicketId, Entry*> owner_;
};

}  // namespace bridge
