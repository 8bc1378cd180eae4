// The client of a failpoint's test: it may be cut off, leave and come back with the same numbers, and keeps
// every message of all its lives. Owned by the test's thread.
#pragma once

#include "endtoend/stage.hpp"

#include <memory>
#include <string>
#include <vector>

namespace bridge::failpoints {

class Desk {
 public:
  explicit Desk(const endtoend::Stage& stage) : stage_(stage) {}

  // Connects with the numbers it left with; false: not logged on in time.
  [[nodiscard]] bool come(milliseconds deadline = endtoend::kPatience);
  // Gone without a Logout.
  void leave();
  void ask(const std::string& cl_ord_id, const std::string& order_id) const;
  // The same with PossResend(97)=Y.
  void ask_again(const std::string& cl_ord_id, const std::string& order_id) const;
  [[nodiscard]] bool is_on() const { return oms_ && oms_->logged_on(); }

  // Everything it got, in order, session messages included.
  [[nodiscard]] std::vector<std::string> received() const;
  // What the gateway said last about a request: a final 35=8 or 35=9, or a 35=j; by MsgSeqNum(34), so that
  // the same number again is the same answer.
  [[nodiscard]] std::vector<std::string> answers(const std::string& cl_ord_id) const;

 private:
  const endtoend::Stage& stage_;
  std::unique_ptr<fix::Oms> oms_;
  std::vector<std::string> earlier_;
};

}  // namespace bridge::failpoints
