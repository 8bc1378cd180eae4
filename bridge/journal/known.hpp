// Which ClOrdIDs were ever asked under, as hashes, in memory: most requests bear a new one, and need no look
// at the tables to know. Those of the past are read on a thread and a connection of its own, so that a start
// does not wait for them: a million take a second. Owned by the lane's thread.
#pragma once

#include <boost/unordered/unordered_flat_set.hpp>

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <stop_token>
#include <string_view>
#include <thread>

namespace bridge::journal {

class Known {
 public:
  // Of the tickets that are in the tables by now.
  explicit Known(const std::filesystem::path& journal);

  void add(std::string_view session, std::string_view cl_ord_id);
  // False: never. True: look.
  [[nodiscard]] bool maybe(std::string_view session, std::string_view cl_ord_id) const;

 private:
  using Hashes = boost::unordered_flat_set<std::uint64_t>;  // some 16 bytes each

  void read(const std::filesystem::path& journal, const std::stop_token& stop);

  Hashes added_;
  Hashes past_;  // its reader's, until it is complete
  std::atomic<bool> complete_ = false;
  std::jthread reader_;  // last: it ends before the rest
};

}  // namespace bridge::journal
