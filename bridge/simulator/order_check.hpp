// What the venue checks of an order before it takes it, amends it or puts it among the conditional ones: the
// parameters, the filters, the account. Each returns what is to be done, or why not. The simulator's thread.
#pragma once

#include "simulator/book.hpp"
#include "simulator/deeds.hpp"
#include "simulator/refusal.hpp"
#include "simulator/request.hpp"

#include <optional>
#include <variant>

namespace bridge::simulator {

struct NewOrder {
  Order order;
  bool tells_result = false;  // newOrderRespType
};

// `at` is the venue's clock in all of these. The symbol was sent as text, and the book knows it.
[[nodiscard]] std::variant<NewOrder, Refusal> check_place(const Request& request, const Book& book,
                                                          Timestamp at);
// What the book says about a sound order: whether it may be, and could be executed. It sets the price of a
// priceMatch. `accepts_unfillable`: a FOK or GTX order that cannot be executed is not refused.
[[nodiscard]] std::optional<Refusal> refuse_by_book(Order& order, const Book& book, bool accepts_unfillable);
// `order` is the one that is named, open.
[[nodiscard]] std::variant<Amendment, Refusal> check_amend(const Request& request, const Book& book,
                                                           const Order* order);
[[nodiscard]] std::variant<AlgoOrder, Refusal> check_algo(const Request& request, const Book& book);

}  // namespace bridge::simulator
