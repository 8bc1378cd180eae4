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
  // Where sequence numbers and messages outlive this object, each client in a directory of its own. When it
  // is empty they are in memory.
  std::string store_dir;
};

class Oms {
 public:
  using Fields = std::vector<std::pair<int, std::string>>;

  // It throws std::runtime_error for settings that QuickFIX refuses, and does not connect yet.
  explicit Oms(const OmsSettings& settings);
  // Cuts the connection without a Logout, as a crash would.
  ~Oms();
  Oms(const Oms&) = delete;
  Oms& operator=(const Oms&) = delete;

  // Connects, and tries again every second. Returns true once logged on. It may be called after stop() as
  // well.
  [[nodiscard]] bool log_on(milliseconds deadline);
  [[nodiscard]] bool logged_on() const;
  // Sends a Logout and waits for the answer for at most two seconds; then the connection is cut.
  void stop();
  // Cuts the connection without a Logout. The client returns by itself within about a second.
  void cut();
  // Cuts the connection in the same way, and both sides begin at one when the client returns: its Logons
  // carry 141=Y until one is answered.
  void reset();

  // Sends a message; tags of the standard header go there, the engine fills the rest. While not logged on
  // it is stored and leaves by resend. Returns false when it was neither sent nor numbered.
  bool send(const std::string& msg_type, const Fields& fields);
  // Sends a 35=F. Its TransactTime(60) is now, unless it is among the fields.
  bool send_cancel(Fields fields);

  // Waits for the final answer to a cancel: the earliest 35=9, or 35=8 with 150=4, that carries this
  // ClOrdID(11), also when it is here already. It is empty when none came in time.
  [[nodiscard]] std::string wait_for_report(const std::string& cl_ord_id, milliseconds deadline) const;
  // Waits for the first message received, session messages included, of which this is true. It is empty when
  // none came in time.
  [[nodiscard]] std::string wait_for(const std::function<bool(std::string_view message)>& wanted,
                                     milliseconds deadline) const;

  // The messages received, session messages included, from the one of this index (of 0) on; for who looks
  // often.
  [[nodiscard]] std::vector<std::string> received_from(std::size_t first) const;
  // The application messages in the order in which they came and left; repeats by the engine's resend are
  // among them. Of each the first 100,000 messages of any kind are kept.
  [[nodiscard]] std::vector<std::string> received() const;
  [[nodiscard]] std::vector<std::string> sent() const;

 private:
  class Client;
  std::unique_ptr<Client> client_;
};

}  // namespace bridge::fix
