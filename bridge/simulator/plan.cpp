#include "simulator/plan.hpp"

#include "simulator/fields.hpp"
#include "simulator/order_json.hpp"
#include "simulator/simulator.hpp"

#include <boost/json.hpp>

#include <map>

namespace bridge::simulator {

namespace json = boost::json;

namespace {

const std::map<std::string, Line, std::less<>> kLines{
    {"open", Line::Open}, {"cut", Line::Cut},           {"ended", Line::Ended},
    {"deaf", Line::Deaf}, {"halfOpen", Line::HalfOpen}, {"dripping", Line::Dripping}};

}  // namespace

void convert(const json::value& value, Line& into) {
  const auto line = value.is_string() ? kLines.find(std::string_view{value.get_string()}) : kLines.end();
  if (line == kLines.end()) {
    throw Wrong{"must be one of cut, deaf, dripping, ended, halfOpen, open, is " + shown(value)};
  }
  into = line->second;
}

// What follows is found by the argument's type, so it is in no namespace of its own.

// Reads a number of times, or for ever.
struct Times {
  int& count;
};

static void convert(const json::value& value, Order& into) { into = read_any_order(value); }

static void convert(const json::value& value, Times& into) {
  if (value.is_string() && value.get_string() == "always") {
    into.count = kAlways;
  } else if (value.is_int64() && value.get_int64() > 0 && value.get_int64() < kAlways) {
    into.count = static_cast<int>(value.get_int64());
  } else {
    throw Wrong{"must be a number from 1 on, or \"always\", is " + shown(value)};
  }
}

static void take_refusal(Fields& fields, Refusal& into) {
  fields.must_have("status", into.status)
      .must_have("code", into.code)
      .must_have("msg", into.msg)
      .may_have("retryAfterMs", into.retry_after)
      .may_have("tellsWhen", into.tells_when);
}

static void convert(const json::value& value, Refusal& into) {
  Fields fields{value};
  take_refusal(fields, into);
  fields.end();
}

static void convert(const json::value& value, PlannedFailure& into) {
  Fields fields{value};
  Times times{into.times};
  fields.must_have("method", into.method);
  take_refusal(fields, into.refusal);
  fields.may_have("times", times).end();
}

static void convert(const json::value& value, Fault& into) {
  Fields fields{value};
  Times times{into.times};
  fields.may_have("becomes", into.becomes)
      .may_have("ends", into.ends)
      .may_have("executes", into.executes)
      .may_have("answer", into.refusal)
      .may_have("tells", into.tells)
      .may_have("says", into.says)
      .may_have("lagMs", into.lag)
      .may_have("replies", into.replies)
      .may_have("delayMs", into.delay)
      .may_have("againAfterMs", into.again_after)
      .may_have("letsNextPass", into.lets_next_pass)
      .may_have("line", into.line)
      .may_have("lineAfterMs", into.line_after)
      .may_have("shutsDownAfterMs", into.shuts_down_after)
      .may_have("outageMs", into.outage)
      .may_have("banMs", into.ban)
      .may_have("revokesSession", into.revokes_session)
      .may_have("times", times);
  std::string id;
  fields.may_have("bearsId", id).end();
  if (!id.empty()) into.bears_id = json::serialize(json::value(id));
  if (!into.ends.empty()) within("ends", [&] { require_end(into.ends); });
}

static void convert(const json::value& value, Behaviour& into) {
  Fields{value}
      .may_have("cancels", into.cancels)
      .may_have("statuses", into.statuses)
      .may_have("sessions", into.sessions)
      .end();
}

static void convert(const json::value& value, std::map<std::string, Behaviour>& into) {
  if (!value.is_object()) throw Wrong{"must be an object, is " + shown(value)};
  for (const auto& entry : value.get_object()) {
    const std::string id{entry.key()};
    within(id, [&] { convert(entry.value(), into[id]); });
  }
}

static void convert(const json::value& value, Conditions& into) {
  Fields{value}
      .may_have("dropCancelReplies", into.drop_cancel_replies)
      .may_have("cancelReplyDelayMs", into.cancel_reply_delay)
      .may_have("statusLagMs", into.status_lag)
      .may_have("clockSkewMs", into.clock_skew)
      .end();
}

Plan read_plan(const json::value& value) {
  Plan plan;
  Fields{value}
      .may_have("conditions", plan.conditions)
      .may_have("orders", plan.behaviours)
      .may_have("failNext", plan.failures)
      .end();
  return plan;
}

Plan load_faults(const std::filesystem::path& file) {
  return JsonFile{file.string(), "a faults file"}.read(read_plan);
}

void apply(const Plan& plan, Simulator& simulator) {
  if (plan.conditions) simulator.set(*plan.conditions);
  for (const auto& [client_order_id, behaviour] : plan.behaviours) {
    simulator.behave(client_order_id, behaviour);
  }
  for (const PlannedFailure& failure : plan.failures) {
    simulator.fail_next(failure.method, failure.refusal, failure.times);
  }
}

}  // namespace bridge::simulator
