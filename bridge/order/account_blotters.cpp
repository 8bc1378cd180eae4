#include "order/account_blotters.hpp"

#include <utility>

namespace bridge::order {

AccountBlotters::AccountBlotters(std::vector<Account> accounts) : accounts_(std::move(accounts)) {
  for (const auto& account : accounts_) add(account.name);
  start_over();
}

void AccountBlotters::add(const AccountName& account) {
  places_.emplace(account, all_.size());
  all_.push_back(all_.size());
}

void AccountBlotters::start_over() {
  blotters_.clear();
  for (const auto& account : accounts_) blotters_.emplace_back(account.settings);
  tickets_.clear();
}

std::size_t AccountBlotters::place_of(const AccountName& account) const {
  const auto place = places_.find(account);
  return place == places_.end() ? 0 : place->second;
}

std::size_t AccountBlotters::place_or_new(const AccountName& account) {
  if (!knows(account) && !account.value().empty()) {
    add(account);
    accounts_.push_back({account, accounts_.empty() ? BlotterSettings{} : accounts_.front().settings});
    blotters_.emplace_back(accounts_.back().settings);
  }
  return place_of(account);
}

std::span<const std::size_t> AccountBlotters::places_of(const Event& event) {
  const auto ticket = ticket_of(event);
  if (const auto account = account_of(event)) {
    one_ = place_or_new(*account);
    if (ticket) tickets_[*ticket] = one_;
    return {&one_, 1};
  }
  if (!ticket) return all_;
  const auto place = tickets_.find(*ticket);
  if (place == tickets_.end()) return {};
  one_ = place->second;
  return {&one_, 1};
}

}  // namespace bridge::order
