// 35=G (fixspec/order_cancel_replace_request.md). What it leaves out keeps its value, so the rules for a
// whole order do not apply: whether it fits the order that it names is judged where that is known.
#include "fix/codec/decode_request.hpp"
#include "fix/codec/decode_terms.hpp"
#include "fix/codec/terms_rules.hpp"

namespace bridge::fix {

order::ReplaceCommand replace_of(const FIX::Message& message, const SessionSettings& session) {
  order::ReplaceCommand command;
  command.cl_ord_id = order::ClOrdId{required_field(message, FIX::FIELD::ClOrdID)};
  read_request(command, message, session);
  command.transact_time = required_field(message, FIX::FIELD::TransactTime);
  (void)required_field(message, FIX::FIELD::OrdType);

  const OrderFields fields(message, session);
  command.terms = read_terms(fields, command.refused);
  if (!command.refused) command.refused = refuse_changes(command.terms, fields);
  return command;
}

}  // namespace bridge::fix
