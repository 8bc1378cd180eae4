#include "plan.hpp"

namespace bridge::simulation {
namespace {

int some(Random& random, int percent, std::int64_t low, std::int64_t high) {
  return random.chance(percent) ? static_cast<int>(random.between(low, high)) : 0;
}

milliseconds some_ms(Random& random, int percent, std::int64_t low, std::int64_t high) {
  return milliseconds{random.chance(percent) ? random.between(low, high) : 0};
}

}  // namespace

Plan::Plan(Random& random, Theme theme) {
  accounts = random.chance(15) ? 2 : 1;
  sessions = accounts == 2 || random.chance(30) ? 2 : 1;
  orders = static_cast<int>(random.between(1, 5));
  cancels = static_cast<int>(random.between(1, random.chance(10) ? 30 : 7));
  questions = some(random, 30, 1, 3);
  busy_for = milliseconds{random.between(1, random.chance(30) ? 20000 : 2000)};
  faults_for = milliseconds{random.between(500, 12000)};
  links = random.chance(25) ? 1 : 2;
  answer_within = milliseconds{random.pick<int>({1500, 5000, 5000})};
  recv_window = milliseconds{random.pick<int>({1000, 2000, 2000, 5000})};
  if (random.chance(5)) rotate_after = milliseconds{random.between(2000, 10000)};
  pending_cancel = random.pick<order::PendingCancelNotice>(
      {order::PendingCancelNotice::InDoubt, order::PendingCancelNotice::InDoubt,
       order::PendingCancelNotice::Always, order::PendingCancelNotice::Never});
  if (random.chance(10)) {
    weight_limit = random.between(30, 90);
    questions = static_cast<int>(random.between(0, 80));
  }
  if (random.chance(30)) turn_spread = milliseconds{random.between(1, 50)};
  through_text = random.chance(10);

  const int wild = random.chance(25) ? 25 : 5;
  refusals = some(random, 35, 2, wild);
  doubts = some(random, 35, 2, wild);
  silences = some(random, 35, 2, wild);
  late = some(random, 35, 2, wild);
  late_starts = some(random, 35, 2, wild);
  twice = some(random, 20, 2, wild);
  nonsense = some(random, 20, 2, wild);
  cuts = some(random, 35, 2, wild);

  outages = some(random, 20, 1, 2);
  half_open = some(random, 20, 1, 2);
  stalls = some(random, 20, 1, 3);
  shutdowns = some(random, 10, 1, 2);
  handshakes_fail = some(random, 20, 10, 60);
  latency = milliseconds{random.pick<int>({1, 1, 5, 80})};

  changes = some(random, 60, 1, 4);
  lag = some_ms(random, 25, 10, 1900);
  young_for = some_ms(random, 20, 10, 450);

  if (random.chance(40)) venue_error = milliseconds{random.between(-30000, 30000)};
  for (int steps = some(random, 12, 1, 2); steps > 0; --steps) {
    our_steps.push_back(random.chance(50) ? random.between(microseconds{-3'000'000}, microseconds{3'000'000})
                                          : microseconds{random.chance(50) ? 3'600'000'000 : -3'600'000'000});
  }

  crashes = some(random, 45, 1, 3);
  disk_troubles = some(random, 20, 1, 2);
  stops = random.chance(5);

  disconnects = some(random, 35, 1, 3);
  resets = some(random, 15, 1, 1);
  repeats = some(random, 40, 10, 60);
  if (theme == Theme::Orders) place_orders(random);
}

void Plan::place_orders(Random& random) {
  places_orders = true;
  cancels = some(random, 50, 1, 3);
  questions = 0;
  weight_limit = 2400;
  entry.enabled = true;
  entry.pending_new = random.chance(70);
  entry.pending_replace = random.chance(50);
  entry.same_terms_replaced = random.chance(50);
  entry.killed_is_canceled = random.chance(30);
  entry.trade_while_syncing = random.chance(50);
  entry.client_id_as_sent = random.chance(20);
  busy_for = milliseconds{random.between(1000, random.chance(40) ? 30000 : 8000)};
  faults_for = std::max(faults_for, busy_for);
  order_requests = static_cast<int>(random.between(2, 15));
  trades = static_cast<int>(random.between(0, 20));
  quotes = some(random, 70, 1, 10);
  meddlings = some(random, 30, 1, 4);
  stream_delay = some_ms(random, 50, 1, 4000);
  stream_swaps = some(random, 20, 10, 60);
  stream_twice = some(random, 40, 2, 20);
  stream_cuts = some(random, 40, 1, 3);
  silent_streams = some(random, 25, 1, 2);
  key_expiries = some(random, 10, 1, 1);
  rest_faults = some(random, 35, 5, 50);
}

Rules Plan::rules() const {
  Rules rules;
  rules.answer_within = answer_within;
  rules.recv_window = recv_window;
  rules.weight_limit = weight_limit;
  rules.clocks_step = !our_steps.empty();
  return rules;
}

}  // namespace bridge::simulation
