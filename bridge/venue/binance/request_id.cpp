#include "venue/binance/request_id.hpp"

#include "base/check.hpp"
#include "base/number.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

namespace bridge::venue::binance {

namespace {

using order::RequestKind;
using Letter = std::pair<RequestKind, char>;
// Those of REST never are on a wire; the log and the journal's evidence have them.
constexpr std::array kLetters = {
    Letter{RequestKind::Cancel, 'c'},          Letter{RequestKind::Status, 's'},
    Letter{RequestKind::Place, 'p'},           Letter{RequestKind::Modify, 'm'},
    Letter{RequestKind::Trades, 't'},          Letter{RequestKind::OpenOrders, 'o'},
    Letter{RequestKind::AllOrders, 'a'},       Letter{RequestKind::AlgoPlace, 'n'},
    Letter{RequestKind::AlgoCancel, 'k'},      Letter{RequestKind::AlgoStatus, 'q'},
    Letter{RequestKind::SweepOpenOrders, 'w'}, Letter{RequestKind::SweepAlgoOrders, 'v'}};

// Reads digits without sign or leading zero, as far as they fit into T.
template <class T>
std::optional<T> read_number(std::string_view text) {
  if (text.empty() || text.front() < '0' || text.front() > '9') return {};
  if (text.size() > 1 && text.front() == '0') return {};
  return whole_number<T>(text);
}

char letter_of(order::RequestKind kind) {
  const auto entry = std::ranges::find(kLetters, kind, &Letter::first);
  check(entry != kLetters.end(), "every kind of request has a letter");
  return entry->second;
}

std::optional<order::RequestKind> kind_of(char letter) {
  const auto entry = std::ranges::find(kLetters, letter, &Letter::second);
  return entry == kLetters.end() ? std::nullopt : std::optional{entry->first};
}

}  // namespace

std::string to_text(const order::RequestId& id) {
  return std::to_string(id.ticket.value()) + '-' + std::to_string(id.attempt) + letter_of(id.kind);
}

std::optional<order::RequestId> read_request_id(std::string_view text) {
  const auto dash = text.find('-');
  if (dash == text.npos || text.size() < dash + 3) return {};
  const auto kind = kind_of(text.back());
  if (!kind) return {};

  const auto ticket = read_number<std::uint64_t>(text.substr(0, dash));
  const auto attempt = read_number<std::uint32_t>(text.substr(dash + 1, text.size() - dash - 2));
  if (!ticket || !attempt || *attempt == 0) return {};
  return order::RequestId{.ticket = order::TicketId{*ticket}, .attempt = *attempt, .kind = *kind};
}

}  // namespace bridge::venue::binance
