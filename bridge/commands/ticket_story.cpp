#include "commands/ticket_story.hpp"

#include "base/text.hpp"
#include "ops/report_outcome.hpp"
#include "order/reporting.hpp"

#include <utility>

namespace bridge {
namespace {

using State = TicketStory::State;

// Takes what the events say; the effects say what is done about it.
struct Reader {
  TicketStory& story;
  Timestamp at;

  void operator()(const order::Requested& event) const {
    std::visit([&](const auto& command) { begin(event.ticket, command); }, event.command);
    story.cl_ord_id = order::cl_ord_id_of(event.command);
    if (order::is_question(event.command)) story.state = State::Question;
  }
  void operator()(const order::VenueAnswered& event) const {
    story.last_word_at = at;
    std::visit([this](const auto& outcome) { answered(outcome); }, event.outcome);
  }
  void operator()(const order::RequestLost& event) const {
    if (event.never_left) --(order::is_cancel(event.request.kind) ? story.cancels : story.queries);
    const char* const unsaid = event.never_left ? "a request could not leave" : "the link failed";
    explain(event.reason.empty() ? unsaid : event.reason);
  }
  void operator()(const order::DeadlinePassed&) const {
    if (story.why.empty()) explain("no answer from the venue");
  }
  void operator()(const order::Restarted&) const { explain("the gateway was started anew meanwhile"); }
  void operator()(const order::Resolved& event) const {
    story.state = State::ByHand;
    story.why =
        std::string("as ") + word_of(event.as) + " by " + event.who + ", " + iso_text(at) + ": " + event.why;
    story.needs_attention.reset();
  }
  void operator()(const order::StreamTold& event) const {
    story.last_word_at = at;
    story.last_word = "the order is " + event.update.order->status_text;
  }
  void operator()(const order::AlgoTold& event) const {
    story.last_word_at = at;
    story.last_word = "the conditional order is " + event.update.order.status_text;
  }
  // What is kept is no request, and has no story.
  void operator()(const order::LimitsSet&) const {}
  void operator()(const order::PositionKept&) const {}
  void operator()(const order::StreamUp&) const {}
  void operator()(const order::StreamDown&) const {}
  void operator()(const order::LinkUp&) const {}
  void operator()(const order::LinkDown&) const {}
  void operator()(const order::CancelOnDisconnectSet&) const {}

 private:
  // Who has settled a ticket by hand, and why, stays what is to be said about it.
  void explain(std::string why) const {
    if (!by_hand()) story.why = std::move(why);
  }
  [[nodiscard]] bool by_hand() const {
    return story.state == State::ByHand || story.state == State::Contradicted;
  }
  void begin(order::TicketId ticket, const auto& command) const {
    story.ticket = ticket;
    story.account = command.account_name.value();
    story.session = command.session.value();
    if constexpr (requires { command.orig_cl_ord_id; }) {
      story.order_id = command.order_id;
      story.orig_cl_ord_id = command.orig_cl_ord_id;
    }
    if constexpr (requires { command.scope; }) {
      story.symbol = command.scope.symbol;
    } else {
      story.symbol = command.symbol;
    }
    story.since = at;
  }
  void answered(const order::Canceled& outcome) const {
    story.last_word = outcome.order->status_text;
    if (!by_hand()) story.state = State::Priced;
  }
  void answered(const order::Found& outcome) const {
    story.last_word = "the order is " + outcome.order->status_text;
    explain(story.last_word);
  }
  void answered(const order::AlgoFound& outcome) const {
    story.last_word = "the conditional order is " + outcome.order.status_text;
    explain(story.last_word);
  }
  void answered(const order::AlgoCanceled&) const {
    story.last_word = "CANCELED";
    if (!by_hand()) story.state = State::Priced;
  }
  void answered(const order::TradesFound&) const {}
  void answered(const order::OrdersFound&) const {}
  void answered(const order::Swept&) const {}
  void answered(const auto& refusal) const {
    story.last_word = clean_text(order::venue_text(refusal.error), 200);
    explain("the venue said " + story.last_word);
  }
};

struct Actor {
  TicketStory& story;
  Timestamp at;

  void operator()(const order::Request& request) const {
    const order::RequestKind kind = order::id_of(request).kind;
    if (story.state == State::Live) return;  // it is watched
    if (order::is_cancel(kind) || order::is_place(kind) || kind == order::RequestKind::Modify) {
      ++story.cancels;
      if (story.state != State::ByHand) story.state = State::Waiting;
      return;
    }
    ++story.queries;
    // Before the first cancel it is asked for the notice that the session wants of each.
    if (story.state == State::Waiting && story.cancels > 0) story.state = State::InDoubt;
  }
  void operator()(const order::Tell& effect) const {
    const order::Report& report = effect.report;
    if (tells_of_life(report.kind)) {
      story.state = State::Live;
    } else if (!report.final) {
      story.told_pending = at;
    } else if (report.unsolicited) {
      story.state = State::Contradicted;
      story.why = report.text;
    } else if (report.kept) {
      story.state = State::Live;
    } else if (!report.watched && !report.poss_resend) {
      story.state = State::Undelivered;
    }
  }
  static bool tells_of_life(order::ReportKind kind) {
    return kind == order::ReportKind::New || kind == order::ReportKind::Trade ||
           kind == order::ReportKind::Restated || kind == order::ReportKind::Triggered;
  }
  void operator()(const order::CallForAttention&) const { story.needs_attention = at; }
  void operator()(const order::Forget&) const { story.state = State::Closed; }
  void operator()(const order::DoubtStream&) const {}
  void operator()(const order::CancelOurselves&) const {}
  void operator()(const order::KeepPosition&) const {}
};

struct SubjectOf {
  order::TicketId operator()(const order::Request& effect) const { return order::id_of(effect).ticket; }
  order::TicketId operator()(const order::Tell& effect) const { return effect.report.ticket; }
  order::TicketId operator()(const order::CallForAttention& effect) const { return effect.ticket; }
  order::TicketId operator()(const order::Forget& effect) const { return effect.ticket; }
  order::TicketId operator()(const order::DoubtStream&) const { return order::TicketId{0}; }
  order::TicketId operator()(const order::CancelOurselves& effect) const {
    return effect.command.mass_cancel;
  }
  order::TicketId operator()(const order::KeepPosition&) const { return order::TicketId{0}; }
};

const char* words_of(State state) {
  switch (state) {
    case State::Waiting:
      return "waiting for the venue";
    case State::InDoubt:
      return "in doubt";
    case State::Priced:
      return "canceled; its average price is being asked for";
    case State::ByHand:
      return "settled by hand and watched";
    case State::Contradicted:
      return "settled by hand, and the venue says otherwise: look it up, then resolve it once more to take "
             "note";
    case State::Undelivered:
      return "decided, but its session did not take the report: is it in the configuration?";
    case State::Question:
      return "a question (35=H), waiting for the venue";
    case State::Live:
      return "an order that lives, or was answered and is remembered";
    case State::Closed:
      break;
  }
  return "closed";
}

}  // namespace

void TicketStory::follow(const order::Event& event) {
  // After a start, what was on its way may have arrived or not.
  const bool started = std::holds_alternative<order::Restarted>(event.what);
  if (started && state != State::Waiting && state != State::InDoubt) return;
  std::visit(Reader{*this, event.at}, event.what);
  if (started) state = State::InDoubt;
}

void TicketStory::follow(const order::Event& event, const order::Effect& effect) {
  std::visit(Actor{*this, event.at}, effect);
}

order::TicketId ticket_of(const order::Effect& effect) { return std::visit(SubjectOf{}, effect); }

std::string word_of(State state) {
  switch (state) {
    case State::Waiting:
      return "waiting";
    case State::InDoubt:
      return "in_doubt";
    case State::Priced:
      return "canceled_price_asked";
    case State::ByHand:
      return "settled_by_hand";
    case State::Contradicted:
      return "contradicted";
    case State::Undelivered:
      return "undelivered";
    case State::Question:
      return "question";
    case State::Live:
      return "live";
    case State::Closed:
      break;
  }
  return "closed";
}

std::string sentence(const TicketStory& story) {
  std::string words = words_of(story.state);
  switch (story.state) {
    case State::InDoubt:
    case State::ByHand:
    case State::Contradicted:
    case State::Waiting:
    case State::Closed:
      return story.why.empty() ? words : words + ": " + story.why;
    case State::Priced:
    case State::Undelivered:
    case State::Question:
    case State::Live:
      break;
  }
  return words;
}

}  // namespace bridge
