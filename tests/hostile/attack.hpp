// The attacks, in two tables: those of strangers, and those of clients that are logged on. Each row has a
// coroutine that does it once over a connection that is there; ground.hpp repeats it.
#pragma once

#include "base/time.hpp"
#include "hostile/line.hpp"

#include <string>
#include <vector>

namespace bridge::hostile {

// Of whom the honest client's CompID is taken in vain.
inline constexpr const char* kHonest = "HONEST";
inline constexpr const char* kGateway = "BRIDGE";

struct Attacker {
  int number = 0;       // of all
  std::string comp_id;  // of one that logs on
  int seq_num = 1;      // 34 of its next message
};

struct Attack {
  const char* name = "";
  int attackers = 1;
  milliseconds pause{500};  // between two connections of one attacker
  Task<> (*act)(Line& line, Attacker& self) = nullptr;
  bool over_tls = false;   // at the port that speaks TLS
  int receive_buffer = 0;  // for one that does not read
};

[[nodiscard]] const std::vector<Attack>& strangers();
// Each has logged on, with 141=Y, before it begins; those of `historians()` without it.
[[nodiscard]] const std::vector<Attack>& clients();
[[nodiscard]] const std::vector<Attack>& historians();

// CompIDs that the gateway must know, in the order of the tables.
[[nodiscard]] std::vector<std::string> client_comp_ids();
[[nodiscard]] std::vector<std::string> historian_comp_ids();

// A message of that client with its next number: `body` is what follows the header, with '|' for SOH.
[[nodiscard]] std::string message(Attacker& self, const std::string& msg_type, const std::string& body);

}  // namespace bridge::hostile
