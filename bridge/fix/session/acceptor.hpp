// What QuickFIX asks for around a session, on our terms: an acceptor without an accept loop (the listener
// and the door accept), stores over the session store, logs into ours. The lane's thread.
#pragma once

#include "fix/quickfix.hpp"
#include "fix/session/message_store.hpp"
#include "fix/session/session_store.hpp"
#include "fix/settings.hpp"

#include <map>
#include <string>
#include <vector>

namespace bridge::fix {

class StoreFactory : public FIX::MessageStoreFactory {
 public:
  explicit StoreFactory(SessionStore& session_store) : session_store_(session_store) {}
  FIX::MessageStore* create(const FIX::SessionID& session) override;
  void destroy(FIX::MessageStore* store) override;
  // The store of a session that was created; the acceptor owns it.
  [[nodiscard]] MessageStore& of(const FIX::SessionID& session) { return *stores_.at(session); }

 private:
  SessionStore& session_store_;
  std::map<FIX::SessionID, MessageStore*> stores_;
};

class LogFactory : public FIX::LogFactory {
 public:
  FIX::Log* create() override;
  FIX::Log* create(const FIX::SessionID& session) override;
  void destroy(FIX::Log* log) override;
};

// Creates and owns the sessions. Its start() is never called.
class Acceptor : public FIX::Acceptor {
 public:
  using FIX::Acceptor::Acceptor;

 private:
  void onStart() override {}
  bool onPoll(double) override { return false; }
  void onStop() override {}
};

// The engine's settings for these sessions: 24x7, our dictionaries are set afterwards.
[[nodiscard]] FIX::SessionSettings engine_settings(const std::vector<SessionSettings>& sessions);

}  // namespace bridge::fix
