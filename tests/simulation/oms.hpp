// A client of a history: its side of a FIX session, as far as numbers, resends and resets go, and what it
// sends when. Checks that the bridge's numbers have neither gap nor reuse (I14). One thread.
#pragma once

#include "judge.hpp"
#include "plan.hpp"
#include "world.hpp"

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

namespace bridge::simulation {

// A message of either side. `type` is 35.
struct Message {
  char type = '0';
  int number = 0;         // 34
  bool poss_dup = false;  // 43
  bool reset = false;     // 141, of a Logon
  int begin = 0;          // 7 of a ResendRequest; 36 of a SequenceReset
  std::optional<Request> request{};
  std::string text{};  // of a report
};

// A TCP connection between a client and the engine. Messages keep their order.
class Line : public std::enable_shared_from_this<Line> {
 public:
  explicit Line(World& world) : world_(world) {}

  std::function<void(const Message&)> to_client, to_engine;
  std::function<void()> client_gone, engine_gone;

  void send_to_client(Message message);
  void send_to_engine(Message message);
  // One end is gone; the other hears of it. What is on its way still arrives, unless the line is cut.
  void close_client();
  void close_engine();
  void cut();

 private:
  void send(Message message, Timestamp& last, std::function<void(const Message&)> Line::*to);
  void tell_gone(std::function<void()> Line::*whom, Timestamp last);

  World& world_;
  Timestamp last_to_client_{}, last_to_engine_{};
};

class Oms {
 public:
  // Connects to the process; nothing while it is not there.
  using Dial = std::function<std::shared_ptr<Line>(Oms&)>;

  Oms(World& world, Judge& judge, order::SessionKey session, Dial dial);
  ~Oms();
  Oms(const Oms&) = delete;
  Oms& operator=(const Oms&) = delete;

  void connect();
  void disconnect();
  void reset();  // at its next Logon, which is soon
  void submit(Request request);

  [[nodiscard]] const order::SessionKey& session() const { return session_; }
  // On, with nothing to say and nothing to hear.
  [[nodiscard]] bool in_step(SequenceNumbers theirs) const;

 private:
  void hear(const Message& message);
  void gone();
  void dial_again();
  void say(Message message);
  void ask_again();
  void send_again(int begin);

  World& world_;
  Judge& judge_;
  order::SessionKey session_;
  Dial dial_;
  std::shared_ptr<Line> line_;
  bool logged_on_ = false;
  bool dialing_ = false;
  bool wants_reset_ = false;
  bool asked_again_ = false;
  int next_out_ = 1;
  int next_in_ = 1;
  std::map<int, Message> sent_;
  std::map<int, std::string> heard_;  // reports
  std::deque<Request> waiting_;
};

}  // namespace bridge::simulation
