#include "crash/client.hpp"

#include "crash/numbers.hpp"
#include "crash/plan.hpp"

#include <utility>

namespace bridge::crash {
namespace {

fix::OmsSettings settings_of(unsigned short port, const std::filesystem::path& store) {
  fix::OmsSettings settings;
  settings.port = port;
  settings.sender_comp_id = "DESK1";
  settings.target_comp_id = "BRIDGE";
  settings.store_dir = store.string();
  return settings;
}

}  // namespace

Client::Client(unsigned short port, const std::filesystem::path& store) : oms_(settings_of(port, store)) {
  (void)oms_.log_on(milliseconds{0});
}

void Client::send(const std::string& cl_ord_id, std::int64_t order, Naming naming, bool poss_resend) {
  fix::Oms::Fields fields{{11, cl_ord_id}, {55, "BTCUSDT"}, {54, "1"}};
  if (naming != Naming::ByClientId) fields.emplace_back(37, std::to_string(order));
  if (naming != Naming::ByOrderId) fields.emplace_back(41, client_id(order));
  if (poss_resend) fields.emplace_back(97, "Y");
  oms_.send_cancel(std::move(fields));
}

const std::vector<std::string>& Client::received() {
  for (auto& message : oms_.received_from(received_.size())) {
    if (is_final(message)) answered_.insert(field_of(message, 11));
    received_.push_back(std::move(message));
  }
  return received_;
}

}  // namespace bridge::crash
