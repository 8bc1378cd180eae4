#include "venue/binance/request_id.hpp"

#include <charconv>
#include <cstdint>

namespace bridge::venue::binance {

namespace {

// Reads digits without sign or leading zero, as far as they fit into T.
template <class T>
std::optional<T> read_number(std::string_view text) {
  if (text.empty() || text.front() < '0' || text.front() > '9') return {};
  if (text.size() > 1 && text.front() == '0') return {};
  T number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return {};
  return number;
}

}  // namespace

std::string to_text(const order::RequestId& id) {
  const char kind = id.kind == order::RequestKind::Cancel ? 'c' : 's';
  return std::to_string(id.ticket.value()) + '-' + std::to_string(id.attempt) + kind;
}

std::optional<order::RequestId> read_request_id(std::string_view text) {
  const auto dash = text.find('-');
  if (dash == text.npos || text.size() < dash + 3) return {};
  const char kind = text.back();
  if (kind != 'c' && kind != 's') return {};

  const auto ticket = read_number<std::uint64_t>(text.substr(0, dash));
  const auto attempt = read_number<std::uint32_t>(text.substr(dash + 1, text.size() - dash - 2));
  if (!ticket || !attempt || *attempt == 0) return {};
  return order::RequestId{.ticket = order::TicketId{*ticket},
                          .attempt = *attempt,
                          .kind = kind == 'c' ? order::RequestKind::Cancel : order::RequestKind::Status};
}

}  // namespace bridge::venue::binance
