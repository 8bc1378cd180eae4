#include "fix/session/message_store.hpp"

#include "base/failpoint.hpp"
#include "base/log.hpp"
#include "fix/wire/framer.hpp"

namespace bridge::fix {
namespace {

// The engine lets nothing but its own IOException out of a store: anything else would end the process. It
// logs the cause and disconnects; numbers and messages are as they were.
template <class Read>
auto read(Read&& from_ledger) {
  try {
    return from_ledger();
  } catch (const std::exception& error) {
    throw FIX::IOException(error.what());
  }
}

// A step that a failpoint can make fail as the engine expects of a store.
void step(failpoint::Point point) {
  if (failpoint::fails(point)) throw FIX::IOException("failpoint " + std::string(point.name()));
}

}  // namespace

bool is_report(std::string_view message) {
  const auto type = field(message, FIX::FIELD::MsgType);
  return type == FIX::MsgType_ExecutionReport || type == FIX::MsgType_OrderCancelReject ||
         type == FIX::MsgType_OrderMassCancelReport || type == FIX::MsgType_BusinessMessageReject;
}

MessageStore::MessageStore(SessionStore& session_store, FIX::SessionID session)
    : session_store_(session_store),
      session_(std::move(session)),
      key_(session_.toString()),
      numbers_(session_store.numbers(key_)),
      newest_report_(numbers_.next_sender - 1) {}

bool MessageStore::set(int msg_seq_num, const std::string& message) {
  step("fix.store");
  session_store_.store_message(key_, msg_seq_num, message);
  if (is_report(message)) newest_report_ = msg_seq_num;
  return true;
}

void MessageStore::get(int begin, int end, std::vector<std::string>& messages) const {
  step("fix.resend");
  messages.clear();
  auto kept = read([&] { return session_store_.messages(key_, begin, end); });
  auto next = kept.begin();
  for (int number = begin; number <= end; ++number) {
    if (next != kept.end() && next->first == number) {
      messages.push_back(std::move(next->second));
      ++next;
    } else {
      messages.push_back(stand_in(number));
    }
  }
}

void MessageStore::setNextSenderMsgSeqNum(int number) {
  step("fix.number");
  numbers_.next_sender = number;
  session_store_.set_numbers(key_, numbers_);
}

void MessageStore::setNextTargetMsgSeqNum(int number) {
  step("fix.number");
  numbers_.next_target = number;
  session_store_.set_numbers(key_, numbers_);
}

void MessageStore::deliver(int msg_seq_num) {
  if (!all_delivered() && msg_seq_num > session_store_.delivered(key_))
    session_store_.set_delivered(key_, msg_seq_num);
}

void MessageStore::reset() {
  if (!reset_allowed_) {
    // The engine found its clock outside of the session's week; the numbers stay, the client logs on again.
    log::warn("fix_reset_refused", {{"session", key_.value()}});
    return;
  }
  begin_anew("the client asked for it");
}

void MessageStore::begin_anew(std::string_view why) {
  log::warn("fix_reset",
            {{"session", key_.value()}, {"why", why}, {"archived_up_to", numbers_.next_sender - 1}});
  session_store_.reset(key_);
  numbers_ = SequenceNumbers{};
  newest_report_ = 0;
}

void MessageStore::refresh() {
  numbers_ = read([&] { return session_store_.numbers(key_); });
  newest_report_ = numbers_.next_sender - 1;
}

std::string MessageStore::stand_in(int msg_seq_num) const {
  FIX::Message heartbeat;
  heartbeat.getHeader().setField(session_.getBeginString());
  heartbeat.getHeader().setField(FIX::MsgType("0"));
  heartbeat.getHeader().setField(session_.getSenderCompID());
  heartbeat.getHeader().setField(session_.getTargetCompID());
  heartbeat.getHeader().setField(FIX::MsgSeqNum(msg_seq_num));
  heartbeat.getHeader().setField(FIX::SendingTime(FIX::UtcTimeStamp(), 3));
  return heartbeat.toString();
}

}  // namespace bridge::fix
