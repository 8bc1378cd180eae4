// Which ClOrdIDs were ever asked under, as hashes, in memory: most requests bear a new one, and need no look
// at the tables to know. Owned by the lane's thread.
#pragma once

#include <boost/unordered/unordered_flat_set.hpp>

#include <cstdint>
#include <functional>
#include <string_view>

namespace bridge::journal {

class Known {
 public:
  void add(std::string_view session, std::string_view cl_ord_id) { hashes_.insert(hash(session, cl_ord_id)); }
  // False: never. True: look.
  [[nodiscard]] bool maybe(std::string_view session, std::string_view cl_ord_id) const {
    return hashes_.contains(hash(session, cl_ord_id));
  }

 private:
  static std::uint64_t hash(std::string_view session, std::string_view cl_ord_id) {
    const std::hash<std::string_view> of;
    return of(session) * 0x9E3779B97F4A7C15U ^ of(cl_ord_id);
  }

  boost::unordered_flat_set<std::uint64_t> hashes_;  // some 16 bytes each
};

}  // namespace bridge::journal
