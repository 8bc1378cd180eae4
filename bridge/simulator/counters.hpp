// What the venue saw of its clients: how near they came to a ban. Data; any thread.
#pragma once

#include <cstdint>

namespace bridge::simulator {

struct Counters {
  std::int64_t handshakes = 0;          // TLS and an HTTP request; let in or not
  std::int64_t handshakes_refused = 0;  // with HTTP 418
  std::int64_t requests = 0;            // frames, whatever is in them
  std::int64_t rest_requests = 0;       // over HTTPS
  std::int64_t stream_handshakes = 0;   // of the streams, let in or not
  std::int64_t streams = 0;             // connections of the streams that there are now
  std::int64_t events = 0;              // of the account, published, whether somebody listened or not
  std::int64_t cancels_executed = 0;
  std::int64_t orders_placed = 0;  // conditional ones too
  std::int64_t orders_amended = 0;
  std::int64_t too_many_orders = 0;    // answers −1015
  std::int64_t too_many_requests = 0;  // answers with status 429, planned ones too
  std::int64_t banned = 0;             // answers with status 418, planned ones too
  std::int64_t bans = 0;               // imposed, by hand or for going on after a 429
  std::int64_t too_early = 0;  // requests before the retryAfter of the last 429 or 418; with none, its minute
  std::int64_t weight_most = 0;  // REQUEST_WEIGHT used in a window, the largest
};

}  // namespace bridge::simulator
