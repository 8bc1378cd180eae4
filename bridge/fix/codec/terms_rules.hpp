// Which of an order's terms go together: what the venue would refuse, or worse, take and not do
// (fixspec/new_order_single.md). What depends on the account or the symbol is judged elsewhere. Pure; the
// lane's thread.
#pragma once

#include "fix/codec/order_fields.hpp"
#include "order/command.hpp"
#include "order/order_terms.hpp"

#include <optional>

namespace bridge::fix {

// `terms` are what `fields` say, each read without a refusal (decode_terms.hpp). Of a new order:
[[nodiscard]] std::optional<order::OrderRefusal> refuse_terms(const order::OrderTerms& terms,
                                                              const OrderFields& fields);
// Of a replacement, in which an empty quantity or price leaves it as it is:
[[nodiscard]] std::optional<order::OrderRefusal> refuse_changes(const order::OrderTerms& terms,
                                                                const OrderFields& fields);

}  // namespace bridge::fix
