// Who asked, and by which ClOrdID(11): what the log's lines about a ticket or a question are found by.
#pragma once

#include "order/ids.hpp"

#include <string>

namespace bridge::order {

struct Subject {
  SessionKey session;
  std::string cl_ord_id;  // of a question: empty when it names none
};

}  // namespace bridge::order
