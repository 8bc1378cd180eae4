#include "fix/session/hosted_session.hpp"

#include "base/log.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <iterator>

namespace bridge::fix {
namespace {

constexpr int kOwedAtOnce = 20;  // messages; more follow, piece by piece
// A client is sent away after so many times its limit in requests beyond it.
constexpr int kRefusalsPerLimit = 10;
// The messages that are no requests: so many at once, and 200 a second.
constexpr RateLimit kNoise{.messages = 2000, .per = seconds{10}};
// So much of messages that came too early the engine may keep; it takes some ten times the bytes.
constexpr std::size_t kEarlyMessages = 2000;
constexpr std::size_t kEarlyBytes = 1U << 20;

RateLimit refusals_of(RateLimit limit) {
  limit.messages *= kRefusalsPerLimit;
  return limit;
}

// The report with PossResend(97)=Y; what else differs the engine fills as it sends it.
FIX::Message possible_resend(const std::string& report, const FIX::Session& session) {
  const auto& dictionaries = session.getDataDictionaryProvider();
  const auto& id = session.getSessionID();
  const auto& transport = dictionaries.getSessionDataDictionary(id.getBeginString());
  FIX::Message message =
      id.isFIXT()
          ? FIX::Message(report, transport,
                         dictionaries.getApplicationDataDictionary(FIX::ApplVerID(FIX::ApplVerID_FIX50SP2)))
          : FIX::Message(report, transport);
  message.getHeader().setField(FIX::PossResend(true));
  return message;
}

}  // namespace

HostedSession::HostedSession(SessionSettings session_settings)
    : settings(std::move(session_settings)),
      schedule(settings.schedule),
      rate(settings.rate_limit),
      refusals(refusals_of(settings.rate_limit)),
      noise(kNoise) {}

void HostedSession::follow_schedule(Timestamp at) {
  const auto window = schedule.window(at);
  const bool stale =
      window && settings.schedule.reset && store->since().value_or(Timestamp::min()) < window->begin;
  if (connection) {
    const bool over = !window || stale;
    // A session that was told so once is no longer enabled.
    if (over && session->isLoggedOn() && session->isEnabled()) say_goodbye("The session's hours are over");
    return;
  }
  if (stale) begin_anew("a new window begins");
  if (window && !session->isEnabled()) session->logon();
}

void HostedSession::begin_anew(std::string_view why) {
  store->begin_anew(why);
  anew_this_turn = true;
}

void HostedSession::welcome() {
  delivery.begin(session->getHeartBtInt().getValue(), !store->all_delivered());
  send_owed(kOwedAtOnce);
}

void HostedSession::follow_delivery() {
  delivery.tick();
  if (!connection || connection->ending() || !session->isLoggedOn() || !connection->idle()) return;
  if (!store->all_delivered() && store->newest_report() > delivery.marked()) {
    delivery.mark(store->getNextSenderMsgSeqNum() - 1);
  }
  send_owed(kOwedAtOnce);
}

void HostedSession::learn_from(const FIX::Message& message) {
  const std::string& type = message.getHeader().getField(FIX::FIELD::MsgType);
  if (type == FIX::MsgType_ResendRequest) {
    delivery.ask_again();
    resend.ask(resend_asked);
  }
  if (type == FIX::MsgType_Heartbeat && message.isSetField(FIX::FIELD::TestReqID)) {
    deliver(delivery.hear_answer());
  }
  if (type == FIX::MsgType_Logout) said_logout = true;
  if (type == FIX::MsgType_Logout && connection && connection->confirmed()) {
    deliver(delivery.hear_goodbye(store->getNextSenderMsgSeqNum() - 1));
  }
}

void HostedSession::hear() { deliver(delivery.hear()); }

void HostedSession::deliver(std::optional<int> msg_seq_num) {
  if (msg_seq_num) store->deliver(*msg_seq_num);
}

// This is part of the turn, so what is stored anew and what is settled are one.
void HostedSession::send_owed(int messages) try {
  owes_more = false;
  const auto owed = store->owed(static_cast<std::size_t>(messages));
  const auto stop = std::ranges::find_if(owed, [this](const auto& each) { return !say_again(each); });
  if (stop == owed.begin()) return;
  store->settle_owed(*std::prev(stop));
  log::info("fix_redelivered",
            {{"session", settings.key().value()}, {"messages", std::distance(owed.begin(), stop)}});
  owes_more = stop == owed.end() && std::ssize(owed) == messages;
} catch (const std::exception& error) {
  log::error("fix_not_redelivered",
             {{"session", settings.key().value()}, {"cause", clean_text(error.what())}});
}

// Returns false when the engine does not take it now. A report that cannot be read is left in the archive.
bool HostedSession::say_again(const OwedMessage& owed) {
  if (!is_report(owed.message)) return true;
  try {
    FIX::Message report = possible_resend(owed.message, *session);
    return session->send(report);
  } catch (const FIX::Exception& error) {
    log::error("fix_report_unreadable", {{"session", settings.key().value()},
                                         {"epoch", owed.epoch},
                                         {"number", owed.msg_seq_num},
                                         {"cause", clean_text(error.what())}});
    return true;
  }
}

void HostedSession::say_goodbye(const std::string& text) {
  session->logout(text);
  session->next(FIX::UtcTimeStamp());  // sends the Logout
}

void HostedSession::dismiss(const std::string& text) {
  say_goodbye(text);
  if (connection) connection->disconnect();
}

void HostedSession::probe() {
  FIX::Message test;
  test.getHeader().setField(FIX::MsgType(FIX::MsgType_TestRequest));
  test.setField(FIX::TestReqID("ANOTHER-CONNECTION"));
  session->send(test);
}

bool HostedSession::may_keep(int msg_seq_num, std::size_t bytes) {
  if (msg_seq_num <= store->getNextTargetMsgSeqNum()) {
    early_messages = early_bytes = 0;
    return true;
  }
  ++early_messages;
  early_bytes += bytes;
  return early_messages <= kEarlyMessages && early_bytes <= kEarlyBytes;
}

bool HostedSession::wants_piece() const {
  return (resend.pending() || owes_more) && connection && !connection->ending() && session->isLoggedOn();
}

void HostedSession::send_piece(int messages) {
  if (resend.pending()) return resend_piece(messages);
  send_owed(messages);
}

// The engine is told that the client asks for just this piece, with a number that was taken before: so it
// moves none.
void HostedSession::resend_piece(int messages) {
  const auto piece = resend.next(messages);
  FIX::Message request;
  auto& header = request.getHeader();
  header.setField(FIX::BeginString(settings.begin_string));
  header.setField(FIX::MsgType(FIX::MsgType_ResendRequest));
  header.setField(FIX::SenderCompID(settings.target_comp_id));
  header.setField(FIX::TargetCompID(settings.sender_comp_id));
  header.setField(FIX::MsgSeqNum(store->getNextTargetMsgSeqNum() - 1));
  header.setField(FIX::SendingTime(FIX::UtcTimeStamp(), 3));
  header.setField(FIX::BodyLength(0));              // the dictionary asks for the frame …
  request.getTrailer().setField(FIX::CheckSum(0));  // … and does not look at what it says
  request.setField(FIX::BeginSeqNo(piece.begin));
  request.setField(FIX::EndSeqNo(piece.end));
  resend_asked = {piece.end + 1, resend_asked.end};
  session->next(request, FIX::UtcTimeStamp());
}

std::string HostedSession::over_rate(Timestamp at) {
  const auto wait = rate.take(at);
  if (!wait) return {};
  floods = refusals.take(at).has_value();
  return "Above the limit of " + std::to_string(settings.rate_limit.messages) + " messages in " +
         std::to_string(settings.rate_limit.per.count()) + " ms; nothing was sent. Try again in " +
         std::to_string(wait->count()) + " ms";
}

}  // namespace bridge::fix
