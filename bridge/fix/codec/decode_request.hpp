// What every request about an order says, and the reading of each: one file a message. Includes QuickFIX: for
// this room's .cpp files only. Pure; the lane's thread.
#pragma once

#include "fix/codec/codec_fields.hpp"
#include "fix/quickfix.hpp"
#include "fix/settings.hpp"
#include "order/command.hpp"

#include <string>

namespace bridge::fix {

// Each of them throws FIX::RequiredTagMissing (codec.hpp, decode).
[[nodiscard]] order::CancelCommand cancel_of(const FIX::Message& message, const SessionSettings& session);
[[nodiscard]] order::StatusCommand status_of(const FIX::Message& message, const SessionSettings& session);
[[nodiscard]] order::PlaceCommand place_of(const FIX::Message& message, const SessionSettings& session);
[[nodiscard]] order::ReplaceCommand replace_of(const FIX::Message& message, const SessionSettings& session);
[[nodiscard]] order::MassCancelCommand mass_cancel_of(const FIX::Message& message,
                                                      const SessionSettings& session);
[[nodiscard]] order::MassStatusCommand mass_status_of(const FIX::Message& message,
                                                      const SessionSettings& session);

[[nodiscard]] inline std::string required_field(const FIX::FieldMap& fields, int number) {
  std::string value = optional_field(fields, number);
  if (value.empty()) throw FIX::RequiredTagMissing(number);
  return value;
}

template <class Command>
void read_header(Command& command, const FIX::Message& message) {
  const FIX::Header& header = message.getHeader();
  command.msg_seq_num = FIX::IntConvertor::convert(header.getField(FIX::FIELD::MsgSeqNum));
  command.poss_dup = optional_field(header, FIX::FIELD::PossDupFlag) == "Y";
  command.poss_resend = optional_field(header, FIX::FIELD::PossResend) == "Y";
  command.route = route_of(header);
}

template <class Command>
void read_request(Command& command, const FIX::Message& message, const SessionSettings& session) {
  command.session = session.key();
  command.symbol = required_field(message, FIX::FIELD::Symbol);
  command.side = required_field(message, FIX::FIELD::Side).front();
  if constexpr (requires { command.orig_cl_ord_id; }) {  // a new order names no other
    command.orig_cl_ord_id = optional_field(message, FIX::FIELD::OrigClOrdID);
    command.order_id = optional_field(message, FIX::FIELD::OrderID);
  }
  command.account = optional_field(message, FIX::FIELD::Account);
  read_header(command, message);
}

}  // namespace bridge::fix
