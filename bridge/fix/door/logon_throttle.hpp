// Wrong logons, by whom they are counted: after a few of them the next ones have to wait, longer and longer.
// Bounded: of more names than it keeps, the ones that were quiet for longest are forgotten. Pure: time is an
// argument. The listener's thread.
#pragma once

#include "base/time.hpp"

#include <cstddef>
#include <map>
#include <string>

namespace bridge::fix {

class LogonThrottle {
 public:
  // How long a logon in this name has to wait. 0 means that it may be tried now.
  [[nodiscard]] milliseconds wait(const std::string& name, Timestamp at) const;
  void failed(const std::string& name, Timestamp at);
  void succeeded(const std::string& name) { failures_.erase(name); }
  [[nodiscard]] std::size_t size() const { return failures_.size(); }

 private:
  struct Failures {
    int count = 0;
    Timestamp last{};
    Timestamp blocked_until{};
  };
  void make_room();

  std::map<std::string, Failures> failures_;
};

}  // namespace bridge::fix
