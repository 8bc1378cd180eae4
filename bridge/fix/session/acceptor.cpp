#include "fix/session/acceptor.hpp"

#include "base/line_budget.hpp"
#include "base/log.hpp"
#include "fix/wire/traffic.hpp"

namespace bridge::fix {
namespace {

constexpr int kAcceptorEventsPerSecond = 50;  // a client can cause them at will

class SessionLog : public FIX::Log {
 public:
  explicit SessionLog(std::string session) : session_(std::move(session)) {}

  void clear() override {}
  void backup() override {}
  void onIncoming(const std::string& message) override { traffic("fix_in", message); }
  void onOutgoing(const std::string& message) override { traffic("fix_out", message); }
  void onEvent(const std::string& text) override {
    // One line for each resent or queued message, or piece of a resend, would drown the rest.
    const bool per_message = text.starts_with("Resending Message") || text.starts_with("Processing QUEUED") ||
                             text.starts_with("Received ResendRequest");
    const auto level = per_message ? log::Level::Debug : log::Level::Info;
    if (!log::enabled(level)) return;
    const auto left_out = lines_.take();
    if (!left_out) return;
    if (*left_out > 0) log::warn("fix_events_left_out", {{"session", session_}, {"lines", *left_out}});
    log::write(level, "fix_event", {{"session", session_}, {"text", printable(text)}});
  }

 private:
  void traffic(std::string_view event, const std::string& message) const {
    if (!log::enabled(log::Level::Debug)) return;
    log::debug(event, {{"session", session_}, {"message", printable(message)}});
  }

  std::string session_;
  LineBudget lines_{kAcceptorEventsPerSecond};
};

}  // namespace

FIX::MessageStore* StoreFactory::create(const FIX::SessionID& session) {
  return stores_[session] =
             new MessageStore(session_store_, session);  // NOLINT: the engine gives it back to destroy()
}

void StoreFactory::destroy(FIX::MessageStore* store) {
  std::erase_if(stores_, [store](const auto& entry) { return entry.second == store; });
  delete store;  // NOLINT
}

FIX::Log* LogFactory::create() { return new SessionLog("-"); }  // NOLINT: see destroy()
FIX::Log* LogFactory::create(const FIX::SessionID& session) {
  return new SessionLog(session.toString());
}  // NOLINT
void LogFactory::destroy(FIX::Log* log) { delete log; }  // NOLINT

FIX::SessionSettings engine_settings(const std::vector<SessionSettings>& sessions) {
  FIX::SessionSettings settings;
  for (const auto& session : sessions) {
    FIX::Dictionary dictionary;
    dictionary.setString(FIX::CONNECTION_TYPE, "acceptor");
    dictionary.setString(FIX::USE_DATA_DICTIONARY, "N");
    // SendingTime(52) is looked at by HostedEngine: by the wall's time, and the engine's clock is ours.
    dictionary.setString(FIX::CHECK_LATENCY, "N");
    if (session.version() == Version::Fix50Sp2) dictionary.setString(FIX::DEFAULT_APPLVERID, "FIX.5.0SP2");
    // A week without a gap, Sunday to Sunday; with the store's creation time "now" it never ends. Whatever
    // the clock does within it, MessageStore::reset has the last word.
    dictionary.setString(FIX::START_TIME, "00:00:00");
    dictionary.setString(FIX::END_TIME, "00:00:00");
    dictionary.setString(FIX::START_DAY, "SU");
    dictionary.setString(FIX::END_DAY, "SU");
    settings.set(FIX::SessionID(session.begin_string, session.sender_comp_id, session.target_comp_id),
                 dictionary);
  }
  return settings;
}

}  // namespace bridge::fix
