// What a kill loop has done and found, as one line. Plain.
#pragma once

#include "base/time.hpp"
#include "crash/checker.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace bridge::crash {

struct Tally {
  int rounds = 0;
  int gateway_kills = 0;
  int venue_kills = 0;
  int cuts = 0;
  int resets = 0;
  std::size_t cancels = 0;
  std::size_t sent_again = 0;                 // by the client, after a reset of its own
  std::map<std::string, std::size_t> told{};  // final reports by kind
  std::size_t repeats = 0;                    // of them, marked by 43=Y or 97=Y
  std::size_t written_again = 0;              // cancels that reached the venue more than once
  std::size_t credited = 0;                   // told as canceled, though another cancel had done it
  std::map<Breach, std::size_t> breaches{};
  int unreplayed = 0;                    // sets whose journal does not replay
  std::vector<milliseconds> restarts{};  // from the start of the process to the answer to a Logon

  void add(const Tally& other);
  void count(const Evidence& evidence, const std::vector<Violation>& violations);
  [[nodiscard]] std::string line() const;
};

// What a final report says, in a word or two.
[[nodiscard]] std::string_view kind_of(std::string_view report);

}  // namespace bridge::crash
