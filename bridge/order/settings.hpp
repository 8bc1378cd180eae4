// How patient the blotter is. The settings are journaled with each start (Restarted), so that a replay
// decides as life did. Plain facts. Any thread.
#pragma once

#include "base/time.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace bridge::order {

// Which rules the decisions in a journal follow. The number is raised when a release decides otherwise on the
// same events.
//   0  releases before this number: notices without quantities, a status for what nobody knew, ids judged by
//      what happened to be remembered, no wait for a link
inline constexpr std::uint32_t kRules = 1;

struct BlotterSettings {
  milliseconds answer_within{5000};   // no reply for so long: in doubt, and the client is told so
  milliseconds recv_window{2000};     // how long a signed cancel can still arrive (fixspec/venue.md, 3.4)
  milliseconds late_margin{1000};     // on top of it: a timestamp may be so far ahead (fixspec/venue.md, 3.4)
  milliseconds ask_again_first{250};  // between fruitless status queries; doubled each time …
  milliseconds ask_again_max{30000};  // … up to this
  milliseconds try_again_after{25};   // a cancel that did not leave is given to a link again, at the earliest
  milliseconds missing_grace{500};  // order.status may not know a young order yet: −2013 is not believed …
                                    // … from a query asked sooner after the request came in
  milliseconds lag_max{2000};    // how far order.status may lag behind the engine (fixspec/venue.md, 4.2)
  milliseconds queue_for{2000};  // a cancel waits so long for a link or for weight, then it is refused
  milliseconds needs_attention_after{60000};  // open for so long: somebody has to look
  std::uint32_t cancels_max = 3;     // the first and two repeats; from then on, while the venue calls
  milliseconds repeat_every{30000};  // the order open and not on its book, one so often
  std::size_t open_tickets_max = 1000;
  std::size_t open_status_queries_max = 1000;
  std::size_t known_orders_max = 10000;
  // Orders that were placed here (order_book.hpp).
  milliseconds engine_timeout{
      10000};  // how long the venue's engine may take over a place (fixspec/venue.md, 8.4)
  milliseconds absent_after{60000};    // a place is not called absent sooner than this after it was sent …
  milliseconds absent_span{30000};     // … nor by polls that lie closer together …
  std::uint32_t absent_polls_min = 3;  // … or are fewer
  milliseconds trades_after{2000};   // a fill that only a reply has shown: the stream has so long to tell it
  milliseconds stream_within{5000};  // an order that the venue has: the stream has so long to tell of it
  milliseconds watch_every{60000};   // an order of which the stream said nothing is asked about so often
  milliseconds ended_kept_for{60000};       // an order that has ended is remembered so long
  milliseconds absent_kept_for{604800000};  // a place that was called absent is watched for so long
  std::size_t open_orders_max = 10000;
  // Mass cancels (mass_cancel.hpp).
  milliseconds mass_cancel_within{30000};  // a 35=q waits so long for the venue; its orders no less than that
  std::uint32_t mass_cancel_rounds = 20;   // of cancels, for the orders of a client that is gone …
  milliseconds next_round_after{30000};    // … when one came to nothing
  std::uint32_t rules = kRules;

  friend bool operator==(const BlotterSettings&, const BlotterSettings&) = default;
};

// How long to wait after so many fruitless questions in a row.
[[nodiscard]] constexpr milliseconds ask_again_in(const BlotterSettings& settings, std::uint32_t fruitless) {
  constexpr std::uint32_t kDoublingsMax = 16;  // more would leave the unit
  const milliseconds wait = settings.ask_again_first * (1LL << std::min(fruitless, kDoublingsMax));
  return std::min(wait, settings.ask_again_max);
}

}  // namespace bridge::order
