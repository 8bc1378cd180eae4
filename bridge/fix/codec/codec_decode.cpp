// This is the reading half of codec.hpp. All versions name these fields alike; what a version does not have
// does not reach us from it, because its dictionary lacks it.
#include "fix/codec/codec.hpp"
#include "fix/codec/codec_fields.hpp"
#include "fix/codec/decode_request.hpp"
#include "fix/codec/field_writer.hpp"

namespace bridge::fix {
namespace {

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
  const bool takes_orders = session.terms.entry.enabled;
  if (takes_orders && msg_type == FIX::MsgType_NewOrderSingle) return place_of(message, session);
  if (takes_orders && msg_type == FIX::MsgType_OrderCancelReplaceRequest) return replace_of(message, session);
  if (msg_type == FIX::MsgType_OrderStatusRequest) return status_of(message, session);
  if (takes_orders && msg_type == FIX::MsgType_OrderMassCancelRequest)
    return mass_cancel_of(message, session);
  if (takes_orders && msg_type == FIX::MsgType_OrderMassStatusRequest)
    return mass_status_of(message, session);
  return std::nullopt;
}

}  // namespace bridge::fix
