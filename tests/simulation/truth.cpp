#include "truth.hpp"

#include <algorithm>

namespace bridge::simulation {
namespace {

// The text between `lead` and `end`, empty when there is no `lead`.
std::string_view between(std::string_view text, std::string_view lead, std::string_view end) {
  const auto from = text.find(lead);
  if (from == text.npos) return {};
  const auto rest = text.substr(from + lead.size());
  return rest.substr(0, rest.find_first_of(end));
}

std::int64_t number(std::string_view digits) {
  std::int64_t value = 0;
  for (const char digit : digits) value = value * 10 + (digit - '0');
  return value;
}

}  // namespace

Asked read(std::string_view frame) {
  return {.id = std::string(between(frame, "\"id\":\"", "\"")),
          .method = std::string(between(frame, "\"method\":\"", "\"")),
          .symbol = std::string(between(frame, "\"symbol\":\"", "\"")),
          .order_id = number(between(frame, "\"orderId\":", ",}")),
          .client_order_id = std::string(between(frame, "\"origClientOrderId\":\"", "\"")),
          .new_client_order_id = std::string(between(frame, "\"newClientOrderId\":\"", "\"")),
          .timestamp_ms = number(between(frame, "\"timestamp\":", ",}")),
          .recv_window_ms = number(between(frame, "\"recvWindow\":", ",}"))};
}

namespace {

// Some version that was true at some moment from `since` on.
bool any_version(const std::vector<TrueOrder::Version>& versions, Timestamp since, const auto& is) {
  for (std::size_t i = 0; i < versions.size(); ++i) {
    const bool over = i + 1 < versions.size() && versions[i + 1].since < since;
    if (!over && is(versions[i])) return true;
  }
  return false;
}

}  // namespace

bool TrueOrder::was(std::string_view status, Timestamp since) const {
  return any_version(versions, since, [&](const Version& version) { return version.status == status; });
}

bool TrueOrder::had_filled(std::string_view executed_qty, Timestamp since) const {
  return any_version(versions, since,
                     [&](const Version& version) { return version.executed_qty == executed_qty; });
}

void Truth::change(std::int64_t order_id, Timestamp at, std::string status, std::string executed_qty) {
  const auto order = std::find_if(orders_.begin(), orders_.end(),
                                  [&](const TrueOrder& known) { return known.order_id == order_id; });
  order->versions.push_back({at, std::move(status), std::move(executed_qty), ""});
}

bool Truth::cancel(const Asked& asked, Timestamp at, Timestamp venue_clock) {
  // Accepted iff timestamp < server + 1000 and server − timestamp <= recvWindow.
  const std::int64_t server = to_ms(venue_clock);
  if (asked.timestamp_ms >= server + 1000 || server - asked.timestamp_ms > asked.recv_window_ms) return false;
  const order::OrderRef name = asked.order_id != 0
                                   ? order::OrderRef{order::OrderId{asked.order_id}}
                                   : order::OrderRef{order::ClientOrderId{asked.client_order_id}};
  auto* order = const_cast<TrueOrder*>(find(asked.symbol, name));
  if (order == nullptr || !order->open()) return false;
  order->versions.push_back({at, "CANCELED", order->last().executed_qty, asked.id});
  return true;
}

const TrueOrder* Truth::find(std::int64_t order_id) const {
  const auto order = std::find_if(orders_.begin(), orders_.end(),
                                  [&](const TrueOrder& known) { return known.order_id == order_id; });
  return order == orders_.end() ? nullptr : &*order;
}

const TrueOrder* Truth::find(const std::string& symbol, const order::OrderRef& name) const {
  const auto* id = std::get_if<order::OrderId>(&name);
  const TrueOrder* found = nullptr;
  for (const TrueOrder& known : orders_) {
    if (known.symbol != symbol) continue;
    if (id != nullptr ? known.order_id != id->value()
                      : known.client_order_id != std::get<order::ClientOrderId>(name).value()) {
      continue;
    }
    if (found == nullptr || known.open() || !found->open()) found = &known;
  }
  return found;
}

const TrueOrder* Truth::canceled_by(order::TicketId ticket) const {
  const std::string lead = std::to_string(ticket.value()) + '-';
  for (const TrueOrder& known : orders_) {
    if (known.last().canceled_by.starts_with(lead)) return &known;
  }
  return nullptr;
}

}  // namespace bridge::simulation
