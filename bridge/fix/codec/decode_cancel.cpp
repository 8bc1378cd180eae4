// 35=F (fixspec/order_cancel_request.md).
#include "fix/codec/decode_request.hpp"

namespace bridge::fix {

order::CancelCommand cancel_of(const FIX::Message& message, const SessionSettings& session) {
  order::CancelCommand command;
  command.cl_ord_id = order::ClOrdId{required_field(message, FIX::FIELD::ClOrdID)};
  read_request(command, message, session);
  command.order_qty = optional_field(message, FIX::FIELD::OrderQty);
  command.transact_time = required_field(message, FIX::FIELD::TransactTime);
  return command;
}

}  // namespace bridge::fix
