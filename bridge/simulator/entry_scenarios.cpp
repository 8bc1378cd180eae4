#include "simulator/entry_scenarios.hpp"

#include <chrono>
#include <string>
#include <utility>

namespace bridge::simulator {
namespace {

using namespace std::chrono_literals;

constexpr const char* kPart = "0.100";
constexpr auto kRefusedAfter = 8s;  // longer than the default of accounts.<name>.answer_within

const Fault kLost{.executes = false, .replies = false};
const Fault kAccepted{.accepts_unfillable = true};

Rigged yours(std::string client_order_id, Behaviour behaviour, std::string says) {
  Order order;
  order.client_order_id = std::move(client_order_id);
  return {.order = std::move(order), .behaviour = std::move(behaviour), .says = std::move(says)};
}

Fault refused(Refusal refusal) { return {.executes = false, .refusal = std::move(refusal)}; }

}  // namespace

std::vector<Scenario> entry_scenarios() {
  const Refusal no_margin{400, -2019, "Margin is insufficient."};
  const Refusal beyond_leverage{400, -2027, "Exceeded the maximum allowable position at current leverage."};
  const Fault filled_in_part{.fills = {{.quantity = kPart, .price = ""}}};
  Fault unanswered = filled_in_part;
  unanswered.replies = false;
  Fault refused_late = refused(no_margin);
  refused_late.delay = kRefusedAfter;
  return {
      {"place-refused",
       "the venue refuses the order",
       {yours("cert-place-refused-1", {.places = {refused(no_margin)}}, "-2019"),
        yours("cert-place-refused-2", {.places = {refused(invalid_key())}}, "-2015")}},
      {"place-expires",
       "the venue takes a FOK or post-only order that cannot stand, and lets it expire",
       {yours("cert-place-expires-1", {.places = {kAccepted}}, "a FOK order expires, instead of -5021"),
        yours("cert-place-expires-2", {.places = {kAccepted}},
              "a post-only order expires, instead of -5022")}},
      {"place-in-doubt",
       "the order is not answered in time",
       {yours("cert-place-in-doubt-1", {.places = {unanswered}}, "placed, 0.100 of it filled, not answered"),
        yours("cert-place-in-doubt-2", {.places = {refused_late}}, "-2019, told after 8 s")}},
      {"replace-refused",
       "the venue refuses the replacement once",
       {yours("cert-replace-refused-1", {.modifies = {refused(beyond_leverage)}}, "-2027, then replaced")}},
      {"replace-lost",
       "the first replacement is lost",
       {yours("cert-replace-lost-1", {.modifies = {kLost}}, "neither done nor answered, the next is done")}},
      {"fill-beside-cancel",
       "the order is filled while its cancel is on its way",
       {yours("cert-fill-beside-cancel-1", {.cancels = {kLost, filled_in_part}},
              "the first cancel is lost; 0.100 is filled just before the second"),
        yours("cert-fill-beside-cancel-2", {.cancels = {{.ends = "FILLED"}}},
              "filled just before the cancel: -2011")}},
  };
}

}  // namespace bridge::simulator
