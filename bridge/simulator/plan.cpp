#include "simulator/plan.hpp"

#include "simulator/control_hand.hpp"
#include "simulator/fields.hpp"
#include "simulator/order_json.hpp"
#include "simulator/plan_fields.hpp"
#include "simulator/simulator.hpp"

#include <boost/json.hpp>

#include <map>

namespace bridge::simulator {

namespace json = boost::json;

// What follows is found by the argument's type, so it is in no namespace of its own.

static void convert(const json::value& value, Order& into) { into = read_any_order(value); }

static void convert(const json::value& value, PlannedFailure& into) {
  Fields fields{value};
  Times times{into.times};
  fields.must_have("method", into.method);
  take_refusal(fields, into.refusal);
  fields.may_have("times", times).end();
}

static void convert(const json::value& value, PlannedFill& into) {
  Fields{value}.must_have("qty", into.quantity).may_have("price", into.price).end();
  within("qty", [&] { require_amount(into.quantity); });
  if (!into.price.empty()) within("price", [&] { require_amount(into.price); });
}

static void convert(const json::value& value, Fault& into) {
  Fields fields{value};
  Times times{into.times};
  fields.may_have("becomes", into.becomes)
      .may_have("fills", into.fills)
      .may_have("ends", into.ends)
      .may_have("executes", into.executes)
      .may_have("acceptsUnfillable", into.accepts_unfillable)
      .may_have("tellsLater", into.tells_later)
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

static void convert(const json::value& value, PlannedDeed& into) {
  if (!value.is_object() || value.get_object().size() != 1) {
    throw Wrong{R"(must be one deed, like {"prices": {...}}, is )" + shown(value)};
  }
  const auto& deed = *value.get_object().begin();
  into = {.path = std::string{deed.key()}, .body = deed.value()};
  if (!deeds_by_hand().contains('/' + into.path)) {
    throw Wrong{.what = "is no deed of the control channel", .place = into.path};
  }
}

static void convert(const json::value& value, Behaviour& into) {
  Fields{value}
      .may_have("cancels", into.cancels)
      .may_have("statuses", into.statuses)
      .may_have("sessions", into.sessions)
      .may_have("places", into.places)
      .may_have("modifies", into.modifies)
      .may_have("algoPlaces", into.algo_places)
      .may_have("algoCancels", into.algo_cancels)
      .may_have("triggers", into.triggers)
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
      .may_have("snapshotLagMs", into.snapshot_lag)
      .may_have("clockSkewMs", into.clock_skew)
      .end();
}

Plan read_plan(const json::value& value) {
  Plan plan;
  Fields{value}
      .may_have("conditions", plan.conditions)
      .may_have("orders", plan.behaviours)
      .may_have("stream", plan.stream)
      .may_have("rest", plan.rest)
      .may_have("failNext", plan.failures)
      .may_have("deeds", plan.deeds)
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
  if (plan.stream) simulator.behave_stream(*plan.stream);
  for (const auto& [route, faults] : plan.rest) simulator.behave_rest(route, faults);
  for (const PlannedFailure& failure : plan.failures) {
    simulator.fail_next(failure.method, failure.refusal, failure.times);
  }
  for (std::size_t i = 0; i < plan.deeds.size(); ++i) {
    const auto& [path, body] = plan.deeds[i];
    within("deeds[" + std::to_string(i) + "]." + path,
           [&] { deeds_by_hand().at('/' + path)(simulator, body); });
  }
}

}  // namespace bridge::simulator
