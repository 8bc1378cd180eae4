// The fields of a 35=D or 35=G by tag, as they are read and as a refusal names them. Includes QuickFIX: for
// this room's .cpp files only. Pure; the lane's thread.
#pragma once

#include "fix/codec/codec_order.hpp"
#include "fix/quickfix.hpp"
#include "fix/settings.hpp"
#include "order/command.hpp"

#include <optional>
#include <string>

namespace bridge::fix {

class OrderFields {
 public:
  OrderFields(const FIX::Message& message, const SessionSettings& session)
      : message_(message), session_(session) {}

  // The value, or nothing ("") when the message has no such field. Our own fields have the session's numbers;
  // a session that wants none of them sends none.
  [[nodiscard]] std::string value(int tag) const;
  [[nodiscard]] std::string value(OwnTag tag) const;

  // "MinQty(110)": the name is that of FIX 4.4 or 5.0 SP2 in every version.
  [[nodiscard]] std::string name(int tag) const;
  [[nodiscard]] std::string name(OwnTag tag) const;
  // "MinQty(110)=5": the value is printable and short, so that the text around it fits into Text(58).
  template <class Tag>
  [[nodiscard]] std::string shown(Tag tag) const {
    return name(tag) + "=" + quoted(value(tag));
  }

 private:
  [[nodiscard]] static std::string quoted(const std::string& value);

  const FIX::Message& message_;
  const SessionSettings& session_;
};

// The refusal for the first field whose instruction the venue cannot keep, whatever else the order says:
// iceberg, minimum quantity, strategies, discretion and the like (fixspec/new_order_single.md).
[[nodiscard]] std::optional<order::OrderRefusal> refuse_unsupported_field(const OrderFields& fields);

}  // namespace bridge::fix
