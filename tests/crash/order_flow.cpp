#include "crash/order_flow.hpp"

#include "base/time.hpp"
#include "crash/numbers.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace bridge::crash {
namespace {

constexpr std::size_t kFew = 20;    // orders: then it places
constexpr std::size_t kMany = 110;  // then it cancels; the venue takes 200 open orders
constexpr int kAskedMax = 2;        // requests about one order at a time
constexpr std::size_t kRequests = 200'000;

fix::OmsSettings settings_of(unsigned short port, const std::filesystem::path& store) {
  fix::OmsSettings settings;
  settings.port = port;
  settings.sender_comp_id = "DESK1";
  settings.target_comp_id = "BRIDGE";
  settings.store_dir = store.string();
  return settings;
}

std::string thousandths(int count) {
  const std::string text = std::to_string(1000 + count);
  return "0." + text.substr(1);
}

}  // namespace

OrderFlow::OrderFlow(unsigned short port, const std::filesystem::path& store, std::uint64_t seed)
    : random_(seed), oms_(settings_of(port, store)) {
  sent_.reserve(kRequests);  // requests_ points into it
  (void)oms_.log_on(milliseconds{0});
}

void OrderFlow::send_next() {
  if (sent_.size() == kRequests) return;
  if (!just_parked_.empty()) {
    const std::string order = std::exchange(just_parked_.back(), {});
    just_parked_.pop_back();
    if (parked_.contains(order) && random(3) == 0) return cancel(order);
  }
  const int lot = random(100);
  if (orders_.size() < kFew || (orders_.size() < kMany && lot < 45)) return place();
  const std::string order = any_order();
  if (orders_.at(order).asked >= kAskedMax || (orders_.at(order).asked > 0 && random(4) != 0)) return;
  if (orders_.at(order).waits && lot % 5 < 2) return replace(order);
  cancel(order);
}

void OrderFlow::cancel_all() {
  std::vector<std::string> all;
  for (const auto& [order, known] : orders_) all.push_back(order);
  for (const auto& order : all) cancel(order);
}

const std::string& OrderFlow::any_order() {
  return std::next(orders_.begin(), random(static_cast<int>(orders_.size())))->first;
}

// Away from the market: an order of it waits, and meets none of the account's other side.
std::string OrderFlow::price(const std::string& side) {
  const int away = random(80);
  return std::to_string(side == "1" ? 64990 - away : 65010 + away) + ".00";
}

void OrderFlow::place() {
  const std::string cl_ord_id = "d" + std::to_string(sent_.size());
  const std::string side = random(2) == 0 ? "1" : "2";
  const std::string at_market = side == "1" ? "65000.10" : "64999.90";
  fix::Oms::Fields fields{{54, side}, {38, thousandths(5 + random(30))}};
  const int lot = random(100);
  const bool market = lot < 5;
  const bool at_once = lot < 18;
  fields.emplace_back(40, market ? "1" : "2");
  if (!market) {
    fields.emplace_back(44, at_once || lot < 22 ? at_market : price(side));
    fields.emplace_back(59, lot < 14 ? "3" : lot < 18 ? "4" : "1");
  }
  if (lot >= 90) fields.emplace_back(18, "6");
  orders_[cl_ord_id] = {.cl_ord_id = cl_ord_id, .order_id = "", .side = side, .waits = !at_once};
  send("D", cl_ord_id, cl_ord_id, std::move(fields));
}

// By 41, by 37, or by both.
fix::Oms::Fields OrderFlow::naming(const Order& order) {
  fix::Oms::Fields fields{{54, order.side}};
  const int lot = order.order_id.empty() ? 0 : random(3);
  if (lot != 1) fields.emplace_back(41, order.cl_ord_id);
  if (lot != 0) fields.emplace_back(37, order.order_id);
  return fields;
}

void OrderFlow::replace(const std::string& order) {
  fix::Oms::Fields fields = naming(orders_.at(order));
  fields.emplace_back(40, "2");
  if (random(3) != 0) fields.emplace_back(38, thousandths(3 + random(40)));
  if (random(3) != 0) fields.emplace_back(44, price(orders_.at(order).side));
  send("G", "g" + std::to_string(sent_.size()), order, std::move(fields));
}

void OrderFlow::cancel(const std::string& order) {
  fix::Oms::Fields fields = naming(orders_.contains(order) ? orders_.at(order) : parked_.at(order));
  fields.emplace_back(38, "0.010");
  send("F", "f" + std::to_string(sent_.size()), order, std::move(fields));
}

void OrderFlow::send(const std::string& type, const std::string& cl_ord_id, const std::string& order,
                     fix::Oms::Fields fields) {
  fields.emplace_back(11, cl_ord_id);
  fields.emplace_back(55, "BTCUSDT");
  fields.emplace_back(60, fix_text(now()));
  sent_.push_back({.type = type, .cl_ord_id = cl_ord_id, .order = order});
  requests_[cl_ord_id] = &sent_.back();
  open_[cl_ord_id] = order;
  if (type != "D") ++(orders_.contains(order) ? orders_ : parked_).at(order).asked;
  oms_.send(type, fields);
}

const std::vector<std::string>& OrderFlow::received() {
  for (auto& message : oms_.received_from(received_.size())) {
    received_.push_back(std::move(message));
    take(received_.back());
  }
  return received_;
}

std::size_t OrderFlow::unanswered() const {
  return static_cast<std::size_t>(
      std::ranges::count_if(open_, [&](const auto& request) { return !doubtful_.contains(request.second); }));
}

void OrderFlow::take(const std::string& message) {
  const std::string type = field_of(message, 35);
  if (type != "8" && type != "9" && type != "3" && type != "j") return;
  if (!numbers_.insert(field_of(message, 34)).second) return;
  const std::string cl_ord_id = field_of(message, 11);
  const auto request = requests_.find(cl_ord_id);
  if (request == requests_.end()) return;
  const bool answers = request->second->type == "D" || type != "8" || !field_of(message, 41).empty();
  if (answers && ends_request(request->second->type, message)) {
    open_.erase(cl_ord_id);
    for (auto* orders : {&orders_, &parked_}) {
      const auto known = orders->find(request->second->order);
      if (known != orders->end() && request->second->type != "D") --known->second.asked;
    }
  }
  if (type == "8") take_report(request->second->order, message);
}

void OrderFlow::take_report(const std::string& order, const std::string& message) {
  const std::string what = field_of(message, 150);
  if (what == "A") {
    doubtful_.insert(order);
    // It is left alone until it is known: a venue that is slow would only be asked about such.
    if (auto parked = orders_.extract(order)) {
      parked_.insert(std::move(parked));
      just_parked_.push_back(order);
    }
  } else {
    doubtful_.erase(order);
    if (auto back = parked_.extract(order)) orders_.insert(std::move(back));
  }
  const auto known = orders_.find(order);
  if (known == orders_.end()) return;
  if (what == "0") known->second.order_id = field_of(message, 37);
  if (what == "5") known->second.cl_ord_id = field_of(message, 11);
  if (ends_order(message)) orders_.erase(known);
}

}  // namespace bridge::crash
