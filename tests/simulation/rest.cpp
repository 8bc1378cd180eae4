#include "rest.hpp"

#include <algorithm>
#include <utility>

namespace bridge::simulation {
namespace {

// What follows from an event, and may leave only with its turn. The other calls belong to none.
bool is_about_orders(const std::string& target) {
  const auto is = [&](const char* path) { return target.find(path) != target.npos; };
  return is("/userTrades") || is("/openOrders") || is("/allOrders");
}

}  // namespace

Rest::Rest(World& world, Venue& venue, Judge& judge, Inbox inbox, const venue::RestSettings& settings,
           Handler& handler)
    : world_(world),
      venue_(venue),
      judge_(judge),
      inbox_(std::move(inbox)),
      queue_limit_(settings.queue_limit),
      handler_(handler),
      self_(std::make_shared<Rest*>(this)) {}

Rest::~Rest() { *self_ = nullptr; }

void Rest::later(microseconds wait, std::function<void()> what) {
  world_.after(wait, [inbox = inbox_, self = self_, what = std::move(what)] {
    inbox([self, what] {
      if (*self != nullptr) what();
    });
  });
}

bool Rest::send(venue::RestCall call) {
  world_.point("rest.send");
  if (closed_ || waiting_ >= queue_limit_) return false;
  if (is_about_orders(call.target)) judge_.leaving();
  ++waiting_;
  world_.note("rest", "asks ", call.target.substr(0, call.target.find("&timestamp")));
  const Venue::Weather weather = venue_.rest_weather();
  if (weather == Venue::Weather::Unreachable) {
    fail(call.number, "the venue cannot be reached", true, venue_.latency() * 5);
    return true;
  }
  const auto within = std::chrono::duration_cast<microseconds>(call.within);
  const std::uint64_t number = call.number;
  // The process may be gone when it gets there: it is answered all the same, and nobody hears it.
  world_.after(venue_.latency(), [this, &venue = venue_, self = self_, call = std::move(call), weather,
                                  within, number] {
    const std::string key = call.fields.empty() ? "" : call.fields.front().value;
    const simulator::RestAnswer answer = venue.ask(call.target, key, weather);
    if (*self == nullptr || closed_) return;
    if (weather == Venue::Weather::Silent) return fail(number, "no answer in time", false, within);
    const microseconds late = weather == Venue::Weather::Late
                                  ? world_.random.between(microseconds{100'000}, microseconds{6'000'000})
                                  : venue_.latency();
    later(late, [this, number, answer] {
      --waiting_;
      world_.note("rest", "is told ", answer.status, ' ', answer.body.substr(0, 300));
      venue::RestAnswer told;
      told.status = static_cast<int>(answer.status);
      told.used_weight = answer.used_weight;
      told.retry_after = answer.retry_after;
      told.body = answer.body;
      if (!closed_) handler_.on_rest_answer(number, told);
    });
  });
  return true;
}

void Rest::fail(std::uint64_t number, const char* why, bool never_left, microseconds wait) {
  later(wait, [this, number, why, never_left] {
    --waiting_;
    world_.note("rest", why);
    if (!closed_) handler_.on_rest_failed(number, why, never_left);
  });
}

void Rest::close(std::function<void()> done) {
  closed_ = true;
  inbox_(std::move(done));
}

}  // namespace bridge::simulation
