// Which of the messages handed to a client have evidently arrived (fixspec/session.md, "After a reset"). A
// connection takes marks: all up to this number has left. A mark counts once the client is heard of more
// than 2 x HeartBtInt later, or answers a TestRequest or a Logout that came after it. Time is counted in
// ticks: a clock that jumps proves nothing. Pure; the lane's thread.
#pragma once

#include <deque>
#include <optional>

namespace bridge::fix {

class DeliveryEvidence {
 public:
  // A client has logged on, and is sent a heartbeat every so many seconds. When it is `behind`, there are
  // reports from before it came that it may not have: it asks for what it lacks, or shows within the time
  // that it lacks nothing.
  void begin(int heart_bt_int, bool behind);
  // The connection is over: what has not counted by now never will.
  void end();
  // What was handed over may not be what the marks say, so they are taken anew.
  void forget();

  // Says, once a second, that all up to `number` has been handed to the socket.
  void tick() { ++ticks_; }
  void mark(int number);
  [[nodiscard]] int marked() const { return marked_; }

  // A TestRequest of ours has this number.
  void probe(int number);
  // The client asks for messages to be sent again: they leave now.
  void ask_again();

  // --- what the client's messages prove: it has all up to the number ---
  // Any message of the client came.
  [[nodiscard]] std::optional<int> hear();
  // A Heartbeat with TestReqID(112) came.
  [[nodiscard]] std::optional<int> hear_answer();
  // A Logout came, when the client's side had confirmed, by TCP, all that we sent up to `number`.
  [[nodiscard]] std::optional<int> hear_goodbye(int number) const;

 private:
  struct Mark {
    int number;
    long at;
  };

  int patience_ = 0;  // ticks
  long ticks_ = 0;
  bool on_ = false;
  bool behind_ = false;
  std::deque<Mark> marks_;  // one a tick at most, and none older than a silence that ends the session
  int marked_ = 0;
  std::optional<int> probe_;  // the oldest one without an answer
};

}  // namespace bridge::fix
