#include "failpoints/desk.hpp"

#include <map>

namespace bridge::failpoints {

using endtoend::value;

bool Desk::come(milliseconds deadline) {
  if (!oms_) oms_ = stage_.make_oms("desk");
  return oms_->log_on(deadline);
}

void Desk::leave() {
  if (!oms_) return;
  oms_->cut();
  (void)endtoend::eventually([&] { return !oms_->logged_on(); });
  earlier_ = received();
  oms_.reset();
}

void Desk::ask(const std::string& cl_ord_id, const std::string& order_id) const {
  oms_->send_cancel(endtoend::cancel(cl_ord_id, order_id));
}

void Desk::ask_again(const std::string& cl_ord_id, const std::string& order_id) const {
  auto fields = endtoend::cancel(cl_ord_id, order_id);
  fields.emplace_back(97, "Y");
  oms_->send_cancel(fields);
}

std::vector<std::string> Desk::received() const {
  auto messages = earlier_;
  if (!oms_) return messages;
  for (auto& message : endtoend::all_received(*oms_)) messages.push_back(std::move(message));
  return messages;
}

std::vector<std::string> Desk::answers(const std::string& cl_ord_id) const {
  std::map<int, std::string> by_number;
  for (const auto& message : received()) {
    const auto type = value(message, 35);
    const bool about_it = value(message, type == "j" ? 379 : 11) == cl_ord_id;
    const bool is_final = type == "9" || type == "j" || (type == "8" && value(message, 150) == "4");
    if (about_it && is_final) by_number.emplace(std::stoi(value(message, 34)), message);
  }
  std::vector<std::string> answers;
  for (auto& [number, message] : by_number) answers.push_back(std::move(message));
  return answers;
}

}  // namespace bridge::failpoints
