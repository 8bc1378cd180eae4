// A venue for histories of orders, written from what is known of the real one (fixspec/venue.md, 8) and from
// nothing in bridge/order: it matches at random, and its answers to questions lag behind its engine.
#pragma once

#include "history_plan.hpp"
#include "order/effect.hpp"
#include "order/outcome.hpp"
#include "order/stream.hpp"
#include "venue_book.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <utility>

namespace bridge::order::testing {

// A decimal with `places` digits behind the point.
std::string decimal(std::int64_t value, int places);

class ModelVenue : public VenueBook {
 public:
  using Told = std::function<void(const OrderUpdate& update)>;

  ModelVenue(const Plan& plan, Random& dice, Told told) : plan_(plan), dice_(dice), told_(std::move(told)) {}

  // What its engine does with a request, and answers. Every change is told to the stream first.
  Outcome execute(const Request& request, Timestamp now);
  // What its answers to questions show, as of some time ago.
  [[nodiscard]] Outcome look(const Request& request, Timestamp as_of) const;
  // Something happens by itself: a fill, or what somebody else on the account does.
  void tick(Timestamp now);
  void cancel_all(Timestamp now);

  [[nodiscard]] std::int64_t time_ms(Timestamp now) const { return to_ms(now) + plan_.skew_ms; }
  static VenueError error(int code);

 private:
  VenueOrder* find(const std::string& symbol, const OrderRef& ref);
  Outcome place(const SendPlace& request, Timestamp now);
  Outcome modify(const SendModify& request, Timestamp now);
  Outcome cancel(const SendCancel& request, Timestamp now);
  void fill(VenueOrder& order, std::int64_t qty, Timestamp now);
  void end(VenueOrder& order, OrderStatus status, ExecutionType type, Timestamp now, int reason = 0,
           std::int64_t modify_id = 0);
  void change(VenueOrder& order, ExecutionType type, Timestamp now, std::optional<Execution> execution = {},
              int reason = 0, std::int64_t modify_id = 0);
  void foreign_act(VenueOrder& order, Timestamp now);
  void foreign_place(Timestamp now);

  const Plan& plan_;
  Random& dice_;
  Told told_;
  std::map<std::string, std::int64_t> order_ids_;  // by symbol: they are unique there only
  std::map<std::string, std::int64_t> trade_ids_;
};

}  // namespace bridge::order::testing
