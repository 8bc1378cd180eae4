// QuickFIX's message store, kept by us: numbers and messages of a session go into the lane's turn.
// The session never ends by the clock: its creation time is always "now" (bridge/fix/quickfix.md, 4), so when
// to reset is ours to decide. The lane's thread.
#pragma once

#include "fix/quickfix.hpp"
#include "fix/session/session_store.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bridge::fix {

// True for a report, which is what the client must not miss: 35=8, 35=9 or 35=j.
[[nodiscard]] bool is_report(std::string_view message);

class MessageStore : public FIX::MessageStore {
 public:
  MessageStore(SessionStore& session_store, FIX::SessionID session);

  // The engine may reset only while the client asks for it with ResetSeqNumFlag(141)=Y.
  void allow_reset(bool allowed) { reset_allowed_ = allowed; }
  // Sets the numbers back to 1 because the session's settings say so, and archives what was sent. It may be
  // called only while no client is on, because the engine keeps some state of a live session to itself.
  void begin_anew(std::string_view why);
  [[nodiscard]] bool is_new() const { return numbers_.next_sender == 1 && numbers_.next_target == 1; }
  // The time at which they last went back; nothing when they never did.
  [[nodiscard]] std::optional<Timestamp> since() const { return session_store_.since(key_); }

  // The MsgSeqNum of the newest report, or a later number: a restart does not remember which messages were
  // reports.
  [[nodiscard]] int newest_report() const { return newest_report_; }
  // Notes that reports up to this number evidently reached the client. It goes back by a reset only.
  [[nodiscard]] bool all_delivered() const { return newest_report_ <= session_store_.delivered(key_); }
  void deliver(int msg_seq_num);
  // The messages that were sent before a reset and may have been lost to it, oldest first.
  [[nodiscard]] std::vector<OwedMessage> owed(std::size_t limit) const {
    return session_store_.owed(key_, limit);
  }
  void settle_owed(const OwedMessage& last) { session_store_.settle_owed(key_, last); }

  bool set(int msg_seq_num, const std::string& message) override;
  // Gives one message for each number. Where none was kept (its turn was never journaled) a Heartbeat stands
  // in, which the engine turns into a gap fill.
  void get(int begin, int end, std::vector<std::string>& messages) const override;
  int getNextSenderMsgSeqNum() const override { return numbers_.next_sender; }
  int getNextTargetMsgSeqNum() const override { return numbers_.next_target; }
  void setNextSenderMsgSeqNum(int number) override;
  void setNextTargetMsgSeqNum(int number) override;
  void incrNextSenderMsgSeqNum() override { setNextSenderMsgSeqNum(numbers_.next_sender + 1); }
  void incrNextTargetMsgSeqNum() override { setNextTargetMsgSeqNum(numbers_.next_target + 1); }
  FIX::UtcTimeStamp getCreationTime() const override { return FIX::UtcTimeStamp(); }
  void reset() override;
  void refresh() override;

 private:
  [[nodiscard]] std::string stand_in(int msg_seq_num) const;

  SessionStore& session_store_;
  FIX::SessionID session_;
  order::SessionKey key_;
  SequenceNumbers numbers_;
  int newest_report_;
  bool reset_allowed_ = false;
};

}  // namespace bridge::fix
