#include "order/target.hpp"

#include "base/number.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <optional>

namespace bridge::order {
namespace {

constexpr std::size_t kQuotedLimit = 40;  // keeps a refusal's text within Text(58)'s 128 characters

std::optional<OrderId> parse_order_id(std::string_view text) {
  const auto id = whole_number<std::int64_t>(text);
  return id && text.front() != '-' ? std::optional{OrderId{*id}} : std::nullopt;
}

bool is_client_id_character(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == ':' ||
         c == '/' || c == '_' || c == '-';
}

}  // namespace

std::string text_of(const OrderRef& id) {
  if (const auto* order_id = std::get_if<OrderId>(&id)) return std::to_string(order_id->value());
  return std::get<ClientOrderId>(id).value();
}

bool names(const OrderRef& id, const Order& order) {
  if (const auto* order_id = std::get_if<OrderId>(&id)) return *order_id == order.order_id;
  return std::get<ClientOrderId>(id).value() == order.client_order_id;
}

bool says_nothing(std::string_view order_id) {
  return order_id == "NONE" || order_id == "none" || order_id == "None" ||
         order_id.find_first_not_of('0') == std::string_view::npos;
}

bool is_client_order_id(std::string_view id) {
  constexpr std::size_t kLengthMax = 36;
  return !id.empty() && id.size() <= kLengthMax && std::all_of(id.begin(), id.end(), is_client_id_character);
}

SentId sent_id(const CancelCommand& command) {
  const bool has_client_id = !command.orig_cl_ord_id.empty();
  const bool by_client_id =
      has_client_id && (says_nothing(command.order_id) || command.prefer == IdPreference::ByOrigClOrdId);
  return {by_client_id, by_client_id ? command.orig_cl_ord_id : command.order_id};
}

std::variant<Target, Refusal> resolve(const CancelCommand& command) {
  const bool has_order_id = !says_nothing(command.order_id);
  const bool has_client_id = !command.orig_cl_ord_id.empty();
  if (!has_order_id && !has_client_id) {
    return Refusal{RejectReason::Other,
                   "Neither OrderID(37) nor OrigClOrdID(41) names an order; send one of them"};
  }

  std::optional<OrderId> order_id;
  if (has_order_id) {
    order_id = parse_order_id(command.order_id);
    if (!order_id) {
      return Refusal{RejectReason::UnknownOrder, "OrderID(37)=" + clean_text(command.order_id, kQuotedLimit) +
                                                     " is not a venue order id: digits up to 2^63-1 are"};
    }
  }
  const ClientOrderId client_id{command.orig_cl_ord_id};
  if (!sent_id(command).by_client_id) {
    Target target{*order_id, std::nullopt};
    if (has_client_id) target.other = client_id;
    return target;
  }
  if (!is_client_order_id(command.orig_cl_ord_id)) {
    return Refusal{RejectReason::UnknownOrder,
                   "OrigClOrdID(41)=" + clean_text(command.orig_cl_ord_id, kQuotedLimit) +
                       " is not a client order id: 1-36 of A-Z a-z 0-9 . : / _ -"};
  }
  Target target{client_id, std::nullopt};
  if (order_id) target.other = *order_id;
  return target;
}

}  // namespace bridge::order
