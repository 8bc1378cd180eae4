#include "ledger.hpp"

#include "base/failpoint.hpp"
#include "base/log.hpp"

#include <algorithm>

namespace bridge {

void JournalLedger::recover() {
  for (const auto& [session, numbers] : reserve_.read()) {
    failpoint::pass("reserve.recover");
    const journal::Numbers journaled = journal_.numbers(session);
    log::warn("reserve_recovered", {{"session", session.value()},
                                    {"next_sender", numbers.next_sender},
                                    {"next_target", numbers.next_target}});
    // The higher of each: a clearing cut short by a power loss leaves old numbers behind. (A client that
    // reset its session while the journal was down, before the process died, has to do so again.)
    journal_.set_numbers(session, {std::max(numbers.next_sender, journaled.next_sender),
                                   std::max(numbers.next_target, journaled.next_target)});
  }
}

void JournalLedger::clear_reserve() {
  if (!reserve_.read().empty() && !reserve_.write({})) log::error("reserve_not_cleared");
}

bool JournalLedger::keep() {
  std::map<order::SessionKey, journal::Numbers> numbers;
  for (const auto& [session, kept] : kept_) numbers.emplace(session, kept.numbers);
  return reserve_.write(numbers);
}

void JournalLedger::write_back() {
  failpoint::pass("ledger.write_back");
  for (const auto& [session, kept] : kept_) {
    if (kept.reset) journal_.reset_session(session, *kept.reset);
    for (const auto& [number, message] : kept.messages) journal_.store_message(session, number, message);
    journal_.set_numbers(session, kept.numbers);
  }
}

void JournalLedger::come_up() {
  down_ = false;
  kept_.clear();
}

JournalLedger::Kept& JournalLedger::kept(const order::SessionKey& session) {
  const auto [entry, added] = kept_.try_emplace(session);
  if (added) entry->second.numbers = journal_.numbers(session);
  return entry->second;
}

fix::Ledger::Numbers JournalLedger::numbers(const order::SessionKey& session) {
  const journal::Numbers numbers = down_ ? kept(session).numbers : journal_.numbers(session);
  return {numbers.next_sender, numbers.next_target};
}

std::optional<Timestamp> JournalLedger::since(const order::SessionKey& session) {
  const auto mine = kept_.find(session);
  return down_ && mine != kept_.end() && mine->second.reset ? mine->second.reset : journal_.since(session);
}

void JournalLedger::set_numbers(const order::SessionKey& session, Numbers numbers) {
  const journal::Numbers next{numbers.next_sender, numbers.next_target};
  if (down_) {
    kept(session).numbers = next;
  } else {
    journal_.set_numbers(session, next);
  }
}

void JournalLedger::store_message(const order::SessionKey& session, int msg_seq_num,
                                  std::string_view message) {
  if (down_) {
    kept(session).messages.insert_or_assign(msg_seq_num, std::string(message));
  } else {
    journal_.store_message(session, msg_seq_num, message);
  }
}

std::vector<std::pair<int, std::string>> JournalLedger::messages(const order::SessionKey& session, int begin,
                                                                 int end) {
  if (!down_) return journal_.messages(session, begin, end);
  const Kept& mine = kept(session);
  auto messages =
      mine.reset ? std::vector<std::pair<int, std::string>>{} : journal_.messages(session, begin, end);
  for (const auto& [number, message] : mine.messages) {
    if (number >= begin && number <= end) messages.emplace_back(number, message);
  }
  return messages;  // ascending: what was kept came after what was journaled
}

void JournalLedger::reset(const order::SessionKey& session) {
  if (!down_) return journal_.reset_session(session, now());
  Kept& mine = kept(session);
  mine.numbers = {};
  mine.messages.clear();
  mine.reset = now();
}

}  // namespace bridge
