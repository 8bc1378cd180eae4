#include "bench/venue_answer.hpp"

#include "base/time.hpp"

namespace bridge::bench {
namespace {

// The value of a field as it stands in a frame: of "orderId":42 what is between the colon and the comma.
std::string_view value_of(std::string_view frame, std::string_view quoted_name) {
  const auto at = frame.find(quoted_name);
  if (at == std::string_view::npos) return {};
  const auto begin = at + quoted_name.size() + 1;
  return frame.substr(begin, frame.find_first_of(",}", begin) - begin);
}

std::string or_else(std::string_view value, std::string_view other) {
  return std::string(value.empty() ? other : value);
}

// An order that was canceled with nothing filled. It has the client id that cancel_body() (client.hpp) names.
std::string order(std::string_view frame) {
  const std::string order_id = or_else(value_of(frame, "\"orderId\""), "1000000000");
  return R"("clientOrderId":)" + or_else(value_of(frame, "\"origClientOrderId\""), R"("o)" + order_id + '"') +
         R"(,"cumQty":"0.000","executedQty":"0.000","orderId":)" + order_id +
         R"(,"origQty":"0.250","origType":"LIMIT","price":"3120.55","reduceOnly":false,"side":"BUY",)"
         R"("positionSide":"BOTH","status":"CANCELED","stopPrice":"0.00","closePosition":false,"symbol":)" +
         std::string(value_of(frame, "\"symbol\"")) +
         R"(,"timeInForce":"GTC","type":"LIMIT","workingType":"CONTRACT_PRICE","priceProtect":false,)"
         R"("priceMatch":"NONE","selfTradePreventionMode":"EXPIRE_MAKER","goodTillDate":0,)";
}

}  // namespace

// Shapes of fixspec/venue.md, 4.1, 4.2 and 4.4; the limit on requests is far away.
std::string venue_answer(std::string_view frame) {
  std::string text = R"({"id":)" + std::string(value_of(frame, "\"id\"")) + R"(,"status":200,"result":{)";
  const auto method = value_of(frame, "\"method\"");
  if (method == "\"order.cancel\"") {
    text += order(frame) + R"("updateTime":1795359600057)";
  } else if (method == "\"order.status\"") {
    // Of this moment: an order that was canceled before its cancel came is another story.
    text += order(frame) + R"("avgPrice":"0.00","cumQuote":"0.00000","time":1795359595000,"updateTime":)" +
            std::to_string(to_ms(now()));
  } else {
    const std::string time = std::to_string(to_ms(now()));
    text += R"("apiKey":null,"authorizedSince":null,"connectedSince":)" + time +
            R"(,"returnRateLimits":true,"serverTime":)" + time;
  }
  return text + R"(},"rateLimits":[{"rateLimitType":"REQUEST_WEIGHT","interval":"MINUTE","intervalNum":1,)"
                R"("limit":1000000000,"count":1}]})";
}

}  // namespace bridge::bench
