// The venue's word for a status (fixspec/venue.md, 8). Any thread.
#pragma once

#include "order/venue_order.hpp"

namespace bridge::order::testing {

inline const char* word(OrderStatus status) {
  switch (status) {
    case OrderStatus::New:
      return "NEW";
    case OrderStatus::PartiallyFilled:
      return "PARTIALLY_FILLED";
    case OrderStatus::Filled:
      return "FILLED";
    case OrderStatus::Canceled:
      return "CANCELED";
    case OrderStatus::Rejected:
      return "REJECTED";
    case OrderStatus::Expired:
      return "EXPIRED";
    case OrderStatus::ExpiredInMatch:
      return "EXPIRED_IN_MATCH";
    case OrderStatus::Unknown:
      break;
  }
  return "?";
}

}  // namespace bridge::order::testing
