#include "blotters.hpp"

namespace bridge {
Blotters::Blotters(const std::vector<Account>& accounts) {
  if (!accounts.empty()) settings_ = accounts.front().settings;
  for (const auto& account : accounts) {
    order_.push_back(account.name);
    desks_.emplace(account.name, Desk{account.name, order::Blotter(account.settings)});
  }
}

std::vector<Blotters::Desk*> Blotters::desks_of(const order::Event& event) {
  const auto ticket = order::ticket_of(event);
  if (const auto account = order::account_of(event)) {
    Desk& desk = desk_of(*account);
    if (ticket) owner_[*ticket] = &desk;
    return {&desk};
  }
  if (ticket) {
    const auto owner = owner_.find(*ticket);
    return owner == owner_.end() ? std::vector<Desk*>{} : std::vector<Desk*>{owner->second};
  }
  std::vector<Desk*> all;
  for (auto& [name, desk] : desks_) all.push_back(&desk);
  return all;
}

// A request that named no account, and the journal of a release that had one account a lane: the first's.
Blotters::Desk& Blotters::desk_of(const order::AccountName& account) {
  const order::AccountName& name = account.value().empty() && !order_.empty() ? order_.front() : account;
  return desks_.try_emplace(name, Desk{name, order::Blotter(settings_)}).first->second;
}

}  // namespace bridge
