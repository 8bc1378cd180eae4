#include "crash/checker.hpp"

#include "crash/numbers.hpp"

#include <algorithm>

namespace bridge::crash {
namespace {

constexpr std::size_t kCancelsMax = 3;  // the first and two repeats (bridge/invariants.md, I2)

bool is_open(std::string_view status) { return status == "NEW" || status == "PARTIALLY_FILLED"; }

bool is_canceled(std::string_view message) { return field_of(message, 35) == "8"; }

// OrdStatus(39) for the venue's word.
std::string_view ord_status(std::string_view status) {
  if (status == "NEW") return "0";
  if (status == "PARTIALLY_FILLED") return "1";
  if (status == "FILLED") return "2";
  if (status == "CANCELED") return "4";
  return status == "EXPIRED" ? "C" : "8";
}

class Judge {
 public:
  explicit Judge(const Evidence& evidence) : evidence_(evidence) {
    for (const auto& message : evidence.received) {
      if (is_final(message)) finals_[field_of(message, 11)].push_back(message);
    }
    for (const auto& cancel : evidence.cancels) cancels_[cancel.order].push_back(cancel.cl_ord_id);
  }

  std::vector<Violation> judge() {
    for (const auto& cancel : evidence_.cancels) {
      judge_answers(cancel);
      judge_truth(cancel);
    }
    for (const auto& [order, cl_ord_ids] : cancels_) judge_order(order, cl_ord_ids);
    judge_wire();
    judge_numbers();
    judge_exec_ids();
    for (const auto& cl_ord_id : evidence_.open) breach(Breach::Open, cl_ord_id, "its ticket is open");
    return std::move(violations_);
  }

 private:
  void breach(Breach kind, std::string about, std::string what) {
    violations_.push_back({kind, std::move(about), std::move(what)});
  }

  // Exactly one, however often it comes: by its number (43=Y) or by its content (97=Y).
  void judge_answers(const Cancel& cancel) {
    const auto& finals = finals_[cancel.cl_ord_id];
    if (finals.empty() && cancel.accepted) breach(Breach::Lost, cancel.cl_ord_id, "no final report");
    if (std::ranges::count_if(finals, is_fresh) > 1) {
      breach(Breach::Double, cancel.cl_ord_id, "more than one fresh final report");
    }
    for (const auto& message : finals) {
      if (body_of(message) != body_of(finals.front())) {
        breach(Breach::Double, cancel.cl_ord_id,
               "told differently: " + finals.front() + " and then " + message);
      }
    }
  }

  void judge_truth(const Cancel& cancel) {
    const auto& finals = finals_[cancel.cl_ord_id];
    if (finals.empty()) return;
    const std::string& report = finals.front();
    const auto entry = evidence_.book.find(cancel.order);
    const bool known = entry != evidence_.book.end();
    const std::string after = known ? entry->second.after : "unknown";
    const auto lies = [&] {
      breach(Breach::Contradiction, cancel.cl_ord_id, "the order is " + after + ": " + report);
    };
    const std::string status = field_of(report, 39);
    const std::string reason = field_of(report, 102);
    if (known && field_of(report, 37) != "NONE" && field_of(report, 37) != std::to_string(cancel.order))
      return lies();
    if (is_canceled(report)) {
      if (!known || after != "CANCELED" || (evidence_.judges_credit && !is_open(entry->second.before)))
        lies();
    } else if (reason == "1") {
      if (known) lies();
    } else if (reason == "0") {
      if (!known || is_open(after) || status != ord_status(after)) lies();
    } else if (status != "0" && status != "6" && (!known || status != ord_status(after))) {
      // 0 is also said without evidence, of an order the gateway has not touched; 6 while another cancel is
      // open.
      if (!known || status != ord_status(entry->second.before)) lies();
    }
  }

  // An order that was canceled here was canceled by one of the client's cancels, which says so.
  void judge_order(std::int64_t order, const std::vector<std::string>& cl_ord_ids) {
    std::size_t told = 0;
    bool all_answered = true;
    for (const auto& cl_ord_id : cl_ord_ids) {
      const auto& finals = finals_[cl_ord_id];
      all_answered = all_answered && !finals.empty();
      if (!finals.empty() && is_canceled(finals.front())) ++told;
    }
    const auto entry = evidence_.book.find(order);
    const bool executed =
        entry != evidence_.book.end() && is_open(entry->second.before) && entry->second.after == "CANCELED";
    if (executed && told == 0 && all_answered) {
      breach(Breach::Contradiction, cl_ord_ids.front(), "its order was canceled, and no report says so");
    }
    if (told > 1 && evidence_.judges_credit)
      breach(Breach::Contradiction, cl_ord_ids.front(), "its order was canceled once, and told twice");
  }

  // By order where one ClOrdID cancels it, whatever tickets the gateway made of that; else by ticket.
  void judge_wire() {
    std::map<std::string, std::vector<const Request*>> groups;
    for (const auto& request : evidence_.requests) {
      const auto cancels = cancels_.find(request.order);
      const bool single = cancels != cancels_.end() && cancels->second.size() == 1;
      groups[single ? cancels->second.front() : "ticket " + request.ticket].push_back(&request);
    }
    for (const auto& [about, requests] : groups) judge_repeats(about, requests);
  }

  void judge_repeats(const std::string& about, const std::vector<const Request*>& requests) {
    const Request* last = nullptr;
    bool asked = false;
    std::size_t cancels = 0;
    for (const Request* request : requests) {
      if (!request->cancel) {
        // Asked any earlier, "still open" says nothing: the cancel may still arrive.
        asked = asked || (last != nullptr && age(*last, *request) > evidence_.recv_window);
        continue;
      }
      if (last != nullptr && age(*last, *request) <= evidence_.recv_window) {
        breach(Breach::Wire, about,
               "canceled again " + std::to_string(age(*last, *request).count()) + " ms later");
      } else if (last != nullptr && last->life == request->life && !asked) {
        breach(Breach::Wire, about, "canceled again without asking first");
      }
      last = request;
      asked = false;
      ++cancels;
    }
    if (cancels > kCancelsMax) breach(Breach::Wire, about, "canceled " + std::to_string(cancels) + " times");
  }

  static milliseconds age(const Request& first, const Request& second) {
    return milliseconds{second.timestamp_ms - first.timestamp_ms};
  }

  void judge_numbers() {
    Numbers numbers;
    for (const auto& message : evidence_.received) {
      if (const auto wrong = numbers.take(message)) breach(Breach::Number, message, *wrong);
    }
    for (const auto number : numbers.missing()) {
      breach(Breach::Number, "34=" + std::to_string(number), "it never came");
    }
  }

  void judge_exec_ids() {
    std::map<std::string, std::string> reports;
    for (const auto& message : evidence_.received) {
      const std::string exec_id = field_of(message, 17);
      if (exec_id.empty()) continue;
      const auto [first, is_new] = reports.emplace(exec_id, body_of(message));
      if (!is_new && first->second != body_of(message)) {
        breach(Breach::ExecId, exec_id, first->second + " and " + body_of(message));
      }
    }
  }

  const Evidence& evidence_;
  std::map<std::string, std::vector<std::string>> finals_;    // by ClOrdID
  std::map<std::int64_t, std::vector<std::string>> cancels_;  // ClOrdIDs by order
  std::vector<Violation> violations_;
};

}  // namespace

std::string_view name_of(Breach breach) {
  switch (breach) {
    case Breach::Lost:
      return "lost";
    case Breach::Double:
      return "double";
    case Breach::Contradiction:
      return "contradiction";
    case Breach::Wire:
      return "wire";
    case Breach::Number:
      return "number";
    case Breach::ExecId:
      return "ExecID";
    case Breach::Open:
      return "open";
  }
  return "";
}

bool is_final(std::string_view message) {
  const std::string type = field_of(message, 35);
  return type == "9" || (type == "8" && field_of(message, 150) == "4" && !field_of(message, 41).empty());
}

bool is_fresh(std::string_view message) {
  return field_of(message, 43) != "Y" && field_of(message, 97) != "Y";
}

bool is_complete(const std::vector<std::string>& received) {
  Numbers numbers;
  for (const auto& message : received) (void)numbers.take(message);
  return numbers.missing().empty();
}

std::vector<Violation> judge(const Evidence& evidence) { return Judge(evidence).judge(); }

}  // namespace bridge::crash
