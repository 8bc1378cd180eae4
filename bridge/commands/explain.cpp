#include "commands/explain.hpp"

#include "base/log.hpp"
#include "commands/dry_run.hpp"
#include "commands/explain_courses.hpp"
#include "commands/explanation.hpp"
#include "order/blotter.hpp"
#include "upstream/account_settings.hpp"
#include "upstream/upstream.hpp"

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
constexpr int kWeight = 1;  // of order.cancel and order.status (fixspec/venue.md, 4.1 and 4.2)

const char* method_of(order::RequestKind kind) {
  switch (kind) {
    case order::RequestKind::Cancel:
      return "order.cancel";
    case order::RequestKind::Status:
      return "order.status";
    case order::RequestKind::Place:
      return "order.place";
    case order::RequestKind::Modify:
      return "order.modify";
    case order::RequestKind::Trades:
      return "GET userTrades";
    case order::RequestKind::OpenOrders:
      return "GET openOrders";
    case order::RequestKind::AllOrders:
      return "GET allOrders";
    case order::RequestKind::AlgoPlace:
      return "algoOrder.place";
    case order::RequestKind::AlgoCancel:
      return "algoOrder.cancel";
    case order::RequestKind::AlgoStatus:
      return "GET algoOrder";
    case order::RequestKind::SweepOpenOrders:
      return "DELETE allOpenOrders";
    case order::RequestKind::SweepAlgoOrders:
      return "DELETE algoOpenOrders";
  }
  return "";
}

// Placing and changing orders has limits of its own (fixspec/venue.md, 6.1).
int weight_of(order::RequestKind kind) {
  const bool free = order::is_place(kind) || kind == order::RequestKind::Modify;
  return free ? 0 : kWeight;
}

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
    const order::RequestKind kind = order::id_of(*request).kind;
    Explanation::Request explained;
    explained.method = method_of(kind);
    explained.weight = weight_of(kind);
    explained.frame = frame_of(*request);
    for (const auto& course : courses_of(*request)) {
      explained.courses.push_back({course.name, follow(event, course)});
    }
    explanation.request = std::move(explained);
  }

 private:
  std::pair<std::optional<order::Request>, std::vector<order::Report>> first_decision(
      const order::Event& event) {
    order::Blotter blotter = new_blotter(true, event);
    std::optional<order::Request> request;
    std::vector<order::Report> told;
    for (const auto& effect : blotter.decide(event)) {
      if (const auto* asked = std::get_if<order::Request>(&effect)) request = *asked;
      if (const auto* tell = std::get_if<order::Tell>(&effect)) told.push_back(tell->report);
    }
    return {request, told};
  }

  // A blotter that is connected, or was; what a replace means was placed before.
  order::Blotter new_blotter(bool connected, const order::Event& event) const {
    const order::AccountName name{account_.name};
    order::Blotter blotter(blotter_settings(account_));
    const auto decide = [&](auto what) { static_cast<void>(blotter.decide({event.at, std::move(what)})); };
    decide(order::LinkUp{name});
    decide(order::StreamUp{name});
    const auto& requested = std::get<order::Requested>(event.what);
    if (const auto* replace = std::get_if<order::ReplaceCommand>(&requested.command)) place(*replace, decide);
    if (!connected) decide(order::LinkDown{"reset", name});
    return blotter;
  }

  // The order that the replace names, as it may have been placed: it keeps what the replace leaves out.
  static void place(const order::ReplaceCommand& replace, const auto& decide) {
    const order::TicketId ticket{kPlacedBy};
    order::PlaceCommand placed;
    placed.session = replace.session;
    placed.cl_ord_id = order::ClOrdId{replace.orig_cl_ord_id};
    placed.symbol = replace.symbol;
    placed.venue_symbol = replace.venue_symbol;
    placed.side = replace.side;
    placed.account_name = replace.account_name;
    placed.terms = replace.terms;
    placed.terms.order_qty = "0.250";
    placed.terms.price = "65000.10";
    placed.entry = replace.entry;
    const std::string client_id = placed.entry.client_id_tag + "-" + std::to_string(kPlacedBy);
    auto order = placed_order(placed.venue_symbol, client_id, placed.terms.order_qty, placed.terms.price);
    decide(order::Requested{ticket, std::move(placed), {}, {}});
    decide(order::VenueAnswered{{ticket, 1, order::RequestKind::Place}, order::Found{std::move(order)}});
  }

  std::string frame_of(const order::Request& request) const {
    const auto frame = dialect_.encode(request, now());
    if (!frame) return "(cannot be signed: " + frame.error().why + ")";
    return sign_ ? *frame : dialect_.masked(*frame);
  }

  // Feeds the course's answers to a new blotter, and returns what comes of it.
  std::vector<Explanation::Step> follow(const order::Event& event, const Course& course) {
    std::vector<Explanation::Step> steps;
    order::Blotter blotter = new_blotter(course.connected, event);
    std::deque<Answer> answers(course.answers.begin(), course.answers.end());
    std::optional<order::Event> next = event;
    std::optional<order::RequestId> asked;
    while (next) {
      const Timestamp at = next->at;
      const std::vector<order::Effect> effects = blotter.decide(*next);
      for (const auto& effect : effects) {
        if (const auto id = add(effect, steps)) asked = id;
      }
      next.reset();
      if (answers.empty()) {
        // The course ends where a question is open; an order lives on, and is watched.
        if (asked || (is_order(event) && !told_nothing(steps))) return steps;
      } else if (auto* update = std::get_if<order::OrderUpdate>(&answers.front())) {
        next = {at, order::StreamTold{*order::ticket_of(event), std::move(*update)}};
        answers.pop_front();
        continue;
      } else if (auto* told = std::get_if<order::AlgoUpdate>(&answers.front())) {
        next = {at, order::AlgoTold{*order::ticket_of(event), std::move(*told)}};
        answers.pop_front();
        continue;
      } else if (asked) {
        const Answer answer = std::move(answers.front());
        answers.pop_front();
        if (const auto* outcome = std::get_if<order::Outcome>(&answer)) {
          next = {at, order::VenueAnswered{*std::exchange(asked, std::nullopt), *outcome}};
          continue;
        }
      }
      if (const auto due = blotter.next_deadline()) next = {due->at, order::DeadlinePassed{due->ticket}};
    }
    return steps;
  }

  static bool is_order(const order::Event& event) {
    const auto& command = std::get<order::Requested>(event.what).command;
    return std::holds_alternative<order::PlaceCommand>(command) ||
           std::holds_alternative<order::ReplaceCommand>(command);
  }
  static bool told_nothing(const std::vector<Explanation::Step>& steps) {
    return std::ranges::none_of(steps, &Explanation::Step::is_told);
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
      steps.push_back({.is_told = false, .text = method_of(id.kind)});
    }
    return id;
  }

  static constexpr std::uint64_t kPlacedBy = 1000;  // the ticket of what a replace means

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
