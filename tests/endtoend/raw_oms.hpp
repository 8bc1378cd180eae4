// A client that writes its messages itself: QuickFIX takes 43 out of what it is given, and has the system's
// clock. '|' stands for SOH.
#pragma once

#include "endtoend/versions.hpp"

#include <string>
#include <vector>

namespace bridge::endtoend {

class RawOms {
 public:
  // Connects, and logs on with 141=Y. Its clock is so much `ahead` of the system's.
  RawOms(unsigned short port, const FixVersion& version, seconds ahead = seconds{0});

  void say(const std::string& msg_type, const std::string& body, const std::string& header = "");
  // A cancel of BTCUSDT, made now or at the time that `made` (60) says.
  void cancel(const std::string& cl_ord_id, const std::string& ids, const std::string& header = "",
              const std::string& made = "");
  // What comes until a message that has this field, and that message, the last one.
  std::vector<std::string> hear(const std::string& field);
  // By its clock, as FIX writes it.
  [[nodiscard]] std::string time() const;

 private:
  RawClient client_;
  FixVersion version_;
  seconds ahead_;
  int number_ = 0;
};

}  // namespace bridge::endtoend
