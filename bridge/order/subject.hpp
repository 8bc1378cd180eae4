// Who asked, and by which ClOrdID(11). The log's lines about a ticket or a question are found by these.
#pragma once

#include "order/command.hpp"

#include <string>

namespace bridge::order {

struct Subject {
  SessionKey session;
  std::string cl_ord_id;  // empty when it is a question that names none
};

[[nodiscard]] inline Subject subject_of(const CancelCommand& command) {
  return {command.session, command.cl_ord_id.value()};
}
[[nodiscard]] inline Subject subject_of(const StatusCommand& command) {
  return {command.session, command.cl_ord_id};
}
[[nodiscard]] inline Subject subject_of(const Command& command) {
  return std::visit([](const auto& one) { return subject_of(one); }, command);
}

}  // namespace bridge::order
