#include "order/account_blotters.hpp"

namespace bridge {
AccountBlotters::AccountBlotters(const std::vector<Account>& accounts) {
  if (!accounts.empty()) settings_ = accounts.front().settings;
  for (const auto& account : accounts) {
    order_.push_back(account.name);
    entries_.emplace(account.name, Entry{account.name, order::Blotter(account.settings)});
  }
}

std::vector<AccountBlotters::Entry*> AccountBlotters::entries_of(const order::Event& event) {
  const auto ticket = order::ticket_of(event);
  if (const auto account = order::account_of(event)) {
    Entry& entry = entry_of(*account);
    if (ticket) owner_[*ticket] = &entry;
    return {&entry};
  }
  if (ticket) {
    const auto owner = owner_.find(*ticket);
    return owner == owner_.end() ? std::vector<Entry*>{} : std::vector<Entry*>{owner->second};
  }
  std::vector<Entry*> all;
  for (auto& [name, entry] : entries_) all.push_back(&entry);
  return all;
}

// A request that named no account, and the journal of a release that had one account a lane: the first's.
AccountBlotters::Entry& AccountBlotters::entry_of(const order::AccountName& account) {
  const order::AccountName& name = account.value().empty() && !order_.empty() ? order_.front() : account;
  return entries_.try_emplace(name, Entry{name, order::Blotter(settings_)}).first->second;
}

}  // namespace bridge
