// FIX sessions and the listener, as configured; filled by config/. Any thread.
#pragma once

#include "base/time.hpp"
#include "order/types.hpp"

#include <cstddef>
#include <map>
#include <string>
#include <vector>

namespace bridge::fix {

struct SessionSettings {
  std::string begin_string = "FIX.4.4";
  std::string sender_comp_id;                  // ours
  std::string target_comp_id;                  // the client's
  std::map<std::string, std::string> symbols;  // client's symbol -> venue's; others pass as they are
  order::IdPreference prefer = order::IdPreference::ByOrderId;
  int heart_bt_int_min = 1;  // seconds; a Logon outside of the bounds is refused
  int heart_bt_int_max = 120;

  // "FIX.4.4:OURS->THEIRS", as QuickFIX writes a SessionID.
  [[nodiscard]] order::SessionKey key() const {
    return order::SessionKey{begin_string + ":" + sender_comp_id + "->" + target_comp_id};
  }
};

struct ListenerSettings {
  std::string address = "127.0.0.1";
  unsigned short port = 0;  // 0: any free one
  milliseconds first_message_deadline{5000};
  std::size_t first_message_limit = 4096;  // bytes
  std::size_t strangers_limit = 64;        // connections not yet logged on; the oldest goes first
};

struct ConnectionSettings {
  std::size_t message_limit = 65536;     // bytes of one inbound message
  std::size_t outbound_limit = 4194304;  // bytes staged or unsent; beyond: disconnect
};

}  // namespace bridge::fix
