// The fills of one order: each is told once, with its own place in CumQty(14), however its witnesses come:
// twice, late, in another order, or not at all. A fill is never made of a cumulative quantity; that only says
// how much is still lacking. Pure; the lane's thread.
#pragma once

#include "base/decimal.hpp"
#include "order/execution.hpp"

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace bridge::order {

class Fills {
 public:
  struct Fill {
    Execution execution;
    std::string cum_qty;  // with this one
    std::string avg_px;
  };

  // Takes a fill from the stream, which says what the order's cumulative quantity was with it, and returns
  // those that can be told now. One that others have to come before is held.
  [[nodiscard]] std::vector<Fill> take(const Execution& execution, const std::string& cum_qty);
  // Takes the account's trades of this order, as far as the venue lists them, the oldest first. They are
  // taken as a whole, once they account for all that any witness has said was filled.
  [[nodiscard]] std::vector<Fill> take_all(const std::vector<Execution>& trades);
  // What would be told with them.
  [[nodiscard]] std::string with(const std::vector<Execution>& trades) const;
  // Some witness says that so much was filled.
  void witness(const std::string& cum_qty);

  [[nodiscard]] const std::string& cum_qty() const { return cum_qty_; }          // told
  [[nodiscard]] const std::string& witnessed_qty() const { return witnessed_; }  // by anybody
  // Fills have happened that cannot be told, because their trades are not known.
  [[nodiscard]] bool lacking() const { return compare(cum_qty_, witnessed_) < 0; }
  [[nodiscard]] std::string avg_px() const { return average_.text(); }
  [[nodiscard]] bool knows(std::int64_t trade_id) const { return told_.contains(trade_id); }

 private:
  // Those that are not told yet, and those that are held, by trade id.
  [[nodiscard]] std::map<std::int64_t, Execution> untold(const std::vector<Execution>& trades) const;
  void tell(const Execution& execution, std::vector<Fill>& fills);

  std::string cum_qty_ = "0";
  std::string witnessed_ = "0";
  AveragePrice average_;
  std::set<std::int64_t> told_;  // trade ids
  std::map<std::int64_t, std::pair<Execution, std::string>>
      held_;  // by trade id, with the quantity before it
};

}  // namespace bridge::order
