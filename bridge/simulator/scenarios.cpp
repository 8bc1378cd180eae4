#include "simulator/scenarios.hpp"

#include "simulator/entry_scenarios.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace bridge::simulator {
namespace {

using namespace std::chrono_literals;

constexpr auto kWithin = 500ms;  // shorter than any sensible accounts.<name>.answer_within …
constexpr auto kBeyond = 8s;     // … and longer than its default of 5 s
constexpr auto kOutage = 3s;
constexpr auto kRetryAfter = 2s;
constexpr auto kRetryMuchLater = 8s;

Order open(std::int64_t order_id, std::string client_order_id) {
  Order order;
  order.order_id = order_id;
  order.client_order_id = std::move(client_order_id);
  order.price = "84250.10";
  order.orig_qty = "0.250";
  order.executed_qty = "0.000";
  order.avg_price = "0.00000";
  order.cum_quote = "0.00000";
  order.stop_price = "0.00";
  return order;
}

// 0.100 of 0.250 traded, at the better price of 84250.00.
Order part_filled(std::int64_t order_id, std::string client_order_id,
                  std::string status = "PARTIALLY_FILLED") {
  Order order = open(order_id, std::move(client_order_id));
  order.status = std::move(status);
  order.executed_qty = "0.100";
  order.avg_price = "84250.00000";
  order.cum_quote = "8425.00000";
  return order;
}

Order filled(std::int64_t order_id, std::string client_order_id) {
  Order order = part_filled(order_id, std::move(client_order_id), "FILLED");
  order.executed_qty = order.orig_qty;
  order.cum_quote = "21062.50000";
  return order;
}

// `change` is given the order to make it another.
template <class Change>
Order but(Order order, Change change) {
  change(order);
  return order;
}

Behaviour cancels(Fault fault) { return {.cancels = {std::move(fault)}, .statuses = {}}; }

Refusal rate_limited(milliseconds retry_after) {
  Refusal refusal = too_many_requests(2400);
  refusal.retry_after = retry_after;
  return refusal;
}

// This id is beyond 2^53: whoever reads ids as floating point numbers cancels another order
// (fixspec/venue.md, 4.5).
Order big_id() {
  return but(open(8389765500000910103, "cert-accept-3"), [](Order& o) {
    o.symbol = "ETHUSDT";
    o.price = "3120.55";
  });
}

// Each kind of order that can be on the book (fixspec/venue.md, 4.3), and what the two replies say of it.
std::vector<Rigged> every_kind() {
  const auto kind = [](std::int64_t id, const char* name, const char* says, auto change) {
    return Rigged{.order = but(open(id, std::string{"cert-terms-"} + name), change), .says = says};
  };
  return {
      kind(911901, "gtx", "post-only", [](Order& o) { o.time_in_force = "GTX"; }),
      kind(911902, "gtd", "good till a date",
           [](Order& o) {
             o.time_in_force = "GTD";
             o.good_till_date = 4102444800000;  // 2100-01-01
           }),
      kind(911903, "rpi", "post-only towards retail flow", [](Order& o) { o.time_in_force = "RPI"; }),
      kind(911904, "sell", "SELL", [](Order& o) { o.side = "SELL"; }),
      kind(911905, "reduce", "reduce-only",
           [](Order& o) {
             o.side = "SELL";
             o.reduce_only = true;
           }),
      kind(911906, "long", "hedge mode, LONG", [](Order& o) { o.position_side = "LONG"; }),
      kind(911907, "short", "hedge mode, SHORT",
           [](Order& o) {
             o.side = "SELL";
             o.position_side = "SHORT";
           }),
      kind(911908, "match", "priced by the queue", [](Order& o) { o.price_match = "QUEUE_5"; }),
      kind(911909, "stp", "keeps out of self-trades",
           [](Order& o) { o.self_trade_prevention_mode = "EXPIRE_BOTH"; }),
      kind(911910, "stop", "LIMIT born of a triggered STOP",
           [](Order& o) {
             o.orig_type = "STOP";
             o.stop_price = "84000.00";
             o.working_type = "MARK_PRICE";
             o.price_protect = true;
           }),
      kind(911911, "stop-market", "STOP_MARKET that closes the position",
           [](Order& o) {
             o.side = "SELL";
             o.type = "STOP_MARKET";
             o.price = "0.00";
             o.orig_qty = "0.000";
             o.stop_price = "80000.00";
             o.close_position = true;
           }),
      kind(911912, "take-profit", "TAKE_PROFIT",
           [](Order& o) {
             o.type = "TAKE_PROFIT";
             o.stop_price = "83000.00";
           }),
      kind(911913, "trailing", "TRAILING_STOP_MARKET",
           [](Order& o) {
             o.side = "SELL";
             o.type = "TRAILING_STOP_MARKET";
             o.price = "0.00";
             o.activate_price = "90000.00";
             o.price_rate = "0.3";
           }),
      {.order = but(filled(911914, "cert-terms-market"),
                    [](Order& o) {
                      o.type = "MARKET";
                      o.price = "0.00";
                    }),
       .says = "MARKET, filled: the cancel is too late"},
  };
}

std::vector<Scenario> answered() {
  return {
      {"accept",
       "the cancel is accepted",
       {{.order = open(910101, "cert-accept-1"), .says = "canceled"},
        {.order = but(open(910102, "cert-accept-2"), [](Order& o) { o.side = "SELL"; }),
         .says = "canceled; a SELL"},
        {.order = big_id(), .says = "canceled; ETHUSDT, its id needs 63 bits"}}},
      {"reject",
       "the venue refuses the cancel; the order stays open",
       {{.order = open(910201, "cert-reject-1"),
         .behaviour = cancels({.executes = false, .refusal = inactive_account(), .times = kAlways}),
         .says = "-4109, each time"},
        {.order = open(910202, "cert-reject-2"),
         .behaviour = cancels({.executes = false, .refusal = invalid_key()}),
         .says = "-2015 once, then canceled"}}},
      {"too-late",
       "the order was filled before",
       {{.order = filled(910301, "cert-too-late-1"), .says = "-2011; order.status: FILLED"},
        {.order = open(910302, "cert-too-late-2"),
         .behaviour = cancels({.becomes = filled(910302, "cert-too-late-2")}),
         .says = "open until the cancel comes, then filled: -2011"}}},
      {"already-canceled",
       "somebody canceled the order before",
       {{.order = but(open(910401, "cert-already-canceled-1"), [](Order& o) { o.status = "CANCELED"; }),
         .says = "-2011; order.status: CANCELED"}}},
      {"expired",
       "the order expired before",
       {{.order = but(open(910501, "cert-expired-1"),
                      [](Order& o) {
                        o.status = "EXPIRED";
                        o.time_in_force = "GTX";
                      }),
         .says = "-2011; order.status: EXPIRED, nothing filled"},
        {.order =
             but(part_filled(910502, "cert-expired-2", "EXPIRED"), [](Order& o) { o.time_in_force = "IOC"; }),
         .says = "-2011; order.status: EXPIRED, 0.100 filled"}}},
      {"unknown", "no such order: cert-unknown-1, OrderID 910601", {}},
      {"partial-fill-then-cancel",
       "the rest of a part-filled order is canceled",
       {{.order = part_filled(910701, "cert-partial-fill-then-cancel-1"),
         .says = "canceled, 0.100 of 0.250 filled at 84250.00"}}},
  };
}

std::vector<Scenario> late_or_never() {
  return {
      {"slow",
       "the reply takes its time",
       {{.order = open(910801, "cert-slow-1"),
         .behaviour = cancels({.delay = kWithin}),
         .says = "canceled at once, told after 0.5 s"},
        {.order = open(910802, "cert-slow-2"),
         .behaviour = {.cancels = {{.delay = kBeyond}}, .statuses = {{.delay = kBeyond, .times = kAlways}}},
         .says = "canceled at once, told after 8 s; order.status is as slow"}}},
      {"no-answer-then-canceled",
       "no reply, but order.status says CANCELED",
       {{.order = open(910901, "cert-no-answer-then-canceled-1"),
         .behaviour = cancels({.replies = false}),
         .says = "canceled at once, never told"}}},
      {"no-answer-still-open",
       "no reply, order.status says NEW, and the repeated cancel works",
       {{.order = open(911001, "cert-no-answer-still-open-1"),
         .behaviour = cancels({.executes = false, .replies = false}),
         .says = "the first cancel is lost"}}},
      {"replies-late-after-status",
       "order.status tells the outcome before the reply does",
       {{.order = open(911101, "cert-replies-late-after-status-1"),
         .behaviour = cancels({.delay = kBeyond}),
         .says = "canceled at once, told after 8 s"}}},
      {"silent",
       "neither the cancel nor the first two order.status are answered",
       {{.order = open(911201, "cert-silent-1"),
         .behaviour = {.cancels = {{.replies = false}}, .statuses = {{.replies = false, .times = 2}}},
         .says = "canceled at once; the third order.status tells"}}},
      {"venue-down",
       "every connection drops; for 3 s new ones drop too",
       {{.order = open(911301, "cert-venue-down-1"),
         .behaviour = cancels({.executes = false, .outage = kOutage}),
         .says = "the cancel is lost, the next works"},
        {.order = open(911302, "cert-venue-down-2"),
         .behaviour = cancels({.outage = kOutage}),
         .says = "the cancel was executed, its reply is lost"}}},
  };
}

std::vector<Scenario> troubled() {
  return {
      {"rate-limited",
       "too many requests",
       {{.order = open(911401, "cert-rate-limited-1"),
         .behaviour = cancels({.executes = false, .refusal = rate_limited(kRetryAfter)}),
         .says = "429 -1003 with retryAfter in 2 s once, then canceled"},
        {.order = open(911402, "cert-rate-limited-2"),
         .behaviour = cancels({.executes = false, .refusal = rate_limited(kRetryMuchLater)}),
         .says = "429 -1003 with retryAfter in 8 s once, then canceled"}}},
      {"overloaded",
       "the venue is overloaded",
       {{.order = open(911501, "cert-overloaded-1"),
         .behaviour = cancels({.executes = false, .refusal = overloaded()}),
         .says = "503 -1008 once, then canceled"},
        {.order = open(911502, "cert-overloaded-2"),
         .behaviour = cancels({.executes = false, .refusal = overloaded(), .times = 2}),
         .says = "503 -1008 twice, then canceled"}}},
      {"unclear",
       "the venue itself does not know what came of the cancel",
       {{.order = open(911601, "cert-unclear-1"),
         .behaviour = cancels({.refusal = backend_timeout()}),
         .says = "408 -1007, but canceled"},
        {.order = open(911602, "cert-unclear-2"),
         .behaviour = cancels({.executes = false, .refusal = backend_timeout()}),
         .says = "408 -1007, still open; the next cancel works"},
        {.order = open(911603, "cert-unclear-3"),
         .behaviour = cancels({.refusal = bus_failure()}),
         .says = "503 -1006, but canceled"}}},
      {"session-revoked",
       "the venue logs the link off instead of answering (session.logon only)",
       {{.order = open(911701, "cert-session-revoked-1"),
         .behaviour = cancels({.revokes_session = true}),
         .says = "a frame with id null and -2015; works after the next session.logon"}}},
      {"terms", "every kind of order, each canceled but the last", every_kind()},
  };
}

std::vector<Scenario> make() {
  std::vector<Scenario> all = answered();
  for (Scenario scenario : late_or_never()) all.push_back(std::move(scenario));
  for (Scenario scenario : troubled()) all.push_back(std::move(scenario));
  for (Scenario scenario : entry_scenarios()) all.push_back(std::move(scenario));
  return all;
}

std::string names() {
  std::string list = "all";
  for (const Scenario& scenario : scenarios()) list += ", " + scenario.name;
  return list;
}

std::string padded(std::string text, std::size_t width) {
  text.resize(std::max(width, text.size() + 2), ' ');
  return text;
}

}  // namespace

const std::vector<Scenario>& scenarios() {
  static const std::vector<Scenario> all = make();
  return all;
}

void add_scenario(Settings& settings, std::string_view name) {
  bool found = false;
  for (const Scenario& scenario : scenarios()) {
    if (name != "all" && name != scenario.name) continue;
    found = true;
    for (const Rigged& rigged : scenario.orders) {
      if (!rigged.is_yours()) settings.orders.push_back(rigged.order);
      settings.behaviours[rigged.order.client_order_id] = rigged.behaviour;
    }
  }
  if (!found) throw std::runtime_error("no scenario '" + std::string{name} + "'; there are " + names());
}

std::string list_scenarios() {
  std::string table;
  for (const Scenario& scenario : scenarios()) {
    table += padded(scenario.name, 28) + scenario.says + '\n';
    for (const Rigged& rigged : scenario.orders) {
      const std::string id = rigged.is_yours() ? "yours" : std::to_string(rigged.order.order_id);
      table += "  " + padded(rigged.order.client_order_id, 36) + padded(id, 21) + rigged.says + '\n';
    }
  }
  return table;
}

}  // namespace bridge::simulator
