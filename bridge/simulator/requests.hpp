// A request's way through the venue: read it, charge its weight, check it in the venue's order, execute
// it on the book, answer. Knows no sockets. Owned by the simulator's thread.
#pragma once

#include "base/time.hpp"
#include "simulator/book.hpp"
#include "simulator/refusal.hpp"
#include "simulator/replies.hpp"
#include "simulator/request.hpp"
#include "simulator/weight.hpp"

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace bridge::simulator {

class Requests {
 public:
  // `book` must outlive this.
  Requests(std::string api_key, std::string secret, std::int64_t weight_limit, Book& book);

  struct Answer {
    std::string frame;
    bool to_cancel = false;  // a reply to order.cancel, good or bad: the fault switches want to know
  };

  // A handshake costs weight too, let in or not.
  void charge_handshake(Timestamp at);
  [[nodiscard]] Answer answer(std::string_view frame, const Visit& visit, Timestamp at);
  // The next `count` requests of `method` get this instead; 0 forgets those still waiting.
  void fail_next(const std::string& method, Refusal refusal, int count);

 private:
  struct Failure {
    Refusal refusal;
    int left = 0;
  };

  [[nodiscard]] std::string execute(const Request& request, const Envelope& envelope, const Visit& visit,
                                    Timestamp at);
  [[nodiscard]] std::string execute_on_book(const Request& request, const Envelope& envelope, Timestamp at);
  [[nodiscard]] std::optional<Refusal> planned_failure(const std::string& method);
  // The checks, in the venue's order; nothing when all hold.
  [[nodiscard]] std::optional<Refusal> refuse(const Request& request, Timestamp at) const;
  [[nodiscard]] Refusal refuse_logon(const Request& request) const;
  [[nodiscard]] std::optional<Refusal> refuse_key(const Request& request) const;
  [[nodiscard]] std::optional<Refusal> refuse_signature(const Request& request) const;

  std::string api_key_;
  std::string secret_;
  Weight weight_;
  Book& book_;
  std::map<std::string, std::deque<Failure>, std::less<>> failures_;
};

}  // namespace bridge::simulator
