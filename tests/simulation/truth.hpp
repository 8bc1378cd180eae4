// What really became of each order, and when: a book of its own, kept by the rules of the venue's documents
// (fixspec/venue.md, 3.4, 4.1 and 5.2) and not by the simulator's code. The judge asks it. One thread.
#pragma once

#include "base/time.hpp"
#include "order/ids.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bridge::simulation {

// An order request as it lies on the wire, read without the bridge's code.
struct Asked {
  std::string id;      // "<ticket>-<attempt>c"
  std::string method;  // order.cancel, order.status, order.place, order.modify, session.status …
  std::string symbol;
  std::int64_t order_id = 0;  // 0: named by client_order_id
  std::string client_order_id;
  std::string new_client_order_id{};  // of an order.place
  std::int64_t timestamp_ms = 0;
  std::int64_t recv_window_ms = 0;
};
[[nodiscard]] Asked read(std::string_view frame);

struct TrueOrder {
  struct Version {
    Timestamp since;
    std::string status;  // the venue's word
    std::string executed_qty;
    std::string canceled_by;  // id of the request, when one did it
  };
  std::string symbol;
  std::int64_t order_id = 0;
  std::string client_order_id;
  Timestamp created;
  std::vector<Version> versions;

  [[nodiscard]] const Version& last() const { return versions.back(); }
  [[nodiscard]] bool open() const { return last().status == "NEW" || last().status == "PARTIALLY_FILLED"; }
  // It had this status at some moment from `since` on.
  [[nodiscard]] bool was(std::string_view status, Timestamp since) const;
  // So much of it was filled at some moment from `since` on.
  [[nodiscard]] bool had_filled(std::string_view executed_qty, Timestamp since) const;
};

class Truth {
 public:
  void place(TrueOrder order) { orders_.push_back(std::move(order)); }
  void change(std::int64_t order_id, Timestamp at, std::string status, std::string executed_qty);
  // What the venue must do with an order.cancel that it takes up at `at`, by its own clock `venue_clock`:
  // true when it takes effect.
  bool cancel(const Asked& asked, Timestamp at, Timestamp venue_clock);

  [[nodiscard]] const TrueOrder* find(std::int64_t order_id) const;
  // Of a client id that was used again the open one, else the youngest.
  [[nodiscard]] const TrueOrder* find(const std::string& symbol, const order::OrderRef& name) const;
  // The order that a request of this ticket has canceled.
  [[nodiscard]] const TrueOrder* canceled_by(order::TicketId ticket) const;
  [[nodiscard]] const std::vector<TrueOrder>& orders() const { return orders_; }

 private:
  std::vector<TrueOrder> orders_;  // a handful
};

}  // namespace bridge::simulation
