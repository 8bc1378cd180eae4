#include "fix/codec/codec_wording.hpp"

namespace bridge::fix {
namespace {

constexpr Wording kFix42{.exec_trans_type = true,
                         .order_status_exec_type = false,
                         .trade_exec_type = false,
                         .triggered_exec_type = '\0',
                         .ord_status_req_id = false,
                         .avg_px_required = true,
                         .orig_cl_ord_id_required = true,
                         .trigger_instruction = false,
                         .trigger_price_type = false,
                         .peg_in_basis_points = false,
                         .security_type = false,
                         .secondary_cl_ord_id = false,
                         .trade_id = 0,
                         .last_liquidity_ind = false,
                         .aggressor_indicator = false,
                         .mass_action_report_id = false,
                         .misc_fees = false,
                         .cxl_rej_reason_max = 3,
                         .business_reason_max = 5,
                         .ord_rej_reason_max = 8,
                         .ord_rej_reason_other = 0,  // broker option
                         .restatement_reason_max = 5,
                         .restatement_reason_other = 4};  // broker option
constexpr Wording kFix44{.exec_trans_type = false,
                         .order_status_exec_type = true,
                         .trade_exec_type = true,
                         .triggered_exec_type = 'I',
                         .ord_status_req_id = true,
                         .avg_px_required = true,
                         .orig_cl_ord_id_required = true,
                         .trigger_instruction = false,
                         .trigger_price_type = true,
                         .peg_in_basis_points = true,
                         .security_type = false,
                         .secondary_cl_ord_id = true,
                         .trade_id = 527,  // SecondaryExecID
                         .last_liquidity_ind = true,
                         .aggressor_indicator = false,
                         .mass_action_report_id = false,
                         .misc_fees = true,
                         .cxl_rej_reason_max = 99,
                         .business_reason_max = 7,
                         .ord_rej_reason_max = 15,
                         .ord_rej_reason_other = 99,
                         .restatement_reason_max = 10,
                         .restatement_reason_other = 99};
constexpr Wording kFix50Sp2{.exec_trans_type = false,
                            .order_status_exec_type = true,
                            .trade_exec_type = true,
                            .triggered_exec_type = 'L',
                            .ord_status_req_id = true,
                            .avg_px_required = false,
                            .orig_cl_ord_id_required = false,
                            .trigger_instruction = true,
                            .trigger_price_type = true,
                            .peg_in_basis_points = true,
                            .security_type = true,
                            .secondary_cl_ord_id = true,
                            .trade_id = 880,  // TrdMatchID
                            .last_liquidity_ind = true,
                            .aggressor_indicator = true,
                            .mass_action_report_id = true,
                            .misc_fees = true,
                            .cxl_rej_reason_max = 99,
                            .business_reason_max = 18,
                            .ord_rej_reason_max = 18,
                            .ord_rej_reason_other = 99,
                            .restatement_reason_max = 10,
                            .restatement_reason_other = 99};

}  // namespace

const Wording& wording(Version version) {
  switch (version) {
    case Version::Fix42:
      return kFix42;
    case Version::Fix50Sp2:
      return kFix50Sp2;
    case Version::Fix44:
      break;
  }
  return kFix44;
}

}  // namespace bridge::fix
