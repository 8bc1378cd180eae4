// A configured session with what the engine needs at hand for it, and the options that act on the session as
// a whole: its hours, its resets, its rate. The lane's thread.
#pragma once

#include "fix/connection.hpp"
#include "fix/delivery.hpp"
#include "fix/quickfix.hpp"
#include "fix/rate.hpp"
#include "fix/schedule.hpp"
#include "fix/settings.hpp"
#include "fix/store.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace bridge::fix {

struct Slot {
  explicit Slot(SessionSettings session_settings)
      : settings(std::move(session_settings)), schedule(settings.schedule), rate(settings.rate_limit) {}

  SessionSettings settings;
  Schedule schedule;
  Rate rate;
  FIX::Session* session = nullptr;
  Store* store = nullptr;
  std::shared_ptr<Connection> connection;  // empty while the client is away
  Delivery delivery;
  std::vector<std::string> inbound;  // this turn's messages, should it have to be repeated
  bool new_this_turn = false;        // the connection was adopted in this turn
  bool anew_this_turn = false;       // its numbers went back to 1 by our own doing

  // A client is logged out when its window ends, and before its numbers begin anew with the next one. Call
  // about once a second, and before whatever is to count for the window.
  void follow_schedule(Timestamp at);
  void begin_anew(std::string_view why);

  // The client has logged on. Reports that a reset would have lost to it leave, behind the Logon.
  void welcome();
  // About once a second: notes what has left, and goes on with what is owed.
  void follow_delivery();
  // The engine is about to take this message of the client.
  void learn_from(const FIX::Message& message);
  void hear();
  void say_goodbye(const std::string& text);

  // Why the request is beyond the session's rate; empty when it is not. A repeat (43=Y, 97=Y) is never: what
  // it repeats may be under way, and must not be called refused.
  template <class Request>
  [[nodiscard]] std::string over_rate(const Request& request, Timestamp at) {
    return request.poss_dup || request.poss_resend ? std::string{} : over_rate(at);
  }

 private:
  [[nodiscard]] std::string over_rate(Timestamp at);
  void deliver(std::optional<int> msg_seq_num);
  void send_owed();
  [[nodiscard]] bool say_again(const Ledger::Owed& owed);
};

}  // namespace bridge::fix
