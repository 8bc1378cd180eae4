// This is the reading half of codec.hpp. All versions name these fields alike; 790 does not reach us from
// FIX 4.2, whose dictionary lacks it.
#include "fix/codec/codec.hpp"
#include "fix/codec/codec_fields.hpp"
#include "fix/codec/field_writer.hpp"

namespace bridge::fix {
namespace {

std::string required_field(const FIX::FieldMap& fields, int number) {
  std::string value = optional_field(fields, number);
  if (value.empty()) throw FIX::RequiredTagMissing(number);
  return value;
}

struct Reversed {
  int asked;
  int answered;
};
constexpr Reversed kReversed[] = {{FIX::FIELD::OnBehalfOfCompID, FIX::FIELD::DeliverToCompID},
                                  {FIX::FIELD::OnBehalfOfSubID, FIX::FIELD::DeliverToSubID},
                                  {FIX::FIELD::OnBehalfOfLocationID, FIX::FIELD::DeliverToLocationID},
                                  {FIX::FIELD::DeliverToCompID, FIX::FIELD::OnBehalfOfCompID},
                                  {FIX::FIELD::DeliverToSubID, FIX::FIELD::OnBehalfOfSubID},
                                  {FIX::FIELD::DeliverToLocationID, FIX::FIELD::OnBehalfOfLocationID}};

// What every request about an order says.
template <class Command>
void read_request(Command& command, const FIX::Message& message, const SessionSettings& session) {
  command.session = session.key();
  command.symbol = required_field(message, FIX::FIELD::Symbol);
  command.side = required_field(message, FIX::FIELD::Side).front();
  command.orig_cl_ord_id = optional_field(message, FIX::FIELD::OrigClOrdID);
  command.order_id = optional_field(message, FIX::FIELD::OrderID);
  command.account = optional_field(message, FIX::FIELD::Account);

  const FIX::Header& header = message.getHeader();
  command.msg_seq_num = FIX::IntConvertor::convert(header.getField(FIX::FIELD::MsgSeqNum));
  command.poss_dup = optional_field(header, FIX::FIELD::PossDupFlag) == "Y";
  command.poss_resend = optional_field(header, FIX::FIELD::PossResend) == "Y";
  command.route = route_of(header);
}

order::CancelCommand cancel_of(const FIX::Message& message, const SessionSettings& session) {
  order::CancelCommand command;
  command.cl_ord_id = order::ClOrdId{required_field(message, FIX::FIELD::ClOrdID)};
  read_request(command, message, session);
  command.order_qty = optional_field(message, FIX::FIELD::OrderQty);
  command.transact_time = required_field(message, FIX::FIELD::TransactTime);
  return command;
}

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

}  // namespace

std::string route_of(const FIX::Header& request) {
  FieldWriter fields;
  for (const auto& [asked, answered] : kReversed) {
    fields.set_unless_empty(answered, optional_field(request, asked));
  }
  return fields.text();
}

std::optional<order::Command> decode(const FIX::Message& message, const SessionSettings& session) {
  const std::string& msg_type = message.getHeader().getField(FIX::FIELD::MsgType);
  if (msg_type == FIX::MsgType_OrderCancelRequest) return cancel_of(message, session);
  if (msg_type == FIX::MsgType_OrderStatusRequest) return status_of(message, session);
  return std::nullopt;
}

}  // namespace bridge::fix
