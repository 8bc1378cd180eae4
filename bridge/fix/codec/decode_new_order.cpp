// 35=D (fixspec/new_order_single.md).
#include "fix/codec/decode_request.hpp"
#include "fix/codec/decode_terms.hpp"
#include "fix/codec/terms_rules.hpp"

namespace bridge::fix {

order::PlaceCommand place_of(const FIX::Message& message, const SessionSettings& session) {
  order::PlaceCommand command;
  command.cl_ord_id = order::ClOrdId{required_field(message, FIX::FIELD::ClOrdID)};
  read_request(command, message, session);
  command.transact_time = required_field(message, FIX::FIELD::TransactTime);
  (void)required_field(message, FIX::FIELD::OrdType);

  const OrderFields fields(message, session);
  command.terms = read_terms(fields, command.refused);
  const bool has_quantity = !fields.value(FIX::FIELD::OrderQty).empty() || command.terms.close_position;
  if (!has_quantity && !command.refused) throw FIX::RequiredTagMissing(FIX::FIELD::OrderQty);
  if (!command.refused) command.refused = refuse_terms(command.terms, fields);
  return command;
}

}  // namespace bridge::fix
