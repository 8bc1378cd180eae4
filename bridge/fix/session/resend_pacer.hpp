// Sends clients again what they asked for (ResendRequest) or are owed, a piece at a time, so that what one of
// them gets keeps none of the others waiting. The lane's thread.
#pragma once

#include "base/line_budget.hpp"
#include "fix/session/hosted_session.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <map>
#include <string>

namespace bridge::fix {

class ResendPacer {
 public:
  ResendPacer(boost::asio::io_context& io, std::map<order::SessionKey, HostedSession>& slots,
              LineBudget& lines)
      : slots_(slots), lines_(lines), timer_(io) {}

  // Returns the ResendRequest that the engine gets in place of this one, which asks for the first piece only.
  // The rest is noted once the engine has taken that.
  [[nodiscard]] std::string first_of(HostedSession& slot, const std::string& resend_request);
  // Notes that a session waits for a piece: by and by each gets what it waits for.
  void go_on();

 private:
  void send_one();

  std::map<order::SessionKey, HostedSession>& slots_;
  LineBudget& lines_;
  boost::asio::steady_timer timer_;
  bool due_ = false;               // the timer is on
  order::SessionKey served_last_;  // whose turn it was last
};

}  // namespace bridge::fix
