// The order system of a kill loop: sends cancels and keeps all it ever got. One thread.
#pragma once

#include "crash/checker.hpp"
#include "fix/client/oms.hpp"

#include <cstdint>
#include <filesystem>
#include <set>
#include <string>
#include <vector>

namespace bridge::crash {

class Client {
 public:
  // Logs on as DESK1 as soon as the gateway is there. Its numbers and messages are kept in `store`.
  Client(unsigned short port, const std::filesystem::path& store);

  // Loses its connection, and its numbers too: cancels that the gateway had not read then are gone. It comes
  // back by itself within about a second.
  void cut() { oms_.cut(); }
  void reset() { oms_.reset(); }

  enum class Naming { ByOrderId, ByClientId, ByBoth };
  void send(const std::string& cl_ord_id, std::int64_t order, Naming naming, bool poss_resend = false);

  [[nodiscard]] bool logged_on() const { return oms_.logged_on(); }
  // Takes over what has come since the last call, and tells all that ever came.
  const std::vector<std::string>& received();
  // ClOrdIDs with a final report, as of the last received().
  [[nodiscard]] const std::set<std::string>& answered() const { return answered_; }

 private:
  fix::Oms oms_;
  std::vector<std::string> received_;
  std::set<std::string> answered_;
};

}  // namespace bridge::crash
