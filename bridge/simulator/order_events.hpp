// The user data events of a turn, exactly the venue's fields, names and JSON types. The simulator's
// thread.
#pragma once

#include "simulator/turn.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

namespace bridge::simulator {

// What an ORDER_TRADE_UPDATE is about.
struct OrderNews {
  std::string_view execution_type;  // NEW, TRADE, CALCULATED, AMENDMENT, CANCELED, EXPIRED
  std::string_view reason = "0";    // "er"
  const Execution* trade = nullptr;
  std::optional<std::int64_t> modify_id{};
};

void tell_order(Turn& turn, const Order& order, const OrderNews& news);
// TRADE_LITE: the same trade, earlier and with less.
void tell_trade(Turn& turn, const Order& order, const Execution& trade);
// ACCOUNT_UPDATE because of an order: the balance, and the position of that symbol and side.
void tell_account(Turn& turn, const Position& position);
void tell_algo(Turn& turn, const AlgoOrder& algo);

}  // namespace bridge::simulator
