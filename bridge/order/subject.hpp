// Who asked, and by which ClOrdID(11). The log's lines about a ticket or a question are found by these.
#pragma once

#include "order/command.hpp"

#include <string>

namespace bridge::order {

struct Subject {
  SessionKey session;
  std::string cl_ord_id;  // empty when it is a question that names none
};

[[nodiscard]] inline Subject subject_of(const Command& command) {
  return {session_of(command), cl_ord_id_of(command)};
}

}  // namespace bridge::order
