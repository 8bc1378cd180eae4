#include "simulator/plan_fields.hpp"

#include "simulator/behaviour.hpp"

#include <boost/json.hpp>

namespace bridge::simulator {

namespace json = boost::json;

namespace {

const std::map<std::string, Line, std::less<>> kLines{
    {"open", Line::Open}, {"cut", Line::Cut},           {"ended", Line::Ended},
    {"deaf", Line::Deaf}, {"halfOpen", Line::HalfOpen}, {"dripping", Line::Dripping}};
const std::map<std::string, Service, std::less<>> kServices{
    {"api", Service::Api}, {"rest", Service::Rest}, {"stream", Service::Stream}};

template <class Meaning>
Meaning meaning_of(const json::value& value, const std::map<std::string, Meaning, std::less<>>& words) {
  const auto word = value.is_string() ? words.find(std::string_view{value.get_string()}) : words.end();
  if (word != words.end()) return word->second;
  std::string known;
  for (const auto& [name, meaning] : words) known += (known.empty() ? "" : ", ") + name;
  throw Wrong{"must be one of " + known + ", is " + shown(value)};
}

int natural(const json::value& value) {
  if (!value.is_int64() || value.get_int64() < 0 || value.get_int64() >= kAlways) {
    throw Wrong{"must be a number from 0 on, is " + shown(value)};
  }
  return static_cast<int>(value.get_int64());
}

constexpr int kStatusLeast = 300;
constexpr int kStatusMost = 599;

}  // namespace

// What follows is found by the argument's type, so it is in no namespace of its own.

void convert(const json::value& value, Line& into) { into = meaning_of(value, kLines); }

void convert(const json::value& value, Service& into) { into = meaning_of(value, kServices); }

void convert(const json::value& value, Times& into) {
  if (value.is_string() && value.get_string() == "always") {
    into.count = kAlways;
  } else if (value.is_int64() && value.get_int64() > 0 && value.get_int64() < kAlways) {
    into.count = static_cast<int>(value.get_int64());
  } else {
    throw Wrong{"must be a number from 1 on, or \"always\", is " + shown(value)};
  }
}

void convert(const json::value& value, Number& into) { into.count = natural(value); }

void take_refusal(Fields& fields, Refusal& into) {
  fields.must_have("status", into.status)
      .must_have("code", into.code)
      .must_have("msg", into.msg)
      .may_have("retryAfterMs", into.retry_after)
      .may_have("tellsWhen", into.tells_when);
}

void convert(const json::value& value, Refusal& into) {
  Fields fields{value};
  take_refusal(fields, into);
  fields.end();
}

static void convert(const json::value& value, StreamFault& into) {
  Number after{into.after};
  Number connection{into.connection};
  Number lets_pass{into.lets_pass};
  Times times{into.times};
  Fields{value}
      .may_have("event", into.event)
      .may_have("after", after)
      .may_have("connection", connection)
      .may_have("lost", into.lost)
      .may_have("says", into.says)
      .may_have("delayMs", into.delay)
      .may_have("againAfterMs", into.again_after)
      .may_have("letsPass", lets_pass)
      .may_have("line", into.line)
      .may_have("lineAfterMs", into.line_after)
      .may_have("times", times)
      .end();
}

static void convert(const json::value& value, HandshakeFault& into) {
  Times times{into.times};
  Fields{value}.may_have("status", into.status).may_have("line", into.line).may_have("times", times).end();
  if (into.status != 0 && (into.status < kStatusLeast || into.status > kStatusMost)) {
    throw Wrong{.what = "must be an HTTP status from 300 to 599", .place = "status"};
  }
}

void convert(const json::value& value, StreamBehaviour& into) {
  Fields{value}.may_have("events", into.events).may_have("handshakes", into.handshakes).end();
}

static void convert(const json::value& value, RestFault& into) {
  Times times{into.times};
  Fields{value}
      .may_have("executes", into.executes)
      .may_have("answer", into.refusal)
      .may_have("says", into.says)
      .may_have("lagMs", into.lag)
      .may_have("replies", into.replies)
      .may_have("delayMs", into.delay)
      .may_have("line", into.line)
      .may_have("lineAfterMs", into.line_after)
      .may_have("outageMs", into.outage)
      .may_have("banMs", into.ban)
      .may_have("times", times)
      .end();
}

void convert(const json::value& value, std::map<std::string, std::vector<RestFault>>& into) {
  if (!value.is_object()) throw Wrong{"must be an object, is " + shown(value)};
  for (const auto& entry : value.get_object()) {
    const std::string route{entry.key()};
    within(route, [&] { convert(entry.value(), into[route]); });
  }
}

}  // namespace bridge::simulator
