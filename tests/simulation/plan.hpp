// What a seed has in store: how many clients and orders, which faults and how often, how patient the bridge
// is. Most seeds get a few kinds of faults, some none, some nearly all. Data.
#pragma once

#include "base/time.hpp"
#include "judge.hpp"
#include "order/command.hpp"
#include "random.hpp"

#include <cstdint>
#include <vector>

namespace bridge::simulation {

// What the clients of a history do: cancel and ask about orders that others have placed; or place, replace
// and cancel orders of their own as well.
enum class Theme { Cancels, Orders };

struct Plan {
  Plan(Random& random, Theme theme);

  int accounts = 1;
  int sessions = 1;
  int orders = 3;
  int cancels = 4;
  int questions = 0;
  milliseconds busy_for{2000};  // requests come within
  milliseconds faults_for{10000};
  std::size_t links = 2;
  milliseconds answer_within{5000};
  milliseconds recv_window{2000};
  milliseconds rotate_after{23 * 3600'000};
  order::PendingCancelNotice pending_cancel = order::PendingCancelNotice::InDoubt;
  std::int64_t weight_limit = 2400;
  milliseconds turn_spread{0};  // the process takes so long to come to what is ready
  bool through_text = false;    // the journal's events go through its text format

  // Percent of order requests that meet a fault of the venue, by kind.
  int refusals = 0;     // known not to be executed
  int doubts = 0;       // answers that prove nothing
  int silences = 0;     // no answer
  int late = 0;         // answers after a long time
  int late_starts = 0;  // taken up after a long time
  int twice = 0;
  int nonsense = 0;  // unreadable, about another order, for an unknown id
  int cuts = 0;      // the connection breaks before or after
  // The network.
  int outages = 0;          // of all connections, for a while
  int half_open = 0;        // connections that die without a word
  int stalls = 0;           // writes that hang
  int shutdowns = 0;        // serverShutdown
  int handshakes_fail = 0;  // percent
  milliseconds latency{1};
  // The book.
  int changes = 0;            // orders that end by themselves
  milliseconds lag{0};        // of order.status
  milliseconds young_for{0};  // an order may be unknown to order.status
  // The clocks.
  milliseconds venue_error{0};
  std::vector<microseconds> our_steps;
  // The process and its disk.
  int crashes = 0;
  int disk_troubles = 0;
  bool stops = false;  // told to end, and started again
  // The clients.
  int disconnects = 0;
  int resets = 0;
  int repeats = 0;  // percent of cancels that are sent again somehow
  // Orders that the clients place.
  bool places_orders = false;
  order::OrderEntryTerms entry{};
  int order_requests = 0;
  int trades = 0;     // with strangers
  int quotes = 0;     // of strangers
  int meddlings = 0;  // of others with these orders
  milliseconds stream_delay{0};
  int stream_swaps = 0;  // percent of events that may overtake
  int stream_twice = 0;  // percent of events
  int stream_cuts = 0;
  int silent_streams = 0;
  int key_expiries = 0;
  int rest_faults = 0;  // percent of calls

  [[nodiscard]] Rules rules() const;

 private:
  void place_orders(Random& random);
};

}  // namespace bridge::simulation
