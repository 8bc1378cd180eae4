#include "fix/engine.hpp"

#include "base/failpoint.hpp"
#include "base/log.hpp"
#include "base/text.hpp"
#include "fix/acceptor.hpp"
#include "fix/codec.hpp"
#include "fix/dictionary.hpp"
#include "fix/door.hpp"
#include "fix/message_types.hpp"
#include "fix/quickfix.hpp"
#include "fix/slot.hpp"
#include "order/reports.hpp"

#include <map>
#include <stdexcept>
#include <unistd.h>
#include <utility>

namespace bridge::fix {
namespace {

constexpr char kSoh = '\x01';

// Everything but header, ClOrdID and trailer taken out: a type we do not speak is known to the dictionary
// by its name only, and all that is needed of it is what our 35=j says.
std::string cut_down(std::string_view message) {
  constexpr int kKept[] = {35, 1128, 49, 56, 34, 52, 43, 97, 122, 50, 57, 115, 128, 11};
  std::string body;
  for (const int number : kKept) {
    const auto value = field(message, number);
    if (!value.empty()) body.append(std::to_string(number)).append("=").append(value).push_back(kSoh);
  }
  std::string text =
      "8=" + std::string(field(message, 8)) + kSoh + "9=" + std::to_string(body.size()) + kSoh + body;
  const std::string digits = std::to_string(1000 + checksum(text));
  return text + "10=" + digits.substr(1) + kSoh;
}

class HostedEngine final : public Engine, public FIX::Application, public Connection::Owner {
 public:
  HostedEngine(boost::asio::io_context& io, const std::vector<SessionSettings>& sessions,
               ConnectionSettings connection, Ledger& ledger, Client& client,
               std::function<Timestamp()> clock)
      : io_(io),
        connection_settings_(connection),
        client_(client),
        clock_(std::move(clock)),
        stores_(ledger),
        acceptor_(*this, stores_, engine_settings(sessions), logs_) {
    for (const auto& settings : sessions) {
      const FIX::SessionID id(settings.begin_string, settings.sender_comp_id, settings.target_comp_id);
      Slot slot(settings);
      slot.session = acceptor_.getSession(id);
      slot.store = &stores_.of(id);
      slot.session->setDataDictionaryProvider(make_provider(settings.begin_string));
      slot.session->setTimestampPrecision(settings.timestamp_places);
      slots_.emplace(settings.key(), std::move(slot));
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
  void on_gone(Connection& connection, const std::string& reason) override;

  void take(Slot& slot, const std::string& message);
  void drop(Slot& slot, std::string_view why);
  // After log_out() nobody comes back, whatever the hour.
  void follow_schedule(Slot& slot) {
    if (!closing_) slot.follow_schedule(clock_());
  }
  [[nodiscard]] bool refuse_rate(Slot& slot, const order::CancelCommand& command);
  [[nodiscard]] bool refuse_rate(Slot& slot, const order::StatusCommand& question);
  [[nodiscard]] std::string as_it_came(const FIX::Message& message) const;
  void turn_away(const Arrival& arrival, const std::string& reason);
  [[nodiscard]] bool refuse_logon(Slot& slot, std::string_view logon);
  [[nodiscard]] Slot& slot_of(const FIX::SessionID& id) {
    return slots_.at(order::SessionKey{id.toString()});
  }

  boost::asio::io_context& io_;
  ConnectionSettings connection_settings_;
  Client& client_;
  std::function<Timestamp()> clock_;
  StoreFactory stores_;
  LogFactory logs_;
  Acceptor acceptor_;
  std::map<order::SessionKey, Slot> slots_;
  std::string taking_;    // the message in the engine's hands
  bool closing_ = false;  // log_out() was called
};

void HostedEngine::adopt(Arrival arrival) {
  const auto found = slots_.find(arrival.session);
  if (found == slots_.end()) return turn_away(arrival, "unknown_session");
  Slot& slot = found->second;
  if (slot.connection) return turn_away(arrival, "already_connected");
  follow_schedule(slot);
  if (failpoint::fails("fix.adopt")) return turn_away(arrival, "failpoint");
  // The door has looked as well, maybe a moment before the end.
  if (!slot.schedule.window(clock_())) return turn_away(arrival, "out_of_hours");
  std::string bytes = std::move(arrival.bytes);
  slot.connection = std::make_shared<Connection>(io_, arrival, connection_settings_, *this);
  slot.new_this_turn = true;
  slot.session->setResponder(slot.connection.get());
  const auto connection = slot.connection;  // it may be gone before start() returns
  connection->start(bytes);
  // A Logon the engine cannot even reject leaves the connection open and silent (Session::next, 1.15.1).
  if (slot.connection && !slot.session->receivedLogon() && !slot.connection->ending()) {
    drop(slot, "logon not accepted");
  }
}

void HostedEngine::turn_away(const Arrival& arrival, const std::string& reason) {
  log::warn("fix_refused",
            {{"session", arrival.session.value()}, {"peer", arrival.peer}, {"reason", reason}});
  client_.on_refused(reason);
  ::close(arrival.socket);
}

void HostedEngine::on_message(Connection& connection, std::string_view message) {
  Slot& slot = slots_.at(connection.session());
  slot.inbound.emplace_back(message);
  take(slot, std::string(message));
}

void HostedEngine::take(Slot& slot, const std::string& message) {
  const auto msg_type = field(message, FIX::FIELD::MsgType);
  if (msg_type == "A" && refuse_logon(slot, message)) return;
  const bool asks_reset = msg_type == "A" && field(message, FIX::FIELD::ResetSeqNumFlag) == "Y";
  const bool was_on = slot.session->isLoggedOn();
  // Not by the engine's own ResetOnLogon and ResetOnLogout: with them it does not take reports for a client
  // that is away while its numbers are 1.
  if (slot.settings.reset == ResetPolicy::OnLogon && msg_type == "A" && !was_on && !asks_reset &&
      !slot.store->is_new()) {
    slot.begin_anew("on logon");
  }
  slot.hear();
  slot.store->allow_reset(asks_reset);
  try {
    taking_ = is_unsupported_type(slot.settings.begin_string, msg_type) ? cut_down(message) : message;
    failpoint::pass("fix.take");
    slot.session->next(taking_, FIX::UtcTimeStamp());
  } catch (const std::exception& error) {
    // The engine could not even answer it (garbled, or no Logon yet): logged, and the session goes on.
    log::warn("fix_ignored", {{"session", slot.settings.key().value()}, {"cause", clean_text(error.what())}});
  }
  taking_.clear();
  slot.store->allow_reset(false);
  if (msg_type == "A" && slot.connection && slot.session->isLoggedOn()) slot.welcome();
  const bool left = msg_type == "5" && was_on && !slot.session->isLoggedOn();
  if (left && slot.settings.reset == ResetPolicy::OnLogout) slot.begin_anew("on logout");
}

// The door has judged the first one only, and a Logon may come in a session as well: it can reset the
// numbers and change HeartBtInt(108).
bool HostedEngine::refuse_logon(Slot& slot, std::string_view logon) {
  const auto refused = judge_logon(logon, slot.settings);
  if (!refused) return false;
  log::warn(
      "fix_refused",
      {{"session", slot.settings.key().value()}, {"reason", refused->reason}, {"detail", refused->detail}});
  client_.on_refused(refused->reason);
  drop(slot, "Logon refused");
  return true;
}

void HostedEngine::toAdmin(FIX::Message& message, const FIX::SessionID& id) {
  const FIX::Header& header = message.getHeader();
  if (header.getField(FIX::FIELD::MsgType) != FIX::MsgType_TestRequest) return;
  slot_of(id).delivery.probe(FIX::IntConvertor::convert(header.getField(FIX::FIELD::MsgSeqNum)));
}

void HostedEngine::fromAdmin(const FIX::Message& message, const FIX::SessionID& id) {
  slot_of(id).learn_from(message);
}

// A 35=j that the engine makes by itself, for an application message without a CompID, lacks 379 and has
// DefaultApplVerID(1137) in a FIXT session, where it does not belong (fix.md §4.4).
void HostedEngine::toApp(FIX::Message& message, const FIX::SessionID&) {
  if (message.getHeader().getField(FIX::FIELD::MsgType) != FIX::MsgType_BusinessMessageReject) return;
  message.removeField(FIX::FIELD::DefaultApplVerID);
  const auto cl_ord_id = field(taking_, FIX::FIELD::ClOrdID);
  const bool about_it = message.isSetField(FIX::FIELD::RefSeqNum) &&
                        message.getField(FIX::FIELD::RefSeqNum) == field(taking_, FIX::FIELD::MsgSeqNum);
  if (about_it && !cl_ord_id.empty() && !message.isSetField(FIX::FIELD::BusinessRejectRefID)) {
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
  Slot& slot = slot_of(id);
  try {
    const std::string& msg_type = message.getHeader().getField(FIX::FIELD::MsgType);
    if (msg_type == FIX::MsgType_OrderCancelRequest) {
      failpoint::pass("fix.command");
      auto command = decode_cancel(message, slot.settings);
      if (!refuse_rate(slot, command)) client_.on_cancel(std::move(command), as_it_came(message));
      return;
    }
    if (msg_type == FIX::MsgType_OrderStatusRequest) {
      auto question = decode_status(message, slot.settings);
      if (!refuse_rate(slot, question)) client_.on_status(std::move(question), as_it_came(message));
      return;
    }
    if (msg_type == FIX::MsgType_BusinessMessageReject) {
      log::warn("fix_business_reject", {{"session", id.toString()}, {"text", clean_text(taking_)}});
      return;
    }
    FIX::Message reject = unsupported(message, slot.settings);
    slot.session->send(reject);
  } catch (const FIX::RequiredTagMissing&) {
    throw;  // 35=3, 373=1
  } catch (const std::exception& error) {
    log::error("fix_callback_failed", {{"session", id.toString()}, {"cause", clean_text(error.what())}});
    FIX::Message reject = not_available(message, slot.settings);
    slot.session->send(reject);
  }
}

// True: answered. Should the answer not be taken, the request goes on: it must not stay without any.
bool HostedEngine::refuse_rate(Slot& slot, const order::CancelCommand& command) {
  const auto text = slot.over_rate(command, clock_());
  if (text.empty()) return false;
  log::info("rate_limited",
            {{"session", command.session.value()}, {"cl_ord_id", command.cl_ord_id.value()}, {"text", text}});
  return send(order::reject_report(command, order::RejectReason::VenueOption, order::OrdStatus::New,
                                   std::nullopt, text, clock_()));
}

bool HostedEngine::refuse_rate(Slot& slot, const order::StatusCommand& question) {
  const auto text = slot.over_rate(question, clock_());
  if (text.empty()) return false;
  log::info("rate_limited",
            {{"session", question.session.value()}, {"cl_ord_id", question.cl_ord_id}, {"text", text}});
  return send(order::status_rejected_report(question, order::BusinessReason::NotAvailable, text, clock_()));
}

bool HostedEngine::send(const order::Report& report) {
  const auto found = slots_.find(report.session);
  if (found == slots_.end()) {
    log::error("report_without_session", {{"session", report.session.value()},
                                          {"ticket", report.ticket.value()},
                                          {"remedy", "put the session back into the configuration"}});
    return false;
  }
  // Or the first report of a window would be lost to the window's reset.
  if (!found->second.connection) follow_schedule(found->second);
  FIX::Message message = encode(report, found->second.settings);
  return found->second.session->send(message);
}

void HostedEngine::tick() {
  for (auto& [key, slot] : slots_) {
    follow_schedule(slot);
    slot.session->next(FIX::UtcTimeStamp());
    slot.follow_delivery();
    if (const auto connection = slot.connection) connection->check_backlog();
  }
}

void HostedEngine::flush() {
  for (auto& [key, slot] : slots_) {
    slot.inbound.clear();
    slot.new_this_turn = false;
    slot.anew_this_turn = false;
    if (const auto connection = slot.connection) connection->flush();
  }
}

void HostedEngine::repeat_turn() {
  for (auto& [key, slot] : slots_) {
    const auto inbound = std::exchange(slot.inbound, {});
    try {
      slot.session->refresh();
      if (slot.anew_this_turn) slot.begin_anew("the turn is repeated");
    } catch (const std::exception& error) {
      log::error("fix_numbers_unreadable", {{"session", key.value()}, {"cause", clean_text(error.what())}});
      if (slot.connection) drop(slot, "its numbers cannot be read");
    }
    if (!slot.connection) continue;
    slot.connection->discard();
    slot.delivery.forget();
    if (slot.new_this_turn || slot.connection->ending() || !slot.session->isLoggedOn()) {
      drop(slot, "the journal could not keep its logon");
      continue;
    }
    for (const auto& message : inbound) {
      slot.inbound.push_back(message);
      take(slot, message);
    }
  }
}

void HostedEngine::log_out(const std::string& text) {
  closing_ = true;
  if (failpoint::fails("fix.log_out")) return;
  for (auto& [key, slot] : slots_) {
    if (slot.session->isLoggedOn()) slot.say_goodbye(text);
  }
}

void HostedEngine::disconnect() {
  for (auto& [key, slot] : slots_) {
    if (slot.connection) drop(slot, "closing");
  }
}

void HostedEngine::drop(Slot& slot, std::string_view why) {
  log::info("fix_dropped", {{"session", slot.settings.key().value()}, {"reason", why}});
  const auto connection = std::exchange(slot.connection, nullptr);
  connection->close();
  slot.session->disconnect();
}

void HostedEngine::on_gone(Connection& connection, const std::string& reason) {
  Slot& slot = slots_.at(connection.session());
  log::info("fix_disconnected",
            {{"session", connection.session().value()}, {"peer", connection.peer()}, {"reason", reason}});
  slot.connection.reset();
  slot.session->disconnect();
}

std::size_t HostedEngine::logged_on() const {
  std::size_t count = 0;
  for (const auto& [key, slot] : slots_) count += slot.session->isLoggedOn() ? 1 : 0;
  return count;
}

void HostedEngine::onLogon(const FIX::SessionID& id) {
  const auto& connection = slot_of(id).connection;
  log::info("fix_logon", {{"session", id.toString()}, {"peer", connection ? connection->peer() : ""}});
  client_.on_logon(order::SessionKey{id.toString()});
}

void HostedEngine::onLogout(const FIX::SessionID& id) {
  log::info("fix_logout", {{"session", id.toString()}});
  slot_of(id).delivery.end();
  client_.on_logout(order::SessionKey{id.toString()});
}

}  // namespace

std::unique_ptr<Engine> make_engine(boost::asio::io_context& io, const std::vector<SessionSettings>& sessions,
                                    ConnectionSettings connection, Ledger& ledger, Engine::Client& client,
                                    std::function<Timestamp()> clock) {
  try {
    return std::make_unique<HostedEngine>(io, sessions, connection, ledger, client, std::move(clock));
  } catch (const FIX::ConfigError& error) {
    throw std::runtime_error(std::string("FIX sessions: ") + error.what());
  }
}

}  // namespace bridge::fix
