// Where the attackers stand: each repeats its attack, at its own pace, until the end. One thread.
#pragma once

#include "hostile/attack.hpp"
#include "hostile/line.hpp"

#include <boost/asio/io_context.hpp>

#include <cstdint>
#include <map>
#include <string>

namespace bridge::hostile {

struct Tally {
  std::uint64_t connected = 0;
  std::uint64_t logged_on = 0;
  std::uint64_t cut = 0;  // by the gateway, whatever for
};

class Ground {
 public:
  Ground(boost::asio::io_context& io, unsigned short port, unsigned short tls_port)
      : io_(io), port_(port), tls_port_(tls_port) {}

  // Each attacker of the tables begins.
  void let_loose();
  [[nodiscard]] const std::map<std::string, Tally>& tallies() const { return tallies_; }

 private:
  enum class Kind { Stranger, Client, Historian };
  void place(const Attack& attack, Kind kind, int& placed);
  Task<> repeat(const Attack& attack, Kind kind, Attacker self);
  Task<> once(const Attack& attack, Kind kind, Attacker& self);
  Task<bool> log_on(Line& line, Attacker& self, Kind kind);

  boost::asio::io_context& io_;
  unsigned short port_;
  unsigned short tls_port_;
  int attackers_ = 0;
  std::map<std::string, Tally> tallies_;
};

// Connects so often from many addresses, and says nothing until each connection was closed. How many were.
[[nodiscard]] int hold_silent(unsigned short port, int connections);

}  // namespace bridge::hostile
