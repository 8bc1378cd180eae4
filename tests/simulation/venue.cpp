#include "venue.hpp"

#include "simulator/hand.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

namespace bridge::simulation {
namespace {

bool has(std::string_view text, std::string_view part) { return text.find(part) != text.npos; }

std::int64_t number_after(std::string_view text, std::string_view lead) {
  const auto at = text.find(lead);
  std::int64_t value = 0;
  if (at != text.npos) std::from_chars(text.data() + at + lead.size(), text.data() + text.size(), value);
  return value;
}

// By fixspec/venue.md, 5.1: the request was refused, and nothing of it was or will be executed.
bool known_refused(std::int64_t status, std::int64_t code) {
  switch (code) {
    case -1000:
    case -1006:
    case -1007:
      return false;
    case -1001:
    case -1003:
    case -1008:
    case -1015:
    case -1016:
      return true;
    default:
      return status >= 400 && status < 500 && status != 408 && code != 0;
  }
}

}  // namespace

Venue::Venue(World& world, const Plan& plan, Truth& truth, PlacedTruth& placed, Judge& judge)
    : world_(world),
      plan_(plan),
      truth_(truth),
      placed_(placed),
      judge_(judge),
      keys_({{.api_key = kApiKey, .type = simulator::KeyType::Hmac, .secret = kSecret}}),
      requests_(keys_, plan.weight_limit, book_),
      rest_(keys_, book_, requests_) {
  if (plan.places_orders) {
    book_.set_witness([this](const simulator::Change& change) { placed_.take(change); });
    book_.set_user_events(&events_);
  }
  set_clock_error(plan.venue_error);
}

void Venue::set_clock_error(milliseconds error) {
  world_.step_venue_clock(error);
  requests_.set({.status_lag = plan_.lag, .snapshot_lag = plan_.lag, .clock_skew = error});
}

microseconds Venue::latency() {
  return world_.random.between(microseconds{100}, microseconds{plan_.latency} * 2);
}

// ---- connections ----

std::shared_ptr<Connection> Venue::connect(milliseconds& hold) {
  if (world_.now() < down_until_ || (faults_ && world_.random.chance(plan_.handshakes_fail))) return nullptr;
  if (const auto banned = requests_.refuse_handshake(world_.now())) {
    judge_.banned();
    hold = *banned;
    return nullptr;
  }
  auto connection = std::make_shared<Connection>();
  connection->number = ++connections_made_;
  connection->visit.connected_since = world_.now();
  std::erase_if(connections_, [](const auto& old) { return !old->up; });
  connections_.push_back(connection);
  return connection;
}

void Venue::cut(const std::shared_ptr<Connection>& connection, const std::string& reason) {
  if (!std::exchange(connection->up, false)) return;
  world_.note("venue", "connection ", connection->number, " ends: ", reason);
  world_.after(latency(), [connection, reason] {
    if (connection->client != nullptr && !connection->half_open) connection->client->end(reason);
  });
}

void Venue::cut_all(milliseconds outage) {
  down_until_ = world_.now() + outage;
  for (const auto& connection : connections_) cut(connection, "the network is out");
  cut_streams();
}

void Venue::strangle_one() {
  for (const auto& connection : connections_) {
    if (!connection->up || connection->half_open) continue;
    world_.note("network", "connection ", connection->number, " is dead, and nobody knows");
    connection->half_open = true;
    // Found by a ping that is not answered (venue/link.cpp).
    world_.after(world_.random.between(microseconds{5'000'000}, microseconds{20'000'000}), [connection] {
      if (connection->client != nullptr) connection->client->end("no answer to a ping");
    });
    return;
  }
}

void Venue::announce_shutdown() {
  for (const auto& connection : connections_) {
    if (!connection->up) continue;
    say(connection, {simulator::server_shutdown(requests_.clock(world_.now())), {}}, latency());
    world_.after(world_.random.between(microseconds{1'000'000}, microseconds{15'000'000}),
                 [this, connection] { cut(connection, "the server shuts down"); });
  }
}

// ---- the book ----

void Venue::place(const simulator::Order& order) {
  world_.note("book", order.symbol, ' ', order.order_id, " '", order.client_order_id, "' ", order.status);
  book_.put(order, world_.now());
  TrueOrder placed{order.symbol, order.order_id, order.client_order_id, world_.now(), {}};
  placed.versions.push_back({world_.now(), order.status, order.executed_qty, ""});
  truth_.place(std::move(placed));
}

void Venue::change(std::int64_t order_id) {
  const TrueOrder* known = truth_.find(order_id);
  if (known == nullptr || !known->open()) return;
  const simulator::OrderName name{.symbol = known->symbol, .order_id = order_id, .client_order_id = {}};
  simulator::Order order = *book_.find(name);
  const auto what = world_.random.between(0, 4);
  if (what <= 1) {
    order.status = "PARTIALLY_FILLED";
    order.executed_qty = what == 0 ? "0.300" : "0.700";
    order.avg_price = order.price;
    order.update_time = to_ms(world_.venue_clock());
  } else {
    order.status = what == 2 ? "FILLED" : what == 3 ? "EXPIRED" : "CANCELED";
    order.update_time = to_ms(world_.venue_clock());
    if (what == 2) {
      order.executed_qty = order.orig_qty;
      order.avg_price = order.price;
    }
  }
  book_.put(order, world_.now());
  world_.note("book", order.symbol, ' ', order_id, " is ", order.status, " by itself");
  truth_.change(order_id, world_.now(), order.status, order.executed_qty);
}

// ---- requests ----

Venue::Fault Venue::roll(const Asked& asked) {
  if (!faults_ || !asked.method.starts_with("order.")) {
    const bool lost = faults_ && world_.random.chance(plan_.silences);
    return lost ? Fault::Silence : Fault::None;
  }
  auto dice = static_cast<int>(world_.random.between(0, 99));
  const std::pair<int, Fault> kinds[] = {{plan_.refusals, Fault::Refuse},       {plan_.doubts, Fault::Doubt},
                                         {plan_.silences, Fault::Silence},      {plan_.late, Fault::Late},
                                         {plan_.late_starts, Fault::LateStart}, {plan_.twice, Fault::Twice},
                                         {plan_.nonsense, Fault::Nonsense},     {plan_.cuts, Fault::Cut}};
  for (const auto& [percent, fault] : kinds) {
    dice -= percent;
    if (dice < 0) return fault;
  }
  return Fault::None;
}

void Venue::arrive(const std::shared_ptr<Connection>& connection, const std::string& frame) {
  if (!connection->up || connection->half_open) return;
  Asked asked = read(frame);
  const Fault fault = roll(asked);
  microseconds wait = world_.random.between(microseconds{50}, microseconds{2000});
  if (fault == Fault::LateStart) {
    wait = world_.random.between(microseconds{200'000}, microseconds{plan_.recv_window} * 5 / 4);
  }
  world_.after(wait, [this, connection, frame, asked = std::move(asked), fault] {
    take_up(connection, frame, asked, fault);
  });
}

void Venue::take_up(const std::shared_ptr<Connection>& connection, const std::string& frame,
                    const Asked& asked, Fault fault) {
  Random& random = world_.random;
  if (fault == Fault::Cut && random.chance(50)) return cut(connection, "reset before " + asked.id);
  if (fault == Fault::Refuse) {
    const std::vector<simulator::Refusal> refusals{
        simulator::overloaded(),
        {503, -1016, "This service is no longer available."},
        {500, -1001, "Internal error; unable to process your request. Please try again."},
        {429, -1003, "Too many requests.", milliseconds{random.between(50, 3000)}}};
    requests_.fail_next(asked.method, random.pick(refusals), 1);
  }
  const bool executes = fault != Fault::Doubt || random.chance(60);
  auto reply = executes ? execute(*connection, frame, asked) : std::nullopt;
  if (fault == Fault::Cut) return cut(connection, "reset after " + asked.id);
  if (fault == Fault::Doubt) reply = in_doubt(asked);
  if (!reply) return;
  answer(connection, read_said(std::move(*reply), asked), fault);
}

// The simulator's answer, held against what the documents ask for.
std::optional<std::string> Venue::execute(Connection& connection, const std::string& frame,
                                          const Asked& asked) {
  if (asked.method == "order.status" && plan_.young_for.count() > 0) {
    const auto* order = asked.order_id != 0
                            ? truth_.find(asked.order_id)
                            : truth_.find(asked.symbol, order::ClientOrderId{asked.client_order_id});
    if (order != nullptr && world_.now() < order->created + plan_.young_for) {
      requests_.fail_next(asked.method, simulator::no_such_order(), 1);
    }
  }
  placed_.executes(asked);
  const auto answer = requests_.answer(frame, connection.visit, world_.now());
  requests_.fail_next(asked.method, {}, 0);  // what was planned was for this one
  tell_streams();
  if (answer.replies.empty()) return std::nullopt;
  std::string reply = answer.replies.front().frame;
  if (has(reply, "\"status\":418")) judge_.banned();
  if (asked.method != "order.cancel") return reply;
  if (asked.symbol == kPlacedSymbol) {
    if (has(reply, "\"result\"")) judge_.executed(asked);
    return reply;
  }
  const bool executed = has(reply, "\"result\"");
  const bool turned_away = !executed && !has(reply, "-2011") && !has(reply, "-1021");
  if (turned_away) return reply;
  if (truth_.cancel(asked, world_.now(), world_.venue_clock()) != executed) {
    world_.violated("venue",
                    "the simulator answers " + asked.id + " with " + reply + ", the documents do not");
  }
  if (executed) judge_.executed(asked);
  return reply;
}

std::string Venue::in_doubt(const Asked& asked) {
  const std::vector<simulator::Refusal> doubts{
      simulator::bus_failure(),
      simulator::backend_timeout(),
      {400, -1000, "Unknown error, please check your request or try again later."},
      {500, 0, ""},
      {502, -9999, "Bad gateway"}};
  const simulator::Envelope envelope{.id = '"' + asked.id + '"', .limits = std::nullopt};
  return simulator::refusal_reply(envelope, world_.random.pick(doubts), requests_.clock(world_.now()));
}

Said Venue::read_said(std::string frame, const Asked& asked) const {
  Said said{std::move(frame), asked};
  const std::int64_t status = number_after(said.frame, "\"status\":");
  said.refused = known_refused(status, number_after(said.frame, "\"code\":"));
  if (status == 429 || status == 418) {
    if (const auto until = number_after(said.frame, "\"retryAfter\":"); until > 0)
      said.wait_until = from_ms(until);
  }
  const bool open =
      has(said.frame, "\"status\":\"NEW\"") || has(said.frame, "\"status\":\"PARTIALLY_FILLED\"");
  if (asked.method == "order.status" && open) said.open_at = world_.venue_clock();
  return said;
}

void Venue::answer(const std::shared_ptr<Connection>& connection, Said said, Fault fault) {
  Random& random = world_.random;
  microseconds wait = latency();
  switch (fault) {
    case Fault::Silence:
      world_.note("venue", "says nothing to ", said.asked.id);
      return;
    case Fault::Late:
      wait += random.between(microseconds{100'000}, microseconds{random.chance(20) ? 30'000'000 : 6'000'000});
      break;
    case Fault::Twice:
      say(connection, said, latency() + random.between(microseconds{0}, microseconds{4'000'000}));
      break;
    case Fault::Nonsense:
      if (random.chance(30)) return say(connection, {"{\"id\":", {}}, wait);
      if (random.chance(40)) {
        // The answer to somebody else's question, then the right one.
        Said other{said.frame, {}};
        if (const auto at = other.frame.find(said.asked.id); at != other.frame.npos) {
          other.frame.replace(at, said.asked.id.size(), random.chance(50) ? "17-1c" : "somebody");
        }
        say(connection, std::move(other), latency());
      } else if (const auto at = said.frame.find("\"orderId\":"); at != said.frame.npos) {
        // About another order: proves nothing.
        said.frame.insert(at + 10, "9");
        if (const auto name = said.frame.find("\"clientOrderId\":\""); name != said.frame.npos) {
          said.frame.insert(name + 17, "other-");
        }
        said.open_at.reset();
      }
      break;
    default:
      break;
  }
  say(connection, std::move(said), wait);
}

void Venue::say(const std::shared_ptr<Connection>& connection, Said said, microseconds after) {
  world_.after(after, [connection, said = std::move(said)] {
    if (connection->client != nullptr && connection->up && !connection->half_open)
      connection->client->hear(said);
  });
}

// ---- orders that clients have placed ----

namespace {

simulator::OrderName name_of(const order::testing::VenueOrder& order) {
  return {.symbol = order.symbol, .order_id = order.id, .client_order_id = {}};
}

}  // namespace

void Venue::trade() {
  const auto* order = placed_.some_open(world_.random);
  if (order == nullptr) return;
  const auto quantity = world_.random.between(1, order->qty - order->cum);
  simulator::fill_by_hand(book_, name_of(*order), std::to_string(quantity), "", world_.now());
  tell_streams();
}

void Venue::meddle() {
  Random& random = world_.random;
  const auto* order = placed_.some_open(random);
  if (order == nullptr) return;
  const auto name = name_of(*order);
  switch (random.between(0, 4)) {
    case 0:
    case 1:
      simulator::cancel_by_hand(book_, name, world_.now());
      break;
    case 2:
      simulator::expire_by_hand(book_, name, "1", world_.now(), "EXPIRED_IN_MATCH");
      break;
    case 3:
      simulator::expire_by_hand(book_, name, "4", world_.now());
      break;
    default:
      simulator::amend_by_hand(book_, name, std::to_string(order->cum + random.between(1, 12)),
                               std::to_string(order->price + random.between(-1, 1)), world_.now());
      break;
  }
  tell_streams();
}

void Venue::quote() {
  const bool buys = world_.random.chance(50);
  simulator::quote(book_, kPlacedSymbol, buys ? "BUY" : "SELL", std::to_string(world_.random.between(1, 10)),
                   std::to_string(buys ? world_.random.between(95, 99) : world_.random.between(101, 105)),
                   world_.now());
  tell_streams();
}

void Venue::cancel_placed() {
  while (const auto* order = placed_.some_open(world_.random)) {
    simulator::cancel_by_hand(book_, name_of(*order), world_.now());
  }
  tell_streams();
}

// ---- the user-data stream ----

std::shared_ptr<Connection> Venue::listen(const std::string& path) {
  if (world_.now() < down_until_ || (faults_ && world_.random.chance(plan_.handshakes_fail))) return nullptr;
  auto stream = std::make_shared<Connection>();
  stream->number = ++connections_made_;
  stream->listen_key = path.substr(path.rfind('/') + 1);
  std::erase_if(streams_, [](const auto& old) { return !old->up; });
  streams_.push_back(stream);
  return stream;
}

void Venue::cut_streams() {
  for (const auto& stream : streams_) cut(stream, "the stream is reset");
}

void Venue::silence_streams() {
  for (const auto& stream : streams_) {
    if (!stream->up || std::exchange(stream->half_open, true)) continue;
    world_.note("network", "stream ", stream->number, " is silent, and nobody knows");
    world_.after(world_.random.between(microseconds{100'000}, microseconds{20'000'000}), [stream] {
      if (stream->client != nullptr) stream->client->end("no answer to a ping");
    });
  }
}

void Venue::expire_listen_key() {
  const std::string key = requests_.listen_keys().current();
  if (key.empty()) return;
  world_.note("venue", "the listen key expires");
  requests_.listen_keys().expire(world_.now());
  const std::string event = R"({"e":"listenKeyExpired","E":)" + std::to_string(to_ms(world_.venue_clock())) +
                            R"(,"listenKey":")" + key + "\"}";
  for (const auto& stream : streams_) {
    if (stream->listen_key == key) tell(stream, event);
  }
}

void Venue::tell_streams() {
  while (const auto event = events_.take()) {
    for (const auto& stream : streams_) {
      if (requests_.listen_keys().is_current(stream->listen_key)) tell(stream, event->json);
    }
  }
}

// Events keep their order; in some histories they do not.
void Venue::tell(const std::shared_ptr<Connection>& stream, const std::string& event) {
  if (!stream->up || stream->half_open) return;
  Random& random = world_.random;
  microseconds wait = latency();
  if (faults_) wait += random.between(microseconds{0}, microseconds{plan_.stream_delay});
  const bool overtakes = faults_ && random.chance(plan_.stream_swaps);
  if (!overtakes) {
    stream->last_said = std::max(stream->last_said + microseconds{1}, world_.now() + wait);
    wait = stream->last_said - world_.now();
  }
  say(stream, {event, {}}, wait);
  if (faults_ && random.chance(plan_.stream_twice)) {
    say(stream, {event, {}}, wait + random.between(microseconds{0}, microseconds{10'000'000}));
  }
}

// ---- REST ----

Venue::Weather Venue::rest_weather() {
  if (world_.now() < down_until_) return Weather::Unreachable;
  if (!faults_ || !world_.random.chance(plan_.rest_faults)) return Weather::Fine;
  return world_.random.pick<Weather>(
      {Weather::Late, Weather::Late, Weather::Silent, Weather::Refused, Weather::Unreachable});
}

simulator::RestAnswer Venue::ask(const std::string& target, const std::string& api_key, Weather weather) {
  if (weather == Weather::Refused) {
    const std::string route = "GET " + target.substr(0, target.find('?'));
    requests_.fail_next(route, simulator::overloaded(), 1);
  }
  auto answer =
      rest_.answer({.method = "GET", .target = target, .api_key = api_key, .body = {}}, world_.now());
  tell_streams();
  return answer;
}

}  // namespace bridge::simulation
