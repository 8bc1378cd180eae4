// What the venue of the benchmark says to any frame: canned, but for the ids.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace bridge::bench {

// One in full: as the venue answers an order.cancel by order id.
inline constexpr const char* kCancelReply =
    R"({"id":"1795359600000001-1c","status":200,"result":{"clientOrderId":"FIX-42.a_B","cumQty":"0.000",)"
    R"("executedQty":"0.000","orderId":8389765500001234567,"origQty":"0.250","origType":"LIMIT",)"
    R"("price":"3120.55","reduceOnly":false,"side":"BUY","positionSide":"BOTH","status":"CANCELED",)"
    R"("stopPrice":"0.00","closePosition":false,"symbol":"ETHUSDT","timeInForce":"GTC","type":"LIMIT",)"
    R"("updateTime":1795359600057,"workingType":"CONTRACT_PRICE","priceProtect":false,"priceMatch":"NONE",)"
    R"("selfTradePreventionMode":"EXPIRE_MAKER","goodTillDate":0},"rateLimits":[{"rateLimitType":)"
    R"("REQUEST_WEIGHT","interval":"MINUTE","intervalNum":1,"limit":2400,"count":1}]})";

[[nodiscard]] std::string venue_answer(std::string_view frame);

// What the account is told besides over its user-data stream: that the order of a place is new. The listen
// key is the API key.
struct VenueEvent {
  std::string listen_key;
  std::string text;
};
[[nodiscard]] std::optional<VenueEvent> venue_event(std::string_view frame);

}  // namespace bridge::bench
