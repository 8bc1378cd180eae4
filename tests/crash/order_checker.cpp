#include "crash/order_checker.hpp"

#include "crash/numbers.hpp"
#include "simulator/amount.hpp"

#include <optional>
#include <utility>

namespace bridge::crash {
namespace {

using simulator::Units;
using simulator::units_of;

bool is_trade(std::string_view message) { return field_of(message, 150) == "F"; }

Units amount(std::string_view message, int tag) { return units_of(field_of(message, tag)); }

// OrdStatus(39) of an order that has ended, for the venue's word.
std::string_view ended_as(std::string_view status) {
  if (status == "FILLED") return "2";
  if (status == "CANCELED") return "4";
  return status.starts_with("EXPIRED") ? "C" : "";
}

// An order as the client knows it.
struct Known {
  std::string order_id;   // 37
  std::string client_id;  // 526
  bool placed = false;    // 150=0
  bool refused = false;   // 150=8
  bool in_doubt = false;  // 150=A, and nothing since
  Units executed = 0;     // the sum of 32
  std::string end;        // the report that ended it
};

class Judge {
 public:
  explicit Judge(const OrderEvidence& evidence) : evidence_(evidence) {
    for (const auto& request : evidence.sent) {
      requests_[request.cl_ord_id] = &request;
      if (request.type == "D") known_[request.cl_ord_id];
    }
    for (const auto& trade : evidence.trades) trades_[trade.id] = &trade;
    for (const auto& order : evidence.orders) venue_[order.id] = &order;
  }

  std::vector<Violation> judge() {
    for (const auto& message : told_in_order(evidence_.received)) take(message);
    for (const auto& request : evidence_.sent) judge_answers(request);
    for (const auto& [cl_ord_id, order] : known_) judge_order(cl_ord_id, order);
    judge_venue();
    judge_position();
    judge_messages();
    return std::move(violations_);
  }

 private:
  void breach(Breach kind, std::string about, std::string what) {
    violations_.push_back({kind, std::move(about), std::move(what)});
  }

  // ---- the client's book, report by report ----
  void take(const std::string& message) {
    const std::string cl_ord_id = field_of(message, 11);
    const std::string type = field_of(message, 35);
    if (type != "8" && type != "9") return breach(Breach::Contradiction, cl_ord_id, "refused: " + message);
    const auto request = requests_.find(cl_ord_id);
    if (request == requests_.end()) {
      return breach(Breach::Contradiction, cl_ord_id, "it was never sent: " + message);
    }
    if (ends_request(request->second->type, message) && !field_of(message, 11).empty()) {
      // An order's own reports bear the id of the request that changed it last; an answer has 41.
      if (request->second->type == "D" || !field_of(message, 41).empty()) ++answers_[cl_ord_id];
    }
    if (type != "8" || field_of(message, 150) == "I") return;
    const std::string& of = request->second->order;
    take_report(of, known_[of], message);
  }

  void take_report(const std::string& about, Known& order, const std::string& message) {
    const std::string what = field_of(message, 150);
    if (!order.end.empty()) breach(Breach::Double, about, "ended by " + order.end + ", and then " + message);
    take_ids(about, order, message);
    order.in_doubt = what == "A";
    if (what == "0") order.placed = true;
    if (what == "8") order.refused = true;
    if (is_trade(message)) take_trade(about, order, message);
    if (amount(message, 14) != order.executed) {
      breach(Breach::Contradiction, about, "14 is not the sum of what was told: " + message);
    }
    if (ends_order(message)) {
      order.end = message;
    } else if (amount(message, 14) + amount(message, 151) != amount(message, 38)) {
      breach(Breach::Contradiction, about, "14 and 151 are not 38: " + message);
    }
  }

  void take_ids(const std::string& about, Known& order, const std::string& message) {
    const std::string id = field_of(message, 37);
    if (id != "NONE" && !order.order_id.empty() && id != order.order_id) {
      breach(Breach::Contradiction, about, "its OrderID was " + order.order_id + ": " + message);
    }
    if (id != "NONE") order.order_id = id;
    if (const auto client_id = field_of(message, 526); !client_id.empty()) order.client_id = client_id;
  }

  void take_trade(const std::string& about, Known& order, const std::string& message) {
    order.executed += amount(message, 32);
    position_ += (field_of(message, 54) == "1" ? 1 : -1) * amount(message, 32);
    const std::string id = field_of(message, 527);
    if (!told_trades_.insert(id).second) breach(Breach::Double, about, "told twice: " + message);
    const auto trade = trades_.find(id);
    if (trade == trades_.end()) return breach(Breach::Contradiction, about, "no such trade: " + message);
    if (trade->second->order_id != field_of(message, 37) ||
        units_of(trade->second->quantity) != amount(message, 32) ||
        units_of(trade->second->price) != amount(message, 31)) {
      breach(Breach::Contradiction, about, "another trade than the venue's: " + message);
    }
  }

  // ---- what came of it ----
  // Left alone while nobody knows.
  [[nodiscard]] bool excused(const Known& order) const { return !evidence_.settled && order.in_doubt; }

  void judge_answers(const SentRequest& request) {
    const int answers = answers_[request.cl_ord_id];
    if (answers > 1) breach(Breach::Double, request.cl_ord_id, std::to_string(answers) + " answers");
    if (answers == 0 && !excused(known_[request.order])) {
      breach(Breach::Lost, request.cl_ord_id, "no answer to 35=" + request.type + " about " + request.order);
    }
  }

  void judge_order(const std::string& cl_ord_id, const Known& order) {
    if (order.placed && order.refused) breach(Breach::Contradiction, cl_ord_id, "refused, and there");
    if (!order.placed) return;
    const auto found = venue_.find(order.order_id);
    if (found == venue_.end()) {
      return breach(Breach::Contradiction, cl_ord_id, "the venue has no order " + order.order_id);
    }
    const VenueOrder& there = *found->second;
    if (units_of(there.executed) != order.executed) {
      breach(Breach::Contradiction, cl_ord_id,
             "the venue has executed " + there.executed + ", the client was told " +
                 simulator::shortest(order.executed));
    }
    judge_state(cl_ord_id, order, there);
  }

  void judge_state(const std::string& cl_ord_id, const Known& order, const VenueOrder& there) {
    const std::string_view wanted = ended_as(there.status);
    if (wanted.empty() && order.end.empty()) return;
    if (order.end.empty()) {
      return breach(Breach::Lost, cl_ord_id, "it is " + there.status + ", and nobody told its end");
    }
    // 39 stays 6 or E while something is pending; a replacement may end an order that is filled already, by
    // canceling the rest.
    const std::string what = field_of(order.end, 150);
    const std::string status = is_trade(order.end) ? "2" : what == "5" ? "4" : what;
    if (status != wanted) {
      breach(Breach::Contradiction, cl_ord_id, "it is " + there.status + ": " + order.end);
    }
  }

  void judge_venue() {
    std::set<std::string> placed;
    std::set<std::string> unclear;
    for (const auto& [cl_ord_id, order] : known_) {
      if (order.placed) placed.insert(order.order_id);
      if (excused(order)) unclear.insert(order.client_id);
    }
    std::set<std::string> client_ids;
    std::set<std::string> unclear_orders;
    for (const auto& order : evidence_.orders) {
      if (!client_ids.insert(order.client_id).second) {
        breach(Breach::Double, order.client_id, "the venue has two orders of it");
      }
      const bool left_alone = unclear.contains(order.client_id);
      if (left_alone) unclear_orders.insert(order.id);
      if (!placed.contains(order.id) && !left_alone) {
        breach(Breach::Lost, order.client_id, "the client does not know the venue's order " + order.id);
      }
    }
    for (const auto& trade : evidence_.trades) {
      if (told_trades_.contains(trade.id)) continue;
      if (unclear_orders.contains(trade.order_id)) {
        position_ += (trade.side == "BUY" ? 1 : -1) * units_of(trade.quantity);
      } else {
        breach(Breach::Lost, trade.id, "nobody told this trade of order " + trade.order_id);
      }
    }
    for (const auto& [client_id, times] : evidence_.places) {
      if (times > 1) breach(Breach::Wire, client_id, "placed " + std::to_string(times) + " times");
    }
  }

  void judge_position() {
    if (units_of(evidence_.position) != position_) {
      breach(Breach::Contradiction, "position",
             "the venue's is " + evidence_.position + ", the client's " + simulator::shortest(position_));
    }
  }

  void judge_messages() {
    Numbers numbers;
    std::map<std::string, std::string> reports;
    for (const auto& message : evidence_.received) {
      if (const auto wrong = numbers.take(message)) breach(Breach::Number, message, *wrong);
      const std::string exec_id = field_of(message, 17);
      if (exec_id.empty()) continue;
      const auto [first, is_new] = reports.emplace(exec_id, body_of(message));
      if (!is_new && first->second != body_of(message)) {
        breach(Breach::ExecId, exec_id, first->second + " and " + body_of(message));
      }
    }
    for (const auto number : numbers.missing()) {
      breach(Breach::Number, "34=" + std::to_string(number), "it never came");
    }
  }

  const OrderEvidence& evidence_;
  std::map<std::string, const SentRequest*> requests_;  // by ClOrdID
  std::map<std::string, Known> known_;                  // by the ClOrdID of the 35=D
  std::map<std::string, const VenueTrade*> trades_;
  std::map<std::string, const VenueOrder*> venue_;
  std::map<std::string, int> answers_;  // by ClOrdID
  std::set<std::string> told_trades_;
  Units position_ = 0;
  std::vector<Violation> violations_;
};

}  // namespace

std::vector<std::string> told_in_order(const std::vector<std::string>& received) {
  std::map<std::int64_t, std::string> by_number;
  for (const auto& message : received) {
    const std::string type = field_of(message, 35);
    if (type == "8" || type == "9" || type == "3" || type == "j") {
      by_number.emplace(std::stoll("0" + field_of(message, 34)), message);
    }
  }
  std::vector<std::string> told;
  told.reserve(by_number.size());
  for (auto& [number, message] : by_number) told.push_back(std::move(message));
  return told;
}

bool ends_request(std::string_view type, std::string_view message) {
  const std::string of = field_of(message, 35);
  if (of != "8") return true;
  const std::string what = field_of(message, 150);
  if (type == "D") return what == "0" || what == "8";
  return what == (type == "G" ? "5" : "4");
}

bool ends_order(std::string_view message) {
  const std::string what = field_of(message, 150);
  if (what == "4" || what == "8" || what == "C") return true;
  return (what == "F" || what == "5" || what == "D") && simulator::units_of(field_of(message, 151)) == 0;
}

std::vector<Violation> judge(const OrderEvidence& evidence) { return Judge(evidence).judge(); }

}  // namespace bridge::crash
