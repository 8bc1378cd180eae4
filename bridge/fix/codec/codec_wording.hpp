// This is what the versions of FIX say differently (fixspec/rules.md, 1), in one place: the builders know no
// version, they ask here. Pure; any thread.
#pragma once

#include "fix/settings.hpp"

namespace bridge::fix {

struct Wording {
  bool exec_trans_type;          // 20 on 35=8: 3 on the answer to a 35=H, else 0
  bool order_status_exec_type;   // 150=I answers a 35=H; where there is none 150 equals 39
  bool trade_exec_type;          // 150=F tells a fill; where there is none 1 or 2, by what is left
  char triggered_exec_type;      // 150 of an order that was triggered; '\0': 150 equals 39, and 20=3
  bool ord_status_req_id;        // 790
  bool avg_px_required;          // 6 when not known: 0 and a word in 58, else left out
  bool orig_cl_ord_id_required;  // 41 when there is none: NONE, else left out
  bool trigger_instruction;      // 1100, 1101 and 1102 instead of 99
  bool trigger_price_type;       // 1107
  bool peg_in_basis_points;      // 211 with 836, and 18=a
  bool security_type;            // 167=FUT
  bool secondary_cl_ord_id;      // 526
  int trade_id;                  // the field of the venue's trade id; 0: one of our own
  bool last_liquidity_ind;       // 851; where there is none a field of our own
  bool aggressor_indicator;      // 1057
  bool mass_action_report_id;    // 1369 on 35=r
  bool misc_fees;                // the group of 136; where there is none 12 and 13
  int cxl_rej_reason_max;        // 102 beyond it becomes 2, exchange option
  int business_reason_max;       // 380 beyond it becomes 0, other
  int ord_rej_reason_max;        // 103 beyond it becomes …
  int ord_rej_reason_other;      // … this
  int restatement_reason_max;    // 378 beyond it becomes …
  int restatement_reason_other;  // … this
};

[[nodiscard]] const Wording& wording(Version version);

}  // namespace bridge::fix
