#include "fix/session/engine.hpp"

#include "base/failpoint.hpp"
#include "base/line_budget.hpp"
#include "base/log.hpp"
#include "base/text.hpp"
#include "base/wall.hpp"
#include "fix/codec/codec.hpp"
#include "fix/door/door.hpp"
#include "fix/quickfix.hpp"
#include "fix/session/acceptor.hpp"
#include "fix/session/fault.hpp"
#include "fix/session/hosted_session.hpp"
#include "fix/session/resend_pacer.hpp"
#include "fix/wire/dictionary.hpp"
#include "fix/wire/frame.hpp"
#include "fix/wire/message_types.hpp"
#include "order/reporting.hpp"
#include "order/subject.hpp"

#include <boost/asio/steady_timer.hpp>

#include <algorithm>
#include <map>
#include <stdexcept>
#include <unistd.h>
#include <utility>

namespace bridge::fix {
namespace {

// Within this time a connection has to show that it is alive when another one of its session is there.
constexpr milliseconds kProbe{1500};
constexpr seconds kProbeAgain{1};  // not more often: whoever knocks must not keep its client busy
// One message may have so many fields: the engine takes a microsecond for each, while all others wait.
constexpr int kFieldsMax = 1000;
constexpr const char* kSendingTimeAccuracy = "10";  // SessionRejectReason(373)
constexpr seconds kSendingTimeOff{120};             // of a client's SendingTime(52)
constexpr int kEventsPerSecond = 50;                // log lines that clients cause

// Orders of a session to which they are not open are none (codec/codec_decode.cpp).
bool is_request(const SessionSettings& settings, std::string_view msg_type) {
  if (msg_type == FIX::MsgType_OrderCancelRequest || msg_type == FIX::MsgType_OrderStatusRequest) return true;
  return settings.terms.entry.enabled &&
         (msg_type == FIX::MsgType_NewOrderSingle || msg_type == FIX::MsgType_OrderCancelReplaceRequest ||
          msg_type == FIX::MsgType_OrderMassCancelRequest || msg_type == FIX::MsgType_OrderMassStatusRequest);
}

// A Logon may choose, where it says nothing the session's setting holds. The door lets no other value in.
order::CancelOnDisconnect cancel_on_disconnect(const SessionSettings& settings, std::string_view logon) {
  order::CancelOnDisconnect rule = settings.terms.cancel_on_disconnect;
  const auto wanted = field(logon, kCancelOrdersOnDisconnect);
  if (!wanted.empty()) rule.enabled = wanted == "S";
  return rule;
}

// The engine has rejected what it was given in place of a message: these words are about the message itself.
void put(const Fault& fault, FIX::Message& reject) {
  reject.removeField(FIX::FIELD::RefTagID);
  if (fault.ref_tag_id) reject.setField(FIX::FIELD::RefTagID, std::to_string(*fault.ref_tag_id));
  reject.setField(FIX::FIELD::SessionRejectReason, fault.reason);
  reject.setField(FIX::FIELD::Text, fault.text);
}

bool is_time_off(std::string_view message) {
  const auto sent = from_fix_text(field(message, FIX::FIELD::SendingTime));
  return sent &&
         std::chrono::abs(*sent - wall_time()) > kSendingTimeOff;  // no time at all: the engine rejects it
}

// The engine writes the time by our clock, which follows no step; the client is told the wall's
// (base/wall.hpp). What is sent again was never sent later than now, though the clock was set back since: a
// client would end the session over it.
void set_sending_time(FIX::Message& message, int places) {
  FIX::Header& header = message.getHeader();
  if (wall_offset() != microseconds{0}) {
    header.setField(FIX::FIELD::SendingTime, fix_text(wall_time(), places));
  }
  if (!header.isSetField(FIX::FIELD::OrigSendingTime)) return;
  const std::string& sent = header.getField(FIX::FIELD::SendingTime);
  const auto original = from_fix_text(header.getField(FIX::FIELD::OrigSendingTime));
  const auto at = from_fix_text(sent);
  if (original && at && *original > *at) header.setField(FIX::FIELD::OrigSendingTime, std::string(sent));
}

class HostedEngine final : public Engine, public FIX::Application, public Connection::Handler {
 public:
  HostedEngine(boost::asio::io_context& io, const std::vector<SessionSettings>& sessions,
               SessionStore& session_store, Engine::Application& application,
               std::function<Timestamp()> clock)
      : io_(io),
        application_(application),
        clock_(std::move(clock)),
        stores_(session_store),
        acceptor_(*this, stores_, engine_settings(sessions), logs_) {
    std::map<std::string, FIX::DataDictionaryProvider> dictionaries;  // one for all sessions of a version
    for (const auto& settings : sessions) {
      const auto [dictionary, fresh] = dictionaries.try_emplace(settings.begin_string);
      if (fresh) dictionary->second = make_provider(settings.begin_string);
      const FIX::SessionID id(settings.begin_string, settings.sender_comp_id, settings.target_comp_id);
      HostedSession slot(settings);
      slot.session = acceptor_.getSession(id);
      slot.store = &stores_.of(id);
      slot.session->setDataDictionaryProvider(dictionary->second);
      slot.session->setTimestampPrecision(settings.timestamp_places);
      hosted_.emplace(settings.key(), std::move(slot));
    }
  }

  ~HostedEngine() override { disconnect(); }
  HostedEngine(const HostedEngine&) = delete;
  HostedEngine& operator=(const HostedEngine&) = delete;

  void adopt(Arrival arrival) override;
  [[nodiscard]] bool send(const order::Report& report) override;
  void tick() override;
  void flush() override;
  void repeat_turn() override;
  void log_out(const std::string& text) override;
  void disconnect() override;
  [[nodiscard]] std::size_t logged_on() const override;
  [[nodiscard]] bool logged_on(const order::SessionKey& session) const override;

 private:
  // FIX::Application. Only QuickFIX's own exceptions may leave a callback: anything else ends the process.
  void onCreate(const FIX::SessionID&) override {}
  void onLogon(const FIX::SessionID& id) override;
  void onLogout(const FIX::SessionID& id) override;
  void toAdmin(FIX::Message& message, const FIX::SessionID& id) override;
  void toApp(FIX::Message& message, const FIX::SessionID& id) override;
  void fromAdmin(const FIX::Message& message, const FIX::SessionID& id) override;
  void fromApp(const FIX::Message& message, const FIX::SessionID& id) override;

  void on_message(Connection& connection, std::string_view message) override;
  void on_garbled(Connection& connection, std::uint64_t count) override;
  void on_staged(Connection& connection) override { touch(hosted_.at(connection.session())); }
  void on_gone(Connection& connection, const std::string& reason) override;

  // The message in the engine's hands is the one that is refused.
  [[nodiscard]] bool is_about_it(const FIX::Message& refusal) const {
    return refusal.isSetField(FIX::FIELD::RefSeqNum) &&
           refusal.getField(FIX::FIELD::RefSeqNum) == field(taking_, FIX::FIELD::MsgSeqNum);
  }
  void touch(HostedSession& slot) {
    if (!std::exchange(slot.touched, true)) touched_.push_back(&slot);
  }
  void move_in(HostedSession& slot, Arrival arrival);
  void question(HostedSession& slot, Arrival arrival);
  void replace_after(HostedSession& slot, milliseconds time);
  void replace(HostedSession& slot);
  void turn_newcomer_away(HostedSession& slot);
  void take(HostedSession& slot, const std::string& message);
  [[nodiscard]] std::string for_engine(HostedSession& slot, std::string_view msg_type,
                                       const std::string& message);
  [[nodiscard]] bool refuse_number(HostedSession& slot, std::string_view message);
  [[nodiscard]] bool refuse_noise(HostedSession& slot, std::string_view msg_type, std::string_view message);
  void drop(HostedSession& slot, std::string_view why);
  // Schedules and what clients are told go by this clock, limits by clock_.
  [[nodiscard]] Timestamp wall() const { return clock_() + wall_offset(); }
  // After log_out() nobody comes back, whatever the hour.
  void follow_schedule(HostedSession& slot) {
    if (!closing_) slot.follow_schedule(wall());
  }
  [[nodiscard]] bool refuse_rate(HostedSession& slot, const order::Command& command);
  [[nodiscard]] std::string as_it_came(const FIX::Message& message) const;
  void turn_away(const Arrival& arrival, const std::string& reason);
  [[nodiscard]] bool refuse_logon(HostedSession& slot, std::string_view logon);
  [[nodiscard]] HostedSession& hosted(const FIX::SessionID& id) {
    return hosted_.at(order::SessionKey{id.toString()});
  }

  boost::asio::io_context& io_;
  Engine::Application& application_;
  std::function<Timestamp()> clock_;
  StoreFactory stores_;
  LogFactory logs_;
  Acceptor acceptor_;
  std::map<order::SessionKey, HostedSession> hosted_;
  // The sessions that this turn touched. Its end looks at these only: with hundreds of sessions it would take
  // longer than the turn.
  std::vector<HostedSession*> touched_;
  std::vector<HostedSession*> flushing_;
  LineBudget lines_{kEventsPerSecond};
  ResendPacer pieces_{io_, hosted_, lines_};
  std::string taking_;          // the message in the engine's hands
  std::optional<Fault> fault_;  // it was put there for one that has this
  bool closing_ = false;        // log_out() was called
};

void HostedEngine::adopt(Arrival arrival) {
  const auto found = hosted_.find(arrival.session);
  if (found == hosted_.end()) return turn_away(arrival, "unknown_session");
  HostedSession& slot = found->second;
  if (slot.connection) return question(slot, std::move(arrival));
  move_in(slot, std::move(arrival));
}

void HostedEngine::move_in(HostedSession& slot, Arrival arrival) {
  touch(slot);
  follow_schedule(slot);
  if (failpoint::fails("fix.adopt")) return turn_away(arrival, "failpoint");
  // The door has looked as well, maybe a moment before the end.
  if (!slot.schedule.window(wall())) return turn_away(arrival, "out_of_hours");
  std::string bytes = std::move(arrival.bytes);
  slot.connection = std::make_shared<Connection>(io_, std::move(arrival), *this);
  slot.new_this_turn = true;
  slot.session->setResponder(slot.connection.get());
  const auto connection = slot.connection;  // it may be gone before start() returns
  connection->start(bytes);
  // A Logon the engine cannot even reject leaves the connection open and silent (Session::next, 1.15.1).
  if (slot.connection && !slot.session->receivedLogon() && !slot.connection->ending()) {
    drop(slot, "logon not accepted");
  }
}

// A second connection never steals a session that lives, and a dead one does not lock its client out: the
// connection that is there is asked, and the newcomer has to wait.
void HostedEngine::question(HostedSession& slot, Arrival arrival) {
  const auto at = std::chrono::steady_clock::now();
  if (slot.newcomer || at - slot.probed_at < kProbeAgain) return turn_away(arrival, "already_connected");
  slot.newcomer = std::make_unique<Newcomer>(io_, std::move(arrival));
  if (slot.connection->ending()) return replace_after(slot, milliseconds{0});
  replace_after(slot, kProbe);
  slot.probed_at = at;
  slot.probe();
}

void HostedEngine::replace_after(HostedSession& slot, milliseconds time) {
  if (!slot.newcomer) return;
  slot.newcomer->deadline.expires_after(time);
  slot.newcomer->deadline.async_wait([this, &slot](const boost::system::error_code& cancelled) {
    if (!cancelled) replace(slot);
  });
}

void HostedEngine::replace(HostedSession& slot) {
  const auto newcomer = std::exchange(slot.newcomer, nullptr);
  if (!newcomer) return;
  if (slot.connection) drop(slot, "silent, and its client is back with another connection");
  move_in(slot, std::move(newcomer->arrival));
}

void HostedEngine::turn_newcomer_away(HostedSession& slot) {
  const auto newcomer = std::exchange(slot.newcomer, nullptr);
  if (newcomer) turn_away(newcomer->arrival, "already_connected");
}

void HostedEngine::turn_away(const Arrival& arrival, const std::string& reason) {
  if (lines_.take()) {
    log::warn("fix_refused",
              {{"session", arrival.session.value()}, {"peer", arrival.peer}, {"reason", reason}});
  }
  application_.on_refused(reason);
  ::close(arrival.socket);
}

void HostedEngine::on_message(Connection& connection, std::string_view message) {
  HostedSession& slot = hosted_.at(connection.session());
  touch(slot);
  turn_newcomer_away(slot);
  if (std::ranges::count(message, '\x01') > kFieldsMax) return drop(slot, "a message of too many fields");
  slot.inbound.emplace_back(message);
  take(slot, std::string(message));
}

void HostedEngine::on_garbled(Connection& connection, std::uint64_t count) {
  HostedSession& slot = hosted_.at(connection.session());
  if (lines_.take()) {
    log::warn("fix_garbled",
              {{"session", connection.session().value()}, {"peer", connection.peer()}, {"count", count}});
  }
  if (!connection.ending()) static_cast<void>(refuse_noise(slot, "garbled", {}));
}

void HostedEngine::take(HostedSession& slot, const std::string& message) {
  const auto msg_type = field(message, FIX::FIELD::MsgType);
  if (msg_type == "A" && refuse_logon(slot, message)) return;
  if (refuse_number(slot, message) || refuse_noise(slot, msg_type, message)) return;
  const bool asks_reset = msg_type == "A" && field(message, FIX::FIELD::ResetSeqNumFlag) == "Y";
  const bool was_on = slot.session->isLoggedOn();
  // The engine's own ResetOnLogon and ResetOnLogout are not used: with them it does not take reports for a
  // client that is away while its numbers are 1.
  if (slot.settings.reset == ResetPolicy::OnLogon && msg_type == "A" && !was_on && !asks_reset &&
      !slot.store->is_new()) {
    slot.begin_anew("on logon");
  }
  slot.hear();
  slot.store->allow_reset(asks_reset);
  try {
    taking_ = for_engine(slot, msg_type, message);
    failpoint::pass("fix.take");
    slot.session->next(taking_, FIX::UtcTimeStamp());
  } catch (const std::exception& error) {
    // The engine could not even answer it (garbled, or no Logon yet). This is logged, and the session goes
    // on.
    if (lines_.take()) {
      log::warn("fix_ignored",
                {{"session", slot.settings.key().value()}, {"cause", clean_text(error.what())}});
    }
  }
  taking_.clear();
  const bool time_is_off = fault_ && fault_->reason == kSendingTimeAccuracy;
  fault_.reset();
  slot.store->allow_reset(false);
  if (time_is_off && slot.connection && !slot.connection->ending()) return slot.dismiss("");
  if (std::exchange(slot.floods, false)) return slot.dismiss("Far above the limit of messages");
  if (msg_type == "A" && slot.connection && slot.session->isLoggedOn()) {
    application_.on_cancel_on_disconnect(slot.settings.key(), cancel_on_disconnect(slot.settings, message));
    slot.welcome();
  }
  if (slot.wants_piece()) pieces_.go_on();
  const bool left = msg_type == "5" && was_on && !slot.session->isLoggedOn();
  if (left && slot.settings.reset == ResetPolicy::OnLogout) slot.begin_anew("on logout");
}

// Returns what the engine is given for a message, which is at times another one, to the same end.
std::string HostedEngine::for_engine(HostedSession& slot, std::string_view msg_type,
                                     const std::string& message) {
  if (is_time_off(message)) {
    fault_ = Fault{{}, kSendingTimeAccuracy, "SendingTime accuracy problem"};
    return to_be_rejected(message);
  }
  if (is_unsupported_type(slot.settings.begin_string, msg_type)) return cut_down(message);
  fault_ = fault_of(message, slot.store->getNextSenderMsgSeqNum() - 1);
  if (fault_) return to_be_rejected(message);
  return msg_type == FIX::MsgType_ResendRequest ? pieces_.first_of(slot, message) : message;
}

// Without a number there is nothing that a 35=3 could be about, and no place for it in the session (FIX 4.4
// Vol. 2, "garbled message"). A number that the engine would misread, or one message too many that it would
// have to keep until the ones before it have come: the client returns, and all that is missing is asked for
// again.
bool HostedEngine::refuse_number(HostedSession& slot, std::string_view message) {
  const auto number = whole_number(field(message, FIX::FIELD::MsgSeqNum));
  if (number && slot.may_keep(*number, message.size())) return false;
  if (number) {
    drop(slot, "too many messages ahead of one that is missing");
  } else {
    slot.dismiss("MsgSeqNum(34) is missing or no number: nothing can be answered");
  }
  return true;
}

// Counts what is no request, and the requests with 97=Y, which have no rate of their own. A client that sends
// no end of these is sent away.
bool HostedEngine::refuse_noise(HostedSession& slot, std::string_view msg_type, std::string_view message) {
  if (is_request(slot.settings, msg_type) && field(message, FIX::FIELD::PossResend) != "Y") return false;
  if (!slot.noise.take(clock_())) return false;
  log::warn("fix_flood", {{"session", slot.settings.key().value()}, {"msg_type", clean_text(msg_type, 8)}});
  slot.dismiss("Too many messages that are no requests");
  return true;
}

// The door has judged the first Logon only. One may come in a session as well, and can reset the numbers and
// change HeartBtInt(108).
bool HostedEngine::refuse_logon(HostedSession& slot, std::string_view logon) {
  auto refused = judge_logon(logon, slot.settings);
  if (!refused && is_time_off(logon)) {
    refused =
        Refused{"sending_time", "the Logon's SendingTime(52) is not within 120 s of our clock, which says " +
                                    iso_text(wall_time())};
  }
  if (!refused) return false;
  log::warn(
      "fix_refused",
      {{"session", slot.settings.key().value()}, {"reason", refused->reason}, {"detail", refused->detail}});
  application_.on_refused(refused->reason);
  drop(slot, "Logon refused");
  return true;
}

void HostedEngine::toAdmin(FIX::Message& message, const FIX::SessionID& id) {
  HostedSession& slot = hosted(id);
  set_sending_time(message, slot.settings.timestamp_places);
  const FIX::Header& header = message.getHeader();
  const std::string& msg_type = header.getField(FIX::FIELD::MsgType);
  if (msg_type == FIX::MsgType_Reject && fault_ && is_about_it(message)) return put(*fault_, message);
  if (msg_type != FIX::MsgType_TestRequest) return;
  slot.delivery.probe(FIX::IntConvertor::convert(header.getField(FIX::FIELD::MsgSeqNum)));
}

void HostedEngine::fromAdmin(const FIX::Message& message, const FIX::SessionID& id) {
  hosted(id).learn_from(message);
}

// A 35=j that the engine makes by itself, for an application message without a CompID, lacks 379 and has
// DefaultApplVerID(1137) in a FIXT session, where it does not belong (bridge/fix/quickfix.md, 3).
void HostedEngine::toApp(FIX::Message& message, const FIX::SessionID& id) {
  set_sending_time(message, hosted(id).settings.timestamp_places);
  if (message.getHeader().getField(FIX::FIELD::MsgType) != FIX::MsgType_BusinessMessageReject) return;
  message.removeField(FIX::FIELD::DefaultApplVerID);
  const auto cl_ord_id = field(taking_, FIX::FIELD::ClOrdID);
  if (is_about_it(message) && !cl_ord_id.empty() && !message.isSetField(FIX::FIELD::BusinessRejectRefID)) {
    message.setField(FIX::FIELD::BusinessRejectRefID, std::string(cl_ord_id));
  }
}

// A message that came too early was kept by the engine, and is taken after the one that fills the gap.
std::string HostedEngine::as_it_came(const FIX::Message& message) const {
  const bool early =
      message.getHeader().getField(FIX::FIELD::MsgSeqNum) != field(taking_, FIX::FIELD::MsgSeqNum);
  return early ? message.toString() : taking_;
}

void HostedEngine::fromApp(const FIX::Message& message, const FIX::SessionID& id) {
  HostedSession& slot = hosted(id);
  try {
    if (auto command = decode(message, slot.settings)) {
      failpoint::pass("fix.command");
      if (!refuse_rate(slot, *command)) application_.on_command(std::move(*command), as_it_came(message));
      return;
    }
    if (message.getHeader().getField(FIX::FIELD::MsgType) == FIX::MsgType_BusinessMessageReject) {
      log::warn("fix_business_reject", {{"session", id.toString()}, {"text", clean_text(taking_)}});
      return;
    }
    FIX::Message reject = message_of(unsupported(message, slot.settings));
    slot.session->send(reject);
  } catch (const FIX::RequiredTagMissing&) {
    throw;  // 35=3, 373=1
  } catch (const std::exception& error) {
    log::error("fix_callback_failed", {{"session", id.toString()}, {"cause", clean_text(error.what())}});
    FIX::Message reject = message_of(not_available(message, slot.settings));
    slot.session->send(reject);
  }
}

// Returns true when the request was answered. Should the answer not be taken, the request goes on: it must
// not stay without any.
bool HostedEngine::refuse_rate(HostedSession& slot, const order::Command& command) {
  const auto text = slot.over_rate(command, clock_());
  if (text.empty()) return false;
  const auto subject = order::subject_of(command);
  log::info("rate_limited",
            {{"session", subject.session.value()}, {"cl_ord_id", subject.cl_ord_id}, {"text", text}});
  return send(order::not_taken_report(command, text, wall()));
}

bool HostedEngine::send(const order::Report& report) {
  const auto found = hosted_.find(report.session);
  if (found == hosted_.end()) {
    log::error("report_without_session", {{"session", report.session.value()},
                                          {"ticket", report.ticket.value()},
                                          {"remedy", "put the session back into the configuration"}});
    return false;
  }
  touch(found->second);
  // Otherwise the first report of a window would be lost to the window's reset.
  if (!found->second.connection) follow_schedule(found->second);
  FIX::Message message = message_of(encode(report, found->second.settings));
  return found->second.session->send(message);
}

void HostedEngine::tick() {
  for (auto& [key, slot] : hosted_) {
    touch(slot);
    follow_schedule(slot);
    slot.session->next(FIX::UtcTimeStamp());
    slot.follow_delivery();
    if (slot.wants_piece()) pieces_.go_on();
    if (const auto connection = slot.connection) connection->check_backlog();
  }
}

void HostedEngine::flush() {
  flushing_.swap(touched_);
  for (HostedSession* const slot : flushing_) {
    slot->touched = false;
    slot->inbound.clear();
    slot->new_this_turn = false;
    slot->anew_this_turn = false;
    slot->resend.commit();
    if (const auto connection = slot->connection) connection->flush();
  }
  flushing_.clear();
}

void HostedEngine::repeat_turn() {
  for (auto& [key, slot] : hosted_) {
    touch(slot);
    const auto inbound = std::exchange(slot.inbound, {});
    try {
      slot.session->refresh();
      if (slot.anew_this_turn) slot.begin_anew("the turn is repeated");
    } catch (const std::exception& error) {
      log::error("fix_numbers_unreadable", {{"session", key.value()}, {"cause", clean_text(error.what())}});
      if (slot.connection) drop(slot, "its numbers cannot be read");
    }
    slot.resend.undo();
    if (!slot.connection) continue;
    slot.connection->discard();
    slot.delivery.forget();
    if (slot.new_this_turn || slot.connection->ending() || !slot.session->isLoggedOn()) {
      drop(slot, "the journal could not keep its logon");
      continue;
    }
    for (const auto& message : inbound) {
      if (!slot.connection || slot.connection->ending()) break;  // one before it has ended the connection
      slot.inbound.push_back(message);
      take(slot, message);
    }
  }
}

void HostedEngine::log_out(const std::string& text) {
  closing_ = true;
  if (failpoint::fails("fix.log_out")) return;
  for (auto& [key, slot] : hosted_) {
    if (slot.session->isLoggedOn()) slot.say_goodbye(text);
  }
}

void HostedEngine::disconnect() {
  for (auto& [key, slot] : hosted_) {
    turn_newcomer_away(slot);
    if (slot.connection) drop(slot, "closing");
  }
}

void HostedEngine::drop(HostedSession& slot, std::string_view why) {
  log::info("fix_dropped", {{"session", slot.settings.key().value()}, {"reason", why}});
  const auto connection = std::exchange(slot.connection, nullptr);
  connection->close();
  slot.resend.forget();
  slot.session->disconnect();
  replace_after(slot, milliseconds{0});
}

void HostedEngine::on_gone(Connection& connection, const std::string& reason) {
  HostedSession& slot = hosted_.at(connection.session());
  log::info("fix_disconnected",
            {{"session", connection.session().value()}, {"peer", connection.peer()}, {"reason", reason}});
  slot.connection.reset();
  slot.resend.forget();
  slot.session->disconnect();
  replace_after(slot, milliseconds{0});  // not from here: somebody may be in the middle of all slots
}

std::size_t HostedEngine::logged_on() const {
  std::size_t count = 0;
  for (const auto& [key, slot] : hosted_) count += slot.session->isLoggedOn() ? 1 : 0;
  return count;
}

bool HostedEngine::logged_on(const order::SessionKey& session) const {
  const auto slot = hosted_.find(session);
  return slot != hosted_.end() && slot->second.session->isLoggedOn();
}

void HostedEngine::onLogon(const FIX::SessionID& id) {
  const auto& connection = hosted(id).connection;
  log::info("fix_logon", {{"session", id.toString()}, {"peer", connection ? connection->peer() : ""}});
  application_.on_logon(order::SessionKey{id.toString()});
}

void HostedEngine::onLogout(const FIX::SessionID& id) {
  log::info("fix_logout", {{"session", id.toString()}});
  HostedSession& slot = hosted(id);
  slot.delivery.end();
  application_.on_logout(order::SessionKey{id.toString()}, std::exchange(slot.said_logout, false));
}

}  // namespace

std::unique_ptr<Engine> make_engine(boost::asio::io_context& io, const std::vector<SessionSettings>& sessions,
                                    SessionStore& session_store, Engine::Application& application,
                                    std::function<Timestamp()> clock) {
  try {
    return std::make_unique<HostedEngine>(io, sessions, session_store, application, std::move(clock));
  } catch (const FIX::ConfigError& error) {
    throw std::runtime_error(std::string("FIX sessions: ") + error.what());
  }
}

}  // namespace bridge::fix
