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
#include "simulator/listen_keys.hpp"
#include "simulator/order_limits.hpp"
#include "simulator/refusal.hpp"
#include "simulator/replies.hpp"
#include "simulator/request.hpp"
#include "simulator/weight.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bridge::simulator {

// The order that a request names.
[[nodiscard]] OrderName order_named(const Request& request);

class Requests {
 public:
  // `keys` and `book` must outlive this. With a `weight_limit` of 0 there is none.
  Requests(const KeyRing& keys, std::int64_t weight_limit, Book& book, const BanRules& ban = {},
           const OrderLimitRules& orders = {});
  ~Requests() { book_.set_trigger({}); }
  Requests(const Requests&) = delete;
  Requests& operator=(const Requests&) = delete;

  // `at` is true time in all of these; the venue's own clock is `clock_skew` ahead of it.

  // Judges a handshake, which costs weight too, let in or not. Returns nothing when it is let in, else how
  // long it is still banned.
  [[nodiscard]] std::optional<milliseconds> refuse_handshake(Timestamp at);
  // `visit` is that of the connection on which the request came: session.* changes it, and what is held back
  // waits there.
  [[nodiscard]] Answer answer(std::string_view frame, Visit& visit, Timestamp at);

  // Charges a request's weight. Returns nothing when it may go on, else why not; a banned client's connection
  // is closed behind that.
  [[nodiscard]] std::optional<Refusal> admit(std::int64_t weight, Timestamp at);
  // Remembers what a client was told when it was kept out: it is counted, and how long it should wait.
  void note(const Refusal& refusal, Timestamp at);
  [[nodiscard]] RateLimit weight() const { return weight_.row(); }
  [[nodiscard]] ListenKeys& listen_keys() { return listen_keys_; }

  void fail_next(const std::string& method, Refusal refusal, int count) {
    faults_.fail_next(method, std::move(refusal), count);
  }
  [[nodiscard]] std::optional<Refusal> next_failure(std::string_view method) {
    return faults_.next_failure(method);
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
  // The account's ORDERS limits, and what of them is used.
  [[nodiscard]] std::vector<OrderLimit> order_limits(Timestamp at);

 private:
  // Below, `at` is the venue's clock.
  [[nodiscard]] Timestamp true_time(Timestamp at) const { return at - conditions_.clock_skew; }
  [[nodiscard]] Answer judge(const Request& request, Visit& visit, Timestamp at);
  [[nodiscard]] Refusal told_of_ban(Timestamp at) const;
  [[nodiscard]] Answer send_away(const Envelope& envelope, Timestamp at);
  [[nodiscard]] Answer execute(const Request& request, const Envelope& envelope, Visit& visit, Timestamp at);
  [[nodiscard]] Answer execute_session(const Request& request, const Envelope& envelope, Visit& visit,
                                       Timestamp at);
  [[nodiscard]] Answer execute_listen_key(const Request& request, const Envelope& envelope,
                                          const Visit& visit, Timestamp at);
  [[nodiscard]] Answer execute_on_book(const Request& request, const Envelope& envelope, Visit& visit,
                                       Timestamp at);
  [[nodiscard]] Answer execute_order(const Request& request, Envelope envelope, Visit& visit, Timestamp at);
  [[nodiscard]] Answer place(const Request& request, const Envelope& envelope, Visit& visit, Timestamp at);
  [[nodiscard]] Answer modify(const Request& request, const Envelope& envelope, Visit& visit, Timestamp at);
  [[nodiscard]] Answer place_algo(const Request& request, const Envelope& envelope, Visit& visit,
                                  Timestamp at);
  [[nodiscard]] Answer cancel_algo(const Request& request, const Envelope& envelope, Visit& visit,
                                   Timestamp at);
  [[nodiscard]] Answer carry_out(const Request& request, const Envelope& envelope, Visit& visit,
                                 const Fault& fault, Timestamp at,
                                 const std::function<std::string(const Envelope&)>& deed);
  [[nodiscard]] TriggerFate fate_of(const AlgoOrder& algo);
  void change_order(const OrderName& name, const Order& order, const Fault& fault, Timestamp at);
  [[nodiscard]] std::string cancel(const OrderName& name, const Envelope& envelope,
                                   const std::string& request_id, Timestamp at);
  [[nodiscard]] std::string tell_status(const OrderName& name, const Envelope& envelope, milliseconds lag,
                                        Timestamp at);
  [[nodiscard]] static Answer log_off(Visit& visit);
  [[nodiscard]] Answer finish(const Fault& fault, std::optional<std::string> frame, const Envelope& envelope,
                              Timestamp at);
  [[nodiscard]] Answer refuse(const Envelope& envelope, const Refusal& refusal, Timestamp at);
  [[nodiscard]] std::string refusal_frame(const Envelope& envelope, const Refusal& refusal, Timestamp at);

  const KeyRing& keys_;
  Weight weight_;
  OrderLimits order_limits_;
  Book& book_;
  Ban ban_;
  Faults faults_;
  Conditions conditions_;
  Counters counters_;
  ListenKeys listen_keys_;
  Timestamp wait_until_{};  // what the last 429 or 418 asked for, true time
};

}  // namespace bridge::simulator
