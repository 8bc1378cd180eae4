// A request's way through the venue: read it, charge its weight, check it, execute it on the book, answer;
// or do what was planned instead. Knows neither sockets nor the time of day: whoever drives it says when
// it is. Owned by the simulator's thread.
#pragma once

#include "base/time.hpp"
#include "simulator/answer.hpp"
#include "simulator/ban.hpp"
#include "simulator/behaviour.hpp"
#include "simulator/book.hpp"
#include "simulator/counters.hpp"
#include "simulator/faults.hpp"
#include "simulator/key_ring.hpp"
#include "simulator/refusal.hpp"
#include "simulator/replies.hpp"
#include "simulator/request.hpp"
#include "simulator/weight.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace bridge::simulator {

class Requests {
 public:
  // `keys` and `book` must outlive this. With a `weight_limit` of 0 there is none.
  Requests(const KeyRing& keys, std::int64_t weight_limit, Book& book, const BanRules& ban = {});

  // `at` is true time in all of these; the venue's own clock is `clock_skew` ahead of it.

  // Judges a handshake, which costs weight too, let in or not. Returns nothing when it is let in, else how
  // long it is still banned.
  [[nodiscard]] std::optional<milliseconds> refuse_handshake(Timestamp at);
  // `visit` is that of the connection on which the request came: session.* changes it, and what is held back
  // waits there.
  [[nodiscard]] Answer answer(std::string_view frame, Visit& visit, Timestamp at);

  void fail_next(const std::string& method, Refusal refusal, int count) {
    faults_.fail_next(method, std::move(refusal), count);
  }
  void behave(const std::string& client_order_id, Behaviour behaviour) {
    faults_.behave(client_order_id, std::move(behaviour));
  }
  void set(const Conditions& conditions);
  [[nodiscard]] const Conditions& conditions() const { return conditions_; }
  void ban(milliseconds length, Timestamp at);
  // Forgets faults, conditions and bans; the counters begin again. The book stays.
  void reset();
  [[nodiscard]] Counters counters() const;
  [[nodiscard]] Timestamp clock(Timestamp at) const { return at + conditions_.clock_skew; }

 private:
  // Below, `at` is the venue's clock.
  [[nodiscard]] Timestamp true_time(Timestamp at) const { return at - conditions_.clock_skew; }
  [[nodiscard]] Answer judge(const Request& request, Visit& visit, Timestamp at);
  [[nodiscard]] Answer send_away(const Envelope& envelope, Timestamp at);
  [[nodiscard]] Answer execute(const Request& request, const Envelope& envelope, Visit& visit, Timestamp at);
  [[nodiscard]] Answer execute_session(const Request& request, const Envelope& envelope, Visit& visit,
                                       Timestamp at);
  [[nodiscard]] Answer execute_on_book(const Request& request, const Envelope& envelope, Visit& visit,
                                       Timestamp at);
  void change_order(const OrderName& name, const Order& order, const Fault& fault, Timestamp at);
  [[nodiscard]] std::string cancel(const OrderName& name, const Envelope& envelope,
                                   const std::string& request_id, Timestamp at);
  [[nodiscard]] std::string tell_status(const OrderName& name, const Envelope& envelope, milliseconds lag,
                                        Timestamp at);
  [[nodiscard]] Answer finish(const Fault& fault, std::optional<std::string> frame, const Envelope& envelope,
                              Timestamp at);
  [[nodiscard]] Answer refuse(const Envelope& envelope, const Refusal& refusal, Timestamp at);
  [[nodiscard]] std::string refusal_frame(const Envelope& envelope, const Refusal& refusal, Timestamp at);

  const KeyRing& keys_;
  Weight weight_;
  Book& book_;
  Ban ban_;
  Faults faults_;
  Conditions conditions_;
  Counters counters_;
  Timestamp wait_until_{};  // what the last 429 or 418 asked for, true time
};

}  // namespace bridge::simulator
