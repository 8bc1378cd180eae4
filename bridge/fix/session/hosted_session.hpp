// A configured session with what the engine needs at hand for it, and the options that act on the session as
// a whole: its hours, its resets, its rate. The lane's thread.
#pragma once

#include "fix/door/schedule.hpp"
#include "fix/quickfix.hpp"
#include "fix/rate.hpp"
#include "fix/session/connection.hpp"
#include "fix/session/delivery_evidence.hpp"
#include "fix/session/message_store.hpp"
#include "fix/session/resend.hpp"
#include "fix/settings.hpp"
#include "order/command.hpp"

#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace bridge::fix {

// A second connection, which waits for what becomes of the one that is there.
struct Newcomer {
  Newcomer(boost::asio::io_context& io, Arrival arrived) : arrival(std::move(arrived)), deadline(io) {}
  Arrival arrival;
  boost::asio::steady_timer deadline;
};

struct HostedSession {
  explicit HostedSession(SessionSettings session_settings);

  SessionSettings settings;
  Schedule schedule;
  Rate rate;            // of requests
  Rate refusals;        // of requests that were beyond it; beyond this the client floods us
  Rate noise;           // of all that is no request
  bool floods = false;  // the message in the engine's hands was far beyond the rate
  FIX::Session* session = nullptr;
  MessageStore* store = nullptr;
  std::shared_ptr<Connection> connection;  // empty while the client is away
  // Another connection of the session. It takes the place of the one that is there, should that be dead.
  std::unique_ptr<Newcomer> newcomer;
  std::chrono::steady_clock::time_point probed_at{};
  DeliveryEvidence delivery;
  Resend resend;
  Resend::Range resend_asked;      // by the ResendRequest in the engine's hands
  bool owes_more = false;          // than has been sent since the client logged on
  std::size_t early_messages = 0;  // that the engine keeps because an earlier one is missing
  std::size_t early_bytes = 0;
  bool said_logout = false;          // the client has, since it logged on
  bool touched = false;              // in this turn: the end of the turn has to look at it
  std::vector<std::string> inbound;  // this turn's messages, should it have to be repeated
  bool new_this_turn = false;        // the connection was adopted in this turn
  bool anew_this_turn = false;       // its numbers went back to 1 by our own doing

  // Logs a client out when its window ends, and before its numbers begin anew with the next one. It is to be
  // called about once a second, and before whatever is to count for the window.
  void follow_schedule(Timestamp at);
  void begin_anew(std::string_view why);

  // The client has logged on: reports that a reset would have lost to it leave behind the Logon.
  void welcome();
  // Notes, about once a second, what has left, and goes on with what is owed.
  void follow_delivery();
  // The engine is about to take this message of the client.
  void learn_from(const FIX::Message& message);
  void hear();
  void say_goodbye(const std::string& text);
  // Sends a Logout, and ends the connection once that has left.
  void dismiss(const std::string& text);
  // Sends a TestRequest(1), which whoever is alive answers.
  void probe();
  // The engine is about to take a message with this MsgSeqNum(34). Returns false when it would keep too many
  // that came too early.
  [[nodiscard]] bool may_keep(int msg_seq_num, std::size_t bytes);
  // True when the client is on, and waits for the rest of what it asked to be sent again, or of what it is
  // owed.
  [[nodiscard]] bool wants_piece() const;
  // Sends the next piece of that.
  void send_piece(int messages);

  // Tells why the request is beyond the session's rate; empty when it is not. A repeat (43=Y, 97=Y) never is:
  // what it repeats may be under way, and must not be called refused.
  [[nodiscard]] std::string over_rate(const order::Command& command, Timestamp at) {
    return order::is_repeat(command) ? std::string{} : over_rate(at);
  }

 private:
  [[nodiscard]] std::string over_rate(Timestamp at);
  void deliver(std::optional<int> msg_seq_num);
  void resend_piece(int messages);
  void send_owed(int messages);
  [[nodiscard]] bool say_again(const OwedMessage& owed);
};

}  // namespace bridge::fix
