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
std::string canceled(std::string_view frame) {
  const std::string order_id = or_else(value_of(frame, "\"orderId\""), "1000000000");
  return R"("clientOrderId":)" + or_else(value_of(frame, "\"origClientOrderId\""), R"("o)" + order_id + '"') +
         R"(,"cumQty":"0.000","executedQty":"0.000","orderId":)" + order_id +
         R"(,"origQty":"0.250","origType":"LIMIT","price":"3120.55","reduceOnly":false,"side":"BUY",)"
         R"("positionSide":"BOTH","status":"CANCELED","stopPrice":"0.00","closePosition":false,"symbol":)" +
         std::string(value_of(frame, "\"symbol\"")) +
         R"(,"timeInForce":"GTC","type":"LIMIT","workingType":"CONTRACT_PRICE","priceProtect":false,)"
         R"("priceMatch":"NONE","selfTradePreventionMode":"EXPIRE_MAKER","goodTillDate":0,)";
}

// The one that a frame places.
struct Placed {
  explicit Placed(std::string_view frame)
      : symbol(value_of(frame, "\"symbol\"")),
        side(value_of(frame, "\"side\"")),
        price(value_of(frame, "\"price\"")),
        quantity(value_of(frame, "\"quantity\"")),
        client_order_id(value_of(frame, "\"newClientOrderId\"")) {}

  std::string symbol;  // all with their quotation marks
  std::string side;
  std::string price;
  std::string quantity;
  std::string client_order_id;
};

// The digits that a client id ends with: another one has another.
std::string order_id_of(std::string_view quoted) {
  constexpr std::string_view kDigits = "0123456789";
  quoted.remove_suffix(1);
  const auto letter = quoted.find_last_not_of(kDigits);
  const auto digit = quoted.find_first_not_of('0', letter + 1);
  return std::string(digit == std::string_view::npos ? "1000000000" : quoted.substr(digit));
}

std::string placed(std::string_view frame) {
  const Placed order(frame);
  return R"("orderId":)" + order_id_of(order.client_order_id) + R"(,"symbol":)" + order.symbol +
         R"(,"status":"NEW","clientOrderId":)" + order.client_order_id + R"(,"price":)" + order.price +
         R"(,"origQty":)" + order.quantity +
         R"(,"executedQty":"0.000","cumQty":"0.000","timeInForce":"GTC","type":"LIMIT","reduceOnly":false,)"
         R"("closePosition":false,"side":)" +
         order.side +
         R"(,"positionSide":"BOTH","stopPrice":"0.00","workingType":"CONTRACT_PRICE","priceProtect":false,)"
         R"("origType":"LIMIT","priceMatch":"NONE","selfTradePreventionMode":"EXPIRE_MAKER","goodTillDate":0,)";
}

}  // namespace

// Shapes of fixspec/venue.md, 4.1, 4.2, 4.4, 4.7 and 4.10; the limits are far away.
std::string venue_answer(std::string_view frame) {
  std::string text = R"({"id":)" + std::string(value_of(frame, "\"id\"")) + R"(,"status":200,"result":{)";
  const auto method = value_of(frame, "\"method\"");
  if (method == "\"order.cancel\"") {
    text += canceled(frame) + R"("updateTime":1795359600057)";
  } else if (method == "\"order.place\"") {
    text += placed(frame) + R"("updateTime":)" + std::to_string(to_ms(now()));
  } else if (method == "\"order.status\"") {
    // Of this moment: an order that was canceled before its cancel came is another story.
    text += canceled(frame) + R"("avgPrice":"0.00","cumQuote":"0.00000","time":1795359595000,"updateTime":)" +
            std::to_string(to_ms(now()));
  } else if (method == "\"userDataStream.start\"" || method == "\"userDataStream.ping\"") {
    text += R"("listenKey":)" + std::string(value_of(frame, "\"apiKey\""));
  } else {
    const std::string time = std::to_string(to_ms(now()));
    text += R"("apiKey":null,"authorizedSince":null,"connectedSince":)" + time +
            R"(,"returnRateLimits":true,"serverTime":)" + time;
  }
  const std::string limit = R"("intervalNum":1,"limit":1000000000,"count":1})";
  if (method != "\"order.place\"") {
    return text + R"(},"rateLimits":[{"rateLimitType":"REQUEST_WEIGHT","interval":"MINUTE",)" + limit + "]}";
  }
  return text + R"(},"rateLimits":[{"rateLimitType":"ORDERS","interval":"MINUTE",)" + limit + "]}";
}

// A shape of fixspec/venue.md, 8.2.
std::optional<VenueEvent> venue_event(std::string_view frame) {
  if (value_of(frame, "\"method\"") != "\"order.place\"") return std::nullopt;
  const Placed order(frame);
  const std::string time = std::to_string(to_ms(now()));
  auto api_key = value_of(frame, "\"apiKey\"");
  api_key = api_key.substr(1, api_key.size() - 2);
  return VenueEvent{
      .listen_key = std::string(api_key),
      .text = R"({"e":"ORDER_TRADE_UPDATE","E":)" + time + R"(,"T":)" + time + R"(,"o":{"s":)" +
              order.symbol + R"(,"c":)" + order.client_order_id + R"(,"S":)" + order.side +
              R"(,"o":"LIMIT","f":"GTC","q":)" + order.quantity + R"(,"p":)" + order.price +
              R"(,"ap":"0","sp":"0","x":"NEW","X":"NEW","i":)" + order_id_of(order.client_order_id) +
              R"(,"l":"0","z":"0","L":"0","n":"0","N":"USDT","T":)" + time +
              R"(,"t":0,"b":"0","a":"0","m":false,"R":false,"wt":"CONTRACT_PRICE","ot":"LIMIT",)"
              R"("ps":"BOTH","cp":false,"rp":"0","pP":false,"si":0,"ss":0,"V":"EXPIRE_MAKER",)"
              R"("pm":"NONE","gtd":0,"er":"0"}})"};
}

}  // namespace bridge::bench
