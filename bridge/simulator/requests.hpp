// A request's way through the venue: read it, charge its weight, check it, execute it on the book, answer;
// or do what was planned for its order instead. Knows no sockets. Owned by the simulator's thread.
#pragma once

#include "base/time.hpp"
#include "simulator/behaviour.hpp"
#include "simulator/book.hpp"
#include "simulator/key_ring.hpp"
#include "simulator/refusal.hpp"
#include "simulator/replies.hpp"
#include "simulator/request.hpp"
#include "simulator/weight.hpp"

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bridge::simulator {

class Requests {
 public:
  // `keys` and `book` must outlive this.
  Requests(const KeyRing& keys, std::int64_t weight_limit, Book& book);

  struct Answer {
    std::optional<std::string> frame;  // nothing: silence
    milliseconds delay{0};
    milliseconds outage{0};  // instead of the frame: drop all connections, and new ones so long
    bool to_cancel = false;  // to order.cancel, good or bad: the fault switches want to know
  };

  // A handshake costs weight too, let in or not.
  void charge_handshake(Timestamp at);
  // `visit` of the connection it came on: session.* changes it.
  [[nodiscard]] Answer answer(std::string_view frame, Visit& visit, Timestamp at);
  // The next `count` requests of `method` get this instead; 0 forgets those still waiting.
  void fail_next(const std::string& method, Refusal refusal, int count);
  void behave(const std::string& client_order_id, Behaviour behaviour);

 private:
  struct Failure {
    Refusal refusal;
    int left = 0;
  };

  [[nodiscard]] Answer execute(const Request& request, const Envelope& envelope, Visit& visit, Timestamp at);
  [[nodiscard]] std::string execute_session(const Request& request, const Envelope& envelope, Visit& visit,
                                            Timestamp at);
  [[nodiscard]] Answer execute_on_book(const Request& request, const Envelope& envelope, Visit& visit,
                                       Timestamp at);
  [[nodiscard]] std::optional<Refusal> planned_failure(const std::string& method);
  // The ordinary, when nothing else is planned for requests of this kind for the order.
  [[nodiscard]] Fault planned_fault(const std::string& method, const Order* order);

  const KeyRing& keys_;
  Weight weight_;
  Book& book_;
  std::map<std::string, std::deque<Failure>, std::less<>> failures_;
  std::map<std::string, Behaviour> behaviours_;
};

}  // namespace bridge::simulator
