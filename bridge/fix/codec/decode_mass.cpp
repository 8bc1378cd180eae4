// 35=q and 35=AF (fixspec/order_mass_cancel_request.md, fixspec/order_mass_status_request.md).
#include "fix/codec/decode_request.hpp"

namespace bridge::fix {
namespace {

template <class Command>
void read_mass_request(Command& command, const FIX::Message& message, const SessionSettings& session,
                       int type) {
  command.session = session.key();
  command.request_type = required_field(message, type).front();
  // All are all, whatever else the message names.
  if (command.request_type != '7') command.scope.symbol = optional_field(message, FIX::FIELD::Symbol);
  const auto side = optional_field(message, FIX::FIELD::Side);
  if (!side.empty()) command.scope.side = side.front();
  command.account = optional_field(message, FIX::FIELD::Account);
  read_header(command, message);
}

}  // namespace

order::MassCancelCommand mass_cancel_of(const FIX::Message& message, const SessionSettings& session) {
  order::MassCancelCommand command;
  command.cl_ord_id = order::ClOrdId{required_field(message, FIX::FIELD::ClOrdID)};
  read_mass_request(command, message, session, FIX::FIELD::MassCancelRequestType);
  command.transact_time = required_field(message, FIX::FIELD::TransactTime);
  return command;
}

order::MassStatusCommand mass_status_of(const FIX::Message& message, const SessionSettings& session) {
  order::MassStatusCommand command;
  command.mass_status_req_id = required_field(message, FIX::FIELD::MassStatusReqID);
  read_mass_request(command, message, session, FIX::FIELD::MassStatusReqType);
  return command;
}

}  // namespace bridge::fix
