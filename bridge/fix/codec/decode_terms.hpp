// An order's terms out of the fields of its 35=D or 35=G (fixspec/new_order_single.md). Pure; the lane's
// thread.
#pragma once

#include "fix/codec/order_fields.hpp"
#include "order/command.hpp"
#include "order/order_terms.hpp"

#include <optional>

namespace bridge::fix {

// Reads each field by itself. `refused` is set to the first thing that nobody can keep or read; a value that
// is none of its field stays out of the terms. Whether they go together is judged by terms_rules.hpp.
[[nodiscard]] order::OrderTerms read_terms(const OrderFields& fields,
                                           std::optional<order::OrderRefusal>& refused);

}  // namespace bridge::fix
