// A session store in memory. For the tests of the engine.
#pragma once

#include "fix/session/session_store.hpp"

#include <algorithm>
#include <cstddef>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

namespace bridge::fix {

class MemorySessionStore : public SessionStore {
 public:
  SequenceNumbers numbers(const order::SessionKey&) override { return now; }
  std::optional<Timestamp> since(const order::SessionKey&) override { return begun; }
  void set_numbers(const order::SessionKey&, SequenceNumbers numbers) override { now = numbers; }
  void store_message(const order::SessionKey&, int number, std::string_view message) override {
    messages_.insert_or_assign(number, std::string(message));
  }
  std::vector<std::pair<int, std::string>> messages(const order::SessionKey&, int begin, int end) override {
    if (broken) throw std::runtime_error("the disk is gone");
    most_at_once = std::max(most_at_once, end - begin + 1);
    if (end < begin) return {};
    return {messages_.lower_bound(begin), messages_.upper_bound(end)};
  }
  int delivered(const order::SessionKey&) override { return delivered_; }
  void set_delivered(const order::SessionKey&, int number) override { delivered_ = number; }
  void reset(const order::SessionKey&) override {
    for (const auto& [number, message] : messages_) {
      if (number > delivered_) owed_.push_back({resets, number, message});
    }
    now = {};
    delivered_ = 0;
    messages_.clear();
    ++resets;
    begun = bridge::now();
    if (clock != nullptr) begun = *clock;
  }
  std::vector<OwedMessage> owed(const order::SessionKey&, std::size_t limit) override {
    return {owed_.begin(), owed_.begin() + static_cast<std::ptrdiff_t>(std::min(limit, owed_.size()))};
  }
  void settle_owed(const order::SessionKey&, const OwedMessage& last) override {
    const auto settled = [&last](const OwedMessage& owed) {
      return std::tie(owed.epoch, owed.msg_seq_num) <= std::tie(last.epoch, last.msg_seq_num);
    };
    std::erase_if(owed_, settled);
  }
  void forget(int number) { messages_.erase(number); }

  SequenceNumbers now;
  std::optional<Timestamp> begun;
  const Timestamp* clock = nullptr;  // the time of a reset; the real one while it is nothing
  int resets = 0;
  bool broken = false;
  int most_at_once = 0;  // messages that were asked for

 private:
  std::map<int, std::string> messages_;
  int delivered_ = 0;
  std::vector<OwedMessage> owed_;
};

}  // namespace bridge::fix
