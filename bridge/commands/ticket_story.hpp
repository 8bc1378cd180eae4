// A ticket as an operator wants to see it, out of its events and of what the blotter decided on them. Pure;
// any thread.
#pragma once

#include "order/effect.hpp"
#include "order/event.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace bridge {

struct TicketStory {
  enum class State {
    Waiting,       // for the venue's answer to a cancel
    InDoubt,       // nobody knows; the venue is being asked
    Priced,        // canceled for certain; its average price is being asked for
    ByHand,        // settled by hand, and told; the venue is still being asked
    Contradicted,  // settled by hand, but the venue says otherwise; that was told, and nobody has taken note
                   // yet
    Undelivered,   // decided, but its session did not take the report
    Question,      // a 35=H
    Live,          // an order that lives, or a request about one that was answered
    Closed
  };

  order::TicketId ticket;
  std::string account;
  std::string session;
  std::string cl_ord_id;
  std::string order_id;        // 37 as the client wrote it
  std::string orig_cl_ord_id;  // 41
  std::string symbol;
  Timestamp since;
  State state = State::Waiting;
  std::string why;                        // of the state, as a half-sentence; may be empty
  int cancels = 0;                        // order.cancel decided so far
  int queries = 0;                        // order.status
  std::optional<Timestamp> told_pending;  // the client was told that it is in doubt
  std::optional<Timestamp> needs_attention;
  std::string last_word;  // of the venue
  std::optional<Timestamp> last_word_at;
  bool kept = false;  // it is none of a request, but of what is kept

  // Takes the events of the ticket and of its account, in order, and after each its effects.
  void follow(const order::Event& event);
  void follow(const order::Event& event, const order::Effect& effect);
};

// The ticket that an effect is about.
[[nodiscard]] order::TicketId ticket_of(const order::Effect& effect);

// The state in a word for programs, such as "waiting" or "in_doubt".
[[nodiscard]] std::string word_of(TicketStory::State state);
// The state in words, with the reason.
[[nodiscard]] std::string sentence(const TicketStory& story);

}  // namespace bridge
