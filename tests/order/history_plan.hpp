// What may happen in one history of orders: drawn from its seed, so that each history has some troubles and
// not others, and a failing seed is a small story.
#pragma once

#include "order/settings.hpp"
#include "simulation/random.hpp"

namespace bridge::order::testing {

using simulation::Random;

struct Plan {
  explicit Plan(Random& dice)
      : sessions(static_cast<int>(dice.between(1, 2))),
        symbols(static_cast<int>(dice.between(1, 2))),
        requests(static_cast<int>(dice.between(3, 25))),
        span(dice.between(5, 90)),
        busy(static_cast<int>(dice.between(1, 100))) {
    const auto maybe = [&](int most) {
      return dice.chance(50) ? static_cast<int>(dice.between(1, most)) : 0;
    };
    never_arrives = maybe(15);
    never_left = maybe(8);
    reply_lost = maybe(20);
    unclear = maybe(15);
    refused = maybe(10);
    twice = maybe(20);
    slow = maybe(20);
    stream_delay_ms = dice.chance(50) ? 50 : static_cast<int>(dice.between(50, 4000));
    stream_twice = maybe(20);
    swaps_fills = dice.chance(20);
    gaps = maybe(3);
    silent_gaps = maybe(2);
    link_falls = maybe(3);
    restarts = maybe(2);
    foreign = maybe(12);
    lag_ms = dice.chance(50) ? static_cast<int>(dice.between(1, 1900)) : 0;
    late_places = dice.chance(10) ? 30 : 0;
    unseen_ms = dice.chance(20) ? dice.between(2000, 25000) : 0;
    skew_ms = dice.between(-300, 300);
    clock_error_ms = dice.between(0, 100);
    cancel_says_amendment = dice.chance(50);
    cancel_shows_wanted = dice.chance(50);
    places = dice.chance(50) ? 3 : 0;
  }

  int sessions;
  int symbols;
  int requests;       // of the client
  std::int64_t span;  // seconds in which they come
  int busy;           // how much is traded: in percent a tick
  // In percent of the requests to the venue.
  int never_arrives = 0;
  int never_left = 0;
  int reply_lost = 0;
  int unclear = 0;
  int refused = 0;
  int twice = 0;  // the reply
  int slow = 0;
  int late_places = 0;  // of the places: they arrive after all that is known of the venue's patience
  // The user-data stream.
  int stream_delay_ms = 0;
  int stream_twice = 0;
  bool swaps_fills = false;
  int gaps = 0;
  int silent_gaps = 0;
  int link_falls = 0;
  int restarts = 0;
  int foreign = 0;             // what others do with the account's orders: in percent a tick
  int lag_ms = 0;              // of the answers to questions, at most
  std::int64_t unseen_ms = 0;  // a new order cannot be asked for by its client id for so long
  std::int64_t skew_ms = 0;
  std::int64_t clock_error_ms = 0;
  bool cancel_says_amendment = false;  // an amendment that cancels is told so (the venue's pages do not say)
  bool cancel_shows_wanted = false;    // and shows the quantity that was wanted
  int places = 0;                      // of the venue's decimals
};

}  // namespace bridge::order::testing
