// A small FIX client over real TCP, for the demo and the tests: what an order system would be. It is
// QuickFIX's own initiator with the dictionary of fixspec/, driven by one thread of its own. All functions
// may be called from any thread; messages are returned with '|' for SOH.
#pragma once

#include "base/time.hpp"

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace bridge::fix {

struct OmsSettings {
  std::string host = "127.0.0.1";  // an address or a name
  unsigned short port = 0;
  std::string begin_string = "FIX.4.4";  // FIX.4.2, FIX.4.4 or FIXT.1.1; the latter with FIX 5.0 SP2
  std::string sender_comp_id;            // the client's
  std::string target_comp_id;            // the gateway's
  int heart_bt_int = 30;
  bool reset_on_logon = false;  // ResetSeqNumFlag(141)=Y on each Logon
  // Where sequence numbers and messages outlive this object; empty: in memory. One client a directory.
  std::string store_dir;
};

class Oms {
 public:
  using Fields = std::vector<std::pair<int, std::string>>;

  // Throws std::runtime_error for settings QuickFIX refuses. Does not connect yet.
  explicit Oms(const OmsSettings& settings);
  // Cuts the connection without a Logout, as a crash would.
  ~Oms();
  Oms(const Oms&) = delete;
  Oms& operator=(const Oms&) = delete;

  // Connects, tries again every second; true once logged on. Also after stop().
  [[nodiscard]] bool log_on(milliseconds deadline);
  [[nodiscard]] bool logged_on() const;
  // Logout, and waits for the answer for at most two seconds; then the connection is cut.
  void stop();
  // Cuts the connection without a Logout. The client returns by itself within about a second.
  void cut();
  // The same, and both sides begin at one when it returns: its Logons carry 141=Y until one is answered.
  void reset();

  // Sends a message; tags of the standard header go there, the engine fills the rest. While not logged on
  // it is stored and leaves by resend. False: not sent and not numbered.
  bool send(const std::string& msg_type, const Fields& fields);
  // 35=F; TransactTime(60) is now unless it is among the fields.
  bool send_cancel(Fields fields);

  // The final answer to a cancel: 35=9, or 35=8 with 150=4, that carries this ClOrdID(11). The earliest one,
  // also when it is here already. Empty when none came in time.
  [[nodiscard]] std::string wait_for_report(const std::string& cl_ord_id, milliseconds deadline) const;
  // The first message received, session messages included, of which this is true. Empty as above.
  [[nodiscard]] std::string wait_for(const std::function<bool(std::string_view message)>& wanted,
                                     milliseconds deadline) const;

  // Application messages in the order they came and left; repeats of the engine's resend included. Of each
  // the first 100,000 messages of any kind are kept.
  [[nodiscard]] std::vector<std::string> received() const;
  [[nodiscard]] std::vector<std::string> sent() const;

 private:
  class Client;
  std::unique_ptr<Client> client_;
};

}  // namespace bridge::fix
