// The blotters of a lane's accounts, and whose decision an event is: that of the account it names, of the
// account whose event opened its ticket, or else everybody's. A lane, a replay of its journal and the
// operator's lists go this one road. Pure; the caller's thread.
#pragma once

#include "order/blotter.hpp"

#include <cstddef>
#include <map>
#include <span>
#include <vector>

namespace bridge::order {

class AccountBlotters {
 public:
  struct Account {
    AccountName name;
    BlotterSettings settings;  // until a Restarted brings those of its time
  };
  // The accounts are in the order of the lane. One that is only in the journal gets a blotter with the first
  // one's settings.
  explicit AccountBlotters(std::vector<Account> accounts);

  // Has the event's blotters decide it, and calls `use(place, effects)` for each of them; a place is the
  // account's in the constructor's list. A late answer about a ticket that is closed is nobody's.
  template <class Use>
  void decide(const Event& event, Use use) {
    for (const std::size_t place : places_of(event)) {
      use(place, blotters_[place].decide(event));
      if (const auto ticket = ticket_of(event); ticket && !blotters_[place].has(*ticket))
        tickets_.erase(*ticket);
    }
  }
  // Makes all as it was in the beginning.
  void start_over();

  [[nodiscard]] bool knows(const AccountName& account) const { return places_.contains(account); }
  // A request that named no account of these, and the journal of a release that had one account a lane, mean
  // the first account.
  [[nodiscard]] std::size_t place_of(const AccountName& account) const;
  [[nodiscard]] const AccountName& name(std::size_t place) const { return accounts_[place].name; }
  [[nodiscard]] const BlotterSettings& settings(std::size_t place) const { return accounts_[place].settings; }
  [[nodiscard]] const Blotter& operator[](std::size_t place) const { return blotters_[place]; }

 private:
  [[nodiscard]] std::span<const std::size_t> places_of(const Event& event);
  [[nodiscard]] std::size_t place_or_new(const AccountName& account);
  void add(const AccountName& account);

  std::vector<Account> accounts_;
  std::vector<Blotter> blotters_;
  std::map<AccountName, std::size_t> places_;
  std::vector<std::size_t> all_;
  std::size_t one_ = 0;                      // what places_of() points at
  std::map<TicketId, std::size_t> tickets_;  // the open ones
};

}  // namespace bridge::order
