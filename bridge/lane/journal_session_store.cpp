#include "lane/journal_session_store.hpp"

#include "base/failpoint.hpp"
#include "base/log.hpp"
#include "base/wall.hpp"

#include <algorithm>

namespace bridge {

void JournalSessionStore::recover() {
  for (const auto& [session, numbers] : emergency_numbers_.read()) {
    failpoint::pass("emergency_numbers.recover");
    const SequenceNumbers journaled = journal_.numbers(session);
    log::warn("reserve_recovered", {{"session", session.value()},
                                    {"next_sender", numbers.next_sender},
                                    {"next_target", numbers.next_target}});
    // The higher of each: a clearing cut short by a power loss leaves old numbers behind. (A client that
    // reset its session while the journal was down, before the process died, has to do so again.)
    journal_.set_numbers(session, {std::max(numbers.next_sender, journaled.next_sender),
                                   std::max(numbers.next_target, journaled.next_target)});
  }
}

void JournalSessionStore::clear_emergency_numbers() {
  if (!emergency_numbers_.read().empty() && !emergency_numbers_.write({})) log::error("reserve_not_cleared");
}

bool JournalSessionStore::keep() {
  std::map<order::SessionKey, SequenceNumbers> numbers;
  for (const auto& [session, kept] : kept_) numbers.emplace(session, kept.back().numbers);
  return emergency_numbers_.write(numbers);
}

void JournalSessionStore::write_back() {
  failpoint::pass("session_store.write_back");
  for (const auto& [session, lives] : kept_) {
    for (const auto& life : lives) {
      for (const auto& [number, message] : life.messages) journal_.store_message(session, number, message);
      journal_.set_numbers(session, life.numbers);
      journal_.set_delivered(session, life.delivered);
      if (life.ended) journal_.reset_session(session, *life.ended);
    }
  }
}

void JournalSessionStore::come_up() {
  down_ = false;
  kept_.clear();
}

JournalSessionStore::Epochs& JournalSessionStore::kept(const order::SessionKey& session) {
  const auto [entry, added] = kept_.try_emplace(session);
  if (added) {
    entry->second.push_back({.numbers = journal_.numbers(session),
                             .messages = {},
                             .delivered = journal_.delivered(session),
                             .ended = std::nullopt});
  }
  return entry->second;
}

SequenceNumbers JournalSessionStore::numbers(const order::SessionKey& session) {
  return down_ ? today(session).numbers : journal_.numbers(session);
}

std::optional<Timestamp> JournalSessionStore::since(const order::SessionKey& session) {
  const auto mine = kept_.find(session);
  const bool was_reset = down_ && mine != kept_.end() && mine->second.size() > 1;
  return was_reset ? mine->second.rbegin()[1].ended : journal_.since(session);
}

void JournalSessionStore::set_numbers(const order::SessionKey& session, SequenceNumbers numbers) {
  if (down_) {
    today(session).numbers = numbers;
  } else {
    journal_.set_numbers(session, numbers);
  }
}

void JournalSessionStore::store_message(const order::SessionKey& session, int msg_seq_num,
                                        std::string_view message) {
  if (down_) {
    today(session).messages.insert_or_assign(msg_seq_num, std::string(message));
  } else {
    journal_.store_message(session, msg_seq_num, message);
  }
}

std::vector<std::pair<int, std::string>> JournalSessionStore::messages(const order::SessionKey& session,
                                                                       int begin, int end) {
  if (!down_) return journal_.messages(session, begin, end);
  const Epochs& mine = kept(session);
  auto messages =
      mine.size() > 1 ? std::vector<std::pair<int, std::string>>{} : journal_.messages(session, begin, end);
  for (const auto& [number, message] : mine.back().messages) {
    if (number >= begin && number <= end) messages.emplace_back(number, message);
  }
  return messages;  // ascending: what was kept came after what was journaled
}

void JournalSessionStore::reset(const order::SessionKey& session) {
  if (!down_) return journal_.reset_session(session, wall_time());
  Epochs& mine = kept(session);
  mine.back().ended = wall_time();
  mine.emplace_back();
}

int JournalSessionStore::delivered(const order::SessionKey& session) {
  return down_ ? today(session).delivered : journal_.delivered(session);
}

void JournalSessionStore::set_delivered(const order::SessionKey& session, int msg_seq_num) {
  if (down_) {
    today(session).delivered = msg_seq_num;
  } else {
    journal_.set_delivered(session, msg_seq_num);
  }
}

std::vector<OwedMessage> JournalSessionStore::owed(const order::SessionKey& session, std::size_t limit) {
  return down_ ? std::vector<OwedMessage>{} : journal_.owed(session, limit);
}

void JournalSessionStore::settle_owed(const order::SessionKey& session, const OwedMessage& last) {
  journal_.settle_owed(session, last);
}

}  // namespace bridge
