// What a kill loop under order flow has done and found, as one line. Plain.
#pragma once

#include "base/time.hpp"
#include "crash/order_checker.hpp"

#include <cstddef>
#include <map>
#include <string>
#include <vector>

namespace bridge::crash {

struct OrderTally {
  int rounds = 0;
  int gateway_kills = 0;
  int venue_kills = 0;
  int cuts = 0;
  milliseconds flowed{0};                     // so long requests were sent
  std::map<std::string, std::size_t> sent{};  // by MsgType
  std::map<std::string, std::size_t> told{};  // reports by what they say
  std::size_t trades = 0;
  std::size_t open_at_rest = 0;  // places in doubt at the ends of rounds
  std::map<Breach, std::size_t> breaches{};
  int unreplayed = 0;                    // sets whose journal does not replay
  std::vector<milliseconds> restarts{};  // from the start of the process to the answer to a Logon

  void add(const OrderTally& other);
  void count(const OrderEvidence& evidence, const std::vector<Violation>& violations);
  [[nodiscard]] std::string line() const;
};

}  // namespace bridge::crash
