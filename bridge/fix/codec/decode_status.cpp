// 35=H (fixspec/order_status_request.md). 790 does not reach us from FIX 4.2, whose dictionary lacks it.
#include "fix/codec/decode_request.hpp"

namespace bridge::fix {

order::StatusCommand status_of(const FIX::Message& message, const SessionSettings& session) {
  order::StatusCommand command;
  read_request(command, message, session);
  command.cl_ord_id = optional_field(message, FIX::FIELD::ClOrdID);
  command.ord_status_req_id = optional_field(message, FIX::FIELD::OrdStatusReqID);
  if (command.cl_ord_id.empty() && command.orig_cl_ord_id.empty() && command.order_id.empty()) {
    throw FIX::RequiredTagMissing(FIX::FIELD::ClOrdID);
  }
  return command;
}

}  // namespace bridge::fix
