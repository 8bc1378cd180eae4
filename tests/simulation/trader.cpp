#include "trader.hpp"

#include <algorithm>
#include <utility>

namespace bridge::simulation {

using order::testing::View;

std::optional<Request> Trader::act() {
  const View* view = some_view();
  const auto what = world_.random.between(1, 100);
  std::optional<order::Command> command;
  if (view == nullptr || what <= 40) {
    command = place();
  } else if (what <= 60) {
    command = replace(*view);
  } else if (what <= 80) {
    command = cancel(*view);
  } else if (what <= 88) {
    command = question(*view);
  } else if (!asked_.empty()) {
    command = repeat();
  }
  if (!command) return std::nullopt;
  const bool question = std::holds_alternative<order::StatusCommand>(*command);
  if (!question && !order::is_repeat(*command)) asked_.push_back(*command);
  world_.note(order::session_of(*command).value(), "request ", requests_ + 1,
              ": 35=", "FHDG"[command->index()], " 11=", order::cl_ord_id_of(*command),
              order::is_repeat(*command) ? " again" : "");
  return Request{++requests_, std::move(*command)};
}

// One of the last few orders, whatever has become of it.
const View* Trader::some_view() {
  const auto& views = judge_.orders().views();
  if (views.empty()) return nullptr;
  const auto back = std::min<std::int64_t>(static_cast<std::int64_t>(views.size()), 4);
  return &std::prev(views.end(), world_.random.between(1, back))->second;
}

namespace {

template <class OrderCommand>
void address(OrderCommand& command, const World& world, const order::SessionKey& session) {
  command.session = session;
  command.symbol = kPlacedSymbol;
  command.venue_symbol = kPlacedSymbol;
  command.transact_time = fix_text(world.now());
}

}  // namespace

order::Command Trader::place() {
  Random& random = world_.random;
  order::PlaceCommand command;
  address(command, world_, random.pick(clients_)->session());
  command.cl_ord_id = order::ClOrdId{next_id('D')};
  command.side = random.chance(50) ? '1' : '2';
  order::OrderTerms& terms = command.terms;
  terms.order_qty = std::to_string(random.between(1, 20));
  const auto kind = random.between(1, 10);
  if (kind == 1) {
    terms.type = order::OrdType::Market;
    return command;
  }
  terms.time_in_force = kind == 2   ? order::TimeInForce::ImmediateOrCancel
                        : kind == 3 ? order::TimeInForce::FillOrKill
                                    : order::TimeInForce::GoodTillCancel;
  terms.post_only = kind == 4;
  // Mostly they rest; at once they trade with strangers, and now and then with one another.
  const auto away = random.between(-2, 5);
  terms.price = std::to_string(command.side == '1' ? 100 - away : 100 + away);
  return command;
}

order::Command Trader::replace(const View& view) {
  Random& random = world_.random;
  order::ReplaceCommand command;
  address(command, world_, view.asked.session);
  command.cl_ord_id = order::ClOrdId{next_id('G')};
  command.side = view.asked.side;
  command.terms.type = view.asked.terms.type;
  if (random.chance(70)) command.terms.order_qty = std::to_string(random.between(1, 20));
  if (random.chance(60) && !view.asked.terms.price.empty()) {
    command.terms.price = std::to_string(view.price + random.between(-1, 1));
  }
  if (random.chance(10)) {  // as it is
    command.terms.order_qty = std::to_string(view.qty);
    command.terms.price.clear();
  }
  command.orig_cl_ord_id = random.chance(80) ? view.current : *view.chain.begin();
  if (random.chance(20)) command.order_id = view.order_id;
  return command;
}

order::Command Trader::cancel(const View& view) {
  Random& random = world_.random;
  order::CancelCommand command;
  address(command, world_, view.asked.session);
  command.cl_ord_id = order::ClOrdId{next_id('F')};
  command.side = view.asked.side;
  command.order_qty = std::to_string(view.qty);
  const auto named = random.between(0, 9);
  if (named != 0 || view.order_id.empty()) {
    command.orig_cl_ord_id = random.chance(80) ? view.current : *view.chain.begin();
  }
  if (named <= 2) command.order_id = view.order_id;
  return command;
}

order::Command Trader::question(const View& view) {
  order::StatusCommand command;
  command.session = view.asked.session;
  command.symbol = kPlacedSymbol;
  command.venue_symbol = kPlacedSymbol;
  command.cl_ord_id = view.current;
  command.side = view.asked.side;
  return command;
}

// The same request once more: marked as resent, or by mistake.
order::Command Trader::repeat() {
  order::Command again = world_.random.pick(asked_);
  const bool resent = world_.random.chance(60);
  std::visit([&](auto& one) { one.poss_resend = resent; }, again);
  return again;
}

}  // namespace bridge::simulation
