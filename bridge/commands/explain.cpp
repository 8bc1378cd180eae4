#include "commands/explain.hpp"

#include "base/log.hpp"
#include "commands/dry_run.hpp"
#include "commands/explanation.hpp"
#include "order/blotter.hpp"
#include "upstream/account_settings.hpp"
#include "upstream/upstream.hpp"
#include "venue/binance/errors.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <charconv>
#include <deque>
#include <optional>
#include <utility>
#include <vector>

namespace bridge {
namespace {

constexpr int kWrongUsage = 2;
constexpr const char* kCancel = "order.cancel";
constexpr const char* kStatus = "order.status";
constexpr int kWeight = 1;  // of order.cancel and order.status (fixspec/venue.md, 4.1 and 4.2)

// ---- the message ----

struct Given {
  std::string begin_string;
  std::string sender;
  std::string target;
  std::string msg_type;
  DryRun::Fields fields;  // without what the session fills in
};

std::optional<Given> parse(std::string text) {
  std::ranges::replace(text, '\x01', '|');
  Given given;
  for (std::size_t begin = 0; begin < text.size();) {
    const auto end = std::min(text.find('|', begin), text.size());
    const std::string field = text.substr(begin, end - begin);
    begin = end + 1;
    if (field.find_first_not_of(" \n") == std::string::npos) continue;
    int tag = 0;
    const auto equal = field.find('=');
    const auto [last, error] =
        std::from_chars(field.data(), field.data() + std::min(equal, field.size()), tag);
    if (equal == std::string::npos || error != std::errc{} || last != field.data() + equal)
      return std::nullopt;
    const std::string value = field.substr(equal + 1);
    if (tag == 8) given.begin_string = value;
    if (tag == 49) given.sender = value;
    if (tag == 56) given.target = value;
    if (tag == 35) given.msg_type = value;
    const bool filled_in =
        tag == 8 || tag == 9 || tag == 10 || tag == 34 || tag == 35 || tag == 49 || tag == 52 || tag == 56;
    if (!filled_in) given.fields.emplace_back(tag, value);
  }
  if (given.msg_type.empty()) return std::nullopt;
  return given;
}

bool fits(const Given& given, const fix::SessionSettings& session) {
  const auto agrees = [](const std::string& said, const std::string& configured) {
    return said.empty() || said == configured;
  };
  return agrees(given.begin_string, session.begin_string) && agrees(given.sender, session.target_comp_id) &&
         agrees(given.target, session.sender_comp_id);
}

// ---- what the venue may say ----

struct Silence {};
using Answer = std::variant<order::Outcome, Silence>;
// One way that it can go: the venue's answers, in the order of our requests.
struct Course {
  std::string name;
  std::vector<Answer> answers;
  bool connected = true;
};

order::Outcome refusal(int status, int code, const char* text) {
  return venue::binance::judge(status, code, text);
}

// The order that the request names, as the venue might show it.
order::Order order_as(order::OrderStatus status, const char* word, const std::string& symbol,
                      const order::OrderRef& ref, const char* executed) {
  order::Order order;
  order.order_id = order::OrderId{8389765519836};
  order.client_order_id = "order-1";
  if (const auto* id = std::get_if<order::OrderId>(&ref)) order.order_id = *id;
  if (const auto* id = std::get_if<order::ClientOrderId>(&ref)) order.client_order_id = id->value();
  order.symbol = symbol;
  order.status = status;
  order.status_text = word;
  order.side = "BUY";
  order.position_side = "BOTH";
  order.type = "LIMIT";
  order.orig_type = "LIMIT";
  order.time_in_force = "GTC";
  order.price = "65000.10";
  order.orig_qty = "0.250";
  order.executed_qty = executed;
  order.avg_price = std::string(executed) == "0" ? "0" : "65000.10";
  order.working_type = "CONTRACT_PRICE";
  order.price_match = "NONE";
  order.self_trade_prevention_mode = "NONE";
  order.update_time_ms = to_ms(now());
  return order;
}

std::vector<Course> courses_of_cancel(const std::string& symbol, const order::OrderRef& ref) {
  using enum order::OrderStatus;
  const auto found = [&](order::OrderStatus status, const char* word, const char* executed) {
    return order::Outcome{order::Found{order_as(status, word, symbol, ref, executed)}};
  };
  const auto canceled = [&](const char* executed) {
    auto order = order_as(Canceled, "CANCELED", symbol, ref, executed);
    order.avg_price.reset();  // the venue no longer tells it here (fixspec/venue.md, 4.1)
    return order::Outcome{order::Canceled{std::move(order)}};
  };
  const auto unknown_sent = refusal(400, -2011, "Unknown order sent.");
  const auto no_such_order = refusal(400, -2013, "Order does not exist.");
  return {
      {"canceled, nothing was filled", {canceled("0")}},
      {"canceled, a part was filled", {canceled("0.100"), found(Canceled, "CANCELED", "0.100")}},
      {"-2011, order.status says FILLED", {unknown_sent, found(Filled, "FILLED", "0.250")}},
      {"-2011, order.status says CANCELED", {unknown_sent, found(Canceled, "CANCELED", "0")}},
      {"-2011, order.status says EXPIRED", {unknown_sent, found(Expired, "EXPIRED", "0")}},
      {"-2011, order.status says -2013, also a moment later", {unknown_sent, no_such_order, no_such_order}},
      {"-1003, too many requests", {refusal(429, -1003, "Too many requests.")}},
      {"-2015, the key is not accepted",
       {refusal(401, -2015, "Invalid API-key, IP, or permissions for action.")}},
      {"-1007, nobody knows; order.status says CANCELED",
       {refusal(408, -1007, "Timeout waiting for response from backend server."),
        found(Canceled, "CANCELED", "0")}},
      {"no answer; order.status says CANCELED", {Silence{}, found(Canceled, "CANCELED", "0")}},
      {"no answer; order.status says NEW; canceled at the second try",
       {Silence{}, found(New, "NEW", "0"), canceled("0")}},
      {"the link is down", {}, false},
  };
}

std::vector<Course> courses_of_status(const std::string& symbol, const order::OrderRef& ref) {
  using enum order::OrderStatus;
  const auto found = [&](order::OrderStatus status, const char* word, const char* executed) {
    return order::Outcome{order::Found{order_as(status, word, symbol, ref, executed)}};
  };
  return {
      {"NEW", {found(New, "NEW", "0")}},
      {"PARTIALLY_FILLED", {found(PartiallyFilled, "PARTIALLY_FILLED", "0.100")}},
      {"CANCELED", {found(Canceled, "CANCELED", "0")}},
      {"-2013", {refusal(400, -2013, "Order does not exist.")}},
      {"no answer", {Silence{}}},
      {"the link is down", {}, false},
  };
}

// ---- the play ----

class Play {
 public:
  Play(const config::Account& account, DryRun& dry_run, venue::Dialect& dialect, bool sign)
      : account_(account), dry_run_(dry_run), dialect_(dialect), sign_(sign) {}

  // Adds the decision, the frame, and every course.
  void play(const order::Event& event, Explanation& explanation) {
    const auto [request, told] = first_decision(event);
    if (!request) {
      for (const auto& report : told) explanation.answers.push_back(dry_run_.word(report));
      return;
    }
    const bool cancel = std::holds_alternative<order::SendCancel>(*request);
    Explanation::Request explained;
    explained.method = cancel ? kCancel : kStatus;
    explained.weight = kWeight;
    explained.frame = frame_of(*request);
    const std::string& symbol = order::symbol_of(*request);
    const order::OrderRef& ref = order::order_of(*request);
    for (const auto& course : cancel ? courses_of_cancel(symbol, ref) : courses_of_status(symbol, ref)) {
      explained.courses.push_back({course.name, follow(event, course)});
    }
    explanation.request = std::move(explained);
  }

 private:
  std::pair<std::optional<order::Request>, std::vector<order::Report>> first_decision(
      const order::Event& event) {
    order::Blotter blotter = new_blotter(true, event.at);
    std::optional<order::Request> request;
    std::vector<order::Report> told;
    for (const auto& effect : blotter.decide(event)) {
      if (const auto* asked = std::get_if<order::Request>(&effect)) request = *asked;
      if (const auto* tell = std::get_if<order::Tell>(&effect)) told.push_back(tell->report);
    }
    return {request, told};
  }

  order::Blotter new_blotter(bool connected, Timestamp at) const {
    order::Blotter blotter(blotter_settings(account_));
    if (connected) static_cast<void>(blotter.decide({at, order::LinkUp{order::AccountName{account_.name}}}));
    return blotter;
  }

  std::string frame_of(const order::Request& request) const {
    const auto frame = dialect_.encode(request, now());
    if (!frame) return "(cannot be signed: " + frame.error().why + ")";
    return sign_ ? *frame : dialect_.masked(*frame);
  }

  // Feeds the course's answers to a new blotter, and returns what comes of it.
  std::vector<Explanation::Step> follow(const order::Event& event, const Course& course) {
    std::vector<Explanation::Step> steps;
    order::Blotter blotter = new_blotter(course.connected, event.at);
    std::deque<Answer> answers(course.answers.begin(), course.answers.end());
    std::optional<order::Event> next = event;
    while (next) {
      const Timestamp at = next->at;
      std::optional<order::RequestId> asked;
      const std::vector<order::Effect> effects = blotter.decide(*next);
      for (const auto& effect : effects) {
        if (const auto id = add(effect, steps)) asked = id;
      }
      next.reset();
      if (asked && !answers.empty()) {
        const Answer answer = std::move(answers.front());
        answers.pop_front();
        if (const auto* outcome = std::get_if<order::Outcome>(&answer)) {
          next = {at, order::VenueAnswered{*asked, *outcome}};
          continue;
        }
      } else if (asked) {
        return steps;  // the course ends here
      }
      if (const auto due = blotter.next_deadline()) next = {due->at, order::DeadlinePassed{due->ticket}};
    }
    return steps;
  }

  // Adds a report as the client gets it, and gives a request's id.
  std::optional<order::RequestId> add(const order::Effect& effect, std::vector<Explanation::Step>& steps) {
    if (const auto* tell = std::get_if<order::Tell>(&effect)) {
      steps.push_back({.is_told = true, .text = dry_run_.word(tell->report)});
      return std::nullopt;
    }
    const auto* request = std::get_if<order::Request>(&effect);
    if (request == nullptr) return std::nullopt;
    const order::RequestId id = order::id_of(*request);
    if (id.attempt > 1) {
      steps.push_back({.is_told = false, .text = id.kind == order::RequestKind::Cancel ? kCancel : kStatus});
    }
    return id;
  }

  const config::Account& account_;
  DryRun& dry_run_;
  venue::Dialect& dialect_;
  bool sign_;
};

struct Chosen {
  const config::Account* account = nullptr;
  const fix::SessionSettings* session = nullptr;
};

std::vector<Chosen> sessions_that_fit(const config::Config& config, const Given& given) {
  std::vector<Chosen> chosen;
  for (const auto& account : config.accounts) {
    for (const auto& session : account.sessions) {
      if (fits(given, session)) chosen.push_back({&account, &session});
    }
  }
  return chosen;
}

// What to add to a message that fits none of them, or several.
std::vector<std::string> ambiguous(const config::Config& config, bool fits_none) {
  std::vector<std::string> lines{std::string("explain: the message fits ") +
                                 (fits_none ? "no session" : "several sessions") +
                                 " of the configuration; add 8, 49 and 56 of one of"};
  for (const auto& [account, session] : sessions_that_fit(config, {})) {
    lines.push_back("  8=" + session->begin_string + "|49=" + session->target_comp_id +
                    "|56=" + session->sender_comp_id + "|   account " + account->name);
  }
  return lines;
}

Explanation explained(config::Config& config, const fix::SessionSettings& session, const Given& given,
                      bool sign) {
  const Timestamp at = now();
  Explanation explanation;
  explanation.session = session.key().value();
  DryRun dry_run(session);
  auto answers = dry_run.say(given.msg_type, given.fields);
  if (!dry_run.command()) {
    explanation.answers = std::move(answers);
    return explanation;
  }
  order::Command command = *dry_run.command();
  auto refused = order::put_under(session.terms, command);
  if (!refused) refused = order::refuse_stale(session.terms, command, at);
  const order::AccountName name = order::account_of(command);
  const order::Event event{
      at, order::Requested{order::TicketId{1}, std::move(command), std::nullopt, std::move(refused)}};
  auto account = std::ranges::find(config.accounts, name.value(), &config::Account::name);
  if (account == config.accounts.end()) account = config.accounts.begin();
  explanation.account = name.value();
  const auto dialect = make_dialect(*account);
  Play(*account, dry_run, *dialect, sign).play(event, explanation);
  return explanation;
}

}  // namespace

int explain(config::Config config, const std::string& message, ExplainOptions options, Streams streams) {
  const auto given = parse(message);
  if (!given) {
    return fail(kWrongUsage,
                {"explain: the message is not FIX in pipe text; write e.g. "
                 "'35=F|11=c1|41=order-1|54=1|55=BTCUSDT|60=20261122-17:00:00.000|'"},
                options.json, streams);
  }
  const auto fitting = sessions_that_fit(config, *given);
  if (fitting.size() != 1)
    return fail(kWrongUsage, ambiguous(config, fitting.empty()), options.json, streams);
  const auto explanation = explained(config, *fitting.front().session, *given, options.sign);
  if (options.json) {
    print(streams.out, as_json(explanation));
  } else {
    print_text(explanation, streams.out);
  }
  return 0;
}

}  // namespace bridge
