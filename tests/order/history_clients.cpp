// What the clients of a history do: all that the rules of engagement let them, at random.
#include "history.hpp"

#include <utility>

namespace bridge::order::testing {
namespace {

const char* name_of(int session) { return session == 0 ? "FIX.4.4:BRIDGE->DESK" : "FIX.4.2:BRIDGE->OMS"; }

int number_of(const SessionKey& session) { return session.value() == name_of(0) ? 0 : 1; }

template <class OrderCommand>
void address(OrderCommand& command, const SessionKey& session, const std::string& venue_symbol) {
  command.session = session;
  command.symbol = venue_symbol == "BTCUSDT" ? "BTC/USDT" : "ETH/USDT";
  command.venue_symbol = venue_symbol;
}

}  // namespace

void History::act() {
  const View* view = some_view();
  const auto what = dice_.between(1, 100);
  if (!blotter_) return;
  if (view == nullptr || what <= 35) {
    place();
    while (dice_.chance(15)) place();  // several at once
    return;
  }
  if (what <= 58) return replace(*view);
  if (what <= 78) return cancel(*view);
  if (what <= 86) return question(*view);
  if (what <= 94) return repeat();
  if (what <= 97) return mass_cancel();
  if (what <= 99) return go_away(static_cast<int>(dice_.between(0, plan_.sessions - 1)));
  cancel_unknown();
}

std::string History::next_id() { return "C" + std::to_string(++ids_); }

// One of the last few orders, whatever has become of it.
const View* History::some_view() {
  const auto& views = judge_.views();
  if (views.empty()) return nullptr;
  const auto back = std::min<std::int64_t>(static_cast<std::int64_t>(views.size()), 4);
  return &std::prev(views.end(), dice_.between(1, back))->second;
}

void History::ask(Command command) {
  if (!blotter_ || away_.contains(number_of(session_of(command)))) return;
  Requested event{TicketId{++tickets_}, std::move(command), {}, {}};
  event.prior = prior_of(event.command);
  const bool question = std::holds_alternative<StatusCommand>(event.command);
  if (!question && dice_.chance(90)) {
    event.venue_time_ms = venue_.time_ms(now_) + dice_.between(-plan_.clock_error_ms, plan_.clock_error_ms);
  }
  if (!question) {
    tickets_by_id_.try_emplace({session_of(event.command).value(), cl_ord_id_of(event.command)}, tickets_);
    asked_.push_back(event.command);
  }
  tell_story("client: " + std::string(question ? "H" : "") + " " + cl_ord_id_of(event.command) + " ticket " +
             std::to_string(tickets_) + (is_repeat(event.command) ? " repeated" : ""));
  judge_.asked(event);
  decide(std::move(event));
}

void History::place() {
  const int session = static_cast<int>(dice_.between(0, plan_.sessions - 1));
  PlaceCommand command;
  address(command, SessionKey{name_of(session)},
          dice_.between(1, plan_.symbols) == 1 ? "BTCUSDT" : "ETHUSDT");
  command.cl_ord_id = ClOrdId{next_id()};
  command.side = dice_.chance(50) ? '1' : '2';
  command.entry = entries_.at(session);
  OrderTerms& terms = command.terms;
  terms.order_qty = std::to_string(dice_.between(1, 20));
  const auto kind = dice_.between(1, 10);
  if (kind == 1) {
    terms.type = OrdType::Market;
  } else {
    terms.type = OrdType::Limit;
    terms.price = std::to_string(dice_.between(95, 105));
    terms.time_in_force = kind == 2   ? TimeInForce::ImmediateOrCancel
                          : kind == 3 ? TimeInForce::FillOrKill
                                      : TimeInForce::GoodTillCancel;
    terms.post_only = kind == 4;
  }
  ask(std::move(command));
}

void History::replace(const View& view) {
  ReplaceCommand command;
  address(command, view.asked.session, view.asked.venue_symbol);
  command.cl_ord_id = ClOrdId{next_id()};
  command.side = view.asked.side;
  command.entry = entries_.at(number_of(view.asked.session));
  command.terms.type = view.asked.terms.type;
  if (dice_.chance(70)) command.terms.order_qty = std::to_string(dice_.between(1, 20));
  if (dice_.chance(60) && !view.asked.terms.price.empty()) {
    command.terms.price = std::to_string(dice_.between(95, 105));
  }
  if (dice_.chance(15)) {  // as it is
    command.terms.order_qty = std::to_string(view.qty);
    command.terms.price.clear();
  }
  command.orig_cl_ord_id = dice_.chance(80) ? view.current : *view.chain.begin();
  if (dice_.chance(20)) command.order_id = view.order_id;
  ask(std::move(command));
}

void History::cancel(const View& view) {
  CancelCommand command;
  address(command, view.asked.session, view.asked.venue_symbol);
  command.cl_ord_id = ClOrdId{next_id()};
  command.side = view.asked.side;
  command.order_qty = std::to_string(view.qty);
  command.pending_cancel = notices_.at(number_of(view.asked.session));
  command.orig_cl_ord_id = dice_.chance(80) ? view.current : *view.chain.begin();
  if (dice_.chance(20)) command.order_id = view.order_id;
  ask(std::move(command));
}

void History::cancel_unknown() {
  CancelCommand command;
  address(command, SessionKey{name_of(0)}, "BTCUSDT");
  command.cl_ord_id = ClOrdId{next_id()};
  command.orig_cl_ord_id = "nobody-has-this";
  command.pending_cancel = notices_.at(0);
  ask(std::move(command));
}

void History::question(const View& view) {
  StatusCommand command;
  address(command, view.asked.session, view.asked.venue_symbol);
  command.cl_ord_id = view.current;
  command.side = view.asked.side;
  ask(std::move(command));
}

void History::mass_cancel() {
  MassCancelCommand command;
  command.session = SessionKey{name_of(static_cast<int>(dice_.between(0, plan_.sessions - 1)))};
  command.cl_ord_id = ClOrdId{next_id()};
  command.request_type = '7';
  if (dice_.chance(30)) {
    command.request_type = '1';
    command.scope.symbol = command.scope.venue_symbol = dice_.chance(70) ? "BTCUSDT" : "ETHUSDT";
  }
  if (dice_.chance(20)) command.scope.side = dice_.chance(50) ? '1' : '2';
  ask(std::move(command));
}

// As the lane does it.
void History::log_on(int session) {
  const SessionKey key{name_of(session)};
  const CancelOnDisconnect& rule = rules_.at(session);
  tell_story("client " + std::to_string(session) + " logs on");
  away_.erase(session);
  judge_.is_back(key);
  if (rule.enabled || blotter_->cancels_on_disconnect(key)) decide(CancelOnDisconnectSet{key, {}, rule});
}

void History::go_away(int session) {
  if (!blotter_ || !away_.insert(session).second) return;
  tell_story("client " + std::to_string(session) + " is gone");
  if (auto command = blotter_->disconnected(SessionKey{name_of(session)}, {})) {
    const Requested event{TicketId{++tickets_}, std::move(*command), {}, {}};
    judge_.asked(event);
    decide(event);
  }
  after(microseconds{dice_.between(0, dice_.chance(50) ? 1'000'000 : 12'000'000)},
        [this, session, life = life_number_] {
          if (blotter_ && life == life_number_) log_on(session);
        });
}

// The same request once more: marked as sent before, marked as resent, or by mistake.
void History::repeat() {
  if (asked_.empty()) return;
  Command again = dice_.pick(asked_);
  const auto how = dice_.between(1, 3);
  std::visit(
      [&](auto& one) {
        one.poss_dup = how == 1;
        one.poss_resend = how == 2;
      },
      again);
  ask(std::move(again));
}

}  // namespace bridge::order::testing
