// This is what the versions of FIX say differently (fixspec/rules.md, 1), in one place: the builders know no
// version, they ask here. Pure; any thread.
#pragma once

#include "fix/settings.hpp"

namespace bridge::fix {

struct Wording {
  bool exec_trans_type;          // 20 on 35=8: 3 on the answer to a 35=H, else 0
  bool order_status_exec_type;   // 150=I answers a 35=H; where there is none 150 equals 39
  bool ord_status_req_id;        // 790
  bool avg_px_required;          // 6 when not known: 0 and a word in 58, else left out
  bool orig_cl_ord_id_required;  // 41 when there is none: NONE, else left out
  bool trigger_instruction;      // 1100, 1101 and 1102 instead of 99
  bool trigger_price_type;       // 1107
  bool peg_in_basis_points;      // 211 with 836, and 18=a
  bool security_type;            // 167=FUT
  int cxl_rej_reason_max;        // 102 beyond it becomes 2, exchange option
  int business_reason_max;       // 380 beyond it becomes 0, other
};

[[nodiscard]] const Wording& wording(Version version);

}  // namespace bridge::fix
