#include "fix/session/delivery_evidence.hpp"

#include <utility>

namespace bridge::fix {
namespace {

constexpr int kNoHeartbeats = 30;  // seconds, in place of HeartBtInt(108)=0

}  // namespace

void DeliveryEvidence::begin(int heart_bt_int, bool behind) {
  forget();
  on_ = true;
  behind_ = behind;
  patience_ = 2 * (heart_bt_int > 0 ? heart_bt_int : kNoHeartbeats);
}

void DeliveryEvidence::end() {
  forget();
  on_ = false;
}

void DeliveryEvidence::forget() {
  marks_.clear();
  marked_ = 0;
  probe_.reset();
}

void DeliveryEvidence::mark(int number) {
  if (!on_) return;
  marks_.push_back({number, ticks_});
  marked_ = number;
}

void DeliveryEvidence::probe(int number) {
  if (on_ && !probe_) probe_ = number;
}

void DeliveryEvidence::ask_again() {
  forget();
  behind_ = false;
}

std::optional<int> DeliveryEvidence::hear() {
  std::optional<int> proved;
  while (!marks_.empty() && ticks_ - marks_.front().at > patience_) {
    proved = marks_.front().number;
    marks_.pop_front();
  }
  if (proved) behind_ = false;  // FIX has it ask, as soon as it sees a gap
  return proved;
}

std::optional<int> DeliveryEvidence::hear_answer() {
  const auto proved = std::exchange(probe_, std::nullopt);
  return behind_ ? std::nullopt : proved;
}

std::optional<int> DeliveryEvidence::hear_goodbye(int number) const {
  return on_ && !behind_ ? std::optional(number) : std::nullopt;
}

}  // namespace bridge::fix
