// Messages that are the same each time but for an id of fixed size, as large as the gateway's own: for the
// relay.
#pragma once

#include <string>
#include <string_view>

namespace bridge::bench {

inline constexpr std::size_t kIdSize = 12;    // of ClOrdID(11)
inline constexpr std::size_t kIdInFrame = 7;  // of the venue's answer: {"id":"
inline constexpr std::string_view kMsgType =
    "\x01"
    "35=";
inline constexpr std::string_view kClOrdId =
    "\x01"
    "11=";

inline constexpr std::string_view kLogonAnswer =
    "8=FIX.4.4\x01"
    "9=73\x01"
    "35=A\x01"
    "34=1\x01"
    "49=BRIDGE\x01"
    "52=20261127-10:00:00.000\x01"
    "56=CLIENT1\x01"
    "98=0\x01"
    "108=30\x01"
    "141=Y\x01"
    "10=000\x01";

// Where the first message ends; 0: not there yet.
inline std::size_t end_of_message(std::string_view bytes) {
  constexpr std::string_view kCheckSum =
      "\x01"
      "10=";
  const auto at = bytes.find(kCheckSum);
  const auto end = at + kCheckSum.size() + 4;
  return at == std::string_view::npos || end > bytes.size() ? 0 : end;
}

inline std::string cancel_frame(std::string_view id) {
  return R"({"id":")" + std::string(id) +
         R"(","method":"order.cancel","params":{"symbol":"BTCUSDT","orderId":1000000001,"timestamp":1795359600000,)"
         R"("recvWindow":2000,"apiKey":"k7QdT2mVx9RfLw4ZbNc8HsJp3YgEu6AaXo1KiDtCvBqMzWrFyPhGnSjUe5O0lI2k",)"
         R"("signature":"251833b8827d6451d3fa0ca8107a26f5b7d389aee56ed3cef708296ae87e466c"}})";
}

inline std::string place_frame(std::string_view id) {
  return R"({"id":")" + std::string(id) +
         R"(","method":"order.place","params":{"symbol":"BTCUSDT","side":"BUY","type":"LIMIT",)"
         R"("timeInForce":"GTC","quantity":"0.250","price":"65000.10",)"
         R"("newClientOrderId":"fb-1795359600000001","newOrderRespType":"ACK",)"
         R"("selfTradePreventionMode":"EXPIRE_MAKER","timestamp":1795359600000,"recvWindow":2000,)"
         R"("apiKey":"k7QdT2mVx9RfLw4ZbNc8HsJp3YgEu6AaXo1KiDtCvBqMzWrFyPhGnSjUe5O0lI2k",)"
         R"("signature":"251833b8827d6451d3fa0ca8107a26f5b7d389aee56ed3cef708296ae87e466c"}})";
}

inline std::string canceled_report(std::string_view id) {
  return "8=FIX.4.4\x01"
         "9=270\x01"
         "35=8\x01"
         "34=1000\x01"
         "49=BRIDGE\x01"
         "52=20261127-10:00:00.000\x01"
         "56=CLIENT1\x01"
         "6=0\x01"
         "11=" +
         std::string(id) +
         "\x01"
         "14=0.000\x01"
         "17=1795359600000001-1\x01"
         "37=1000000001\x01"
         "38=0.250\x01"
         "39=4\x01"
         "41=order-000001\x01"
         "44=3120.55\x01"
         "54=1\x01"
         "55=BTCUSDT\x01"
         "60=20261127-10:00:00.000\x01"
         "150=4\x01"
         "151=0\x01"
         "25001=1795359600057\x01"
         "25002=1\x01"
         "10=000\x01";
}

inline std::string placed_report(std::string_view id) {
  return "8=FIX.4.4\x01"
         "9=255\x01"
         "35=8\x01"
         "34=1000\x01"
         "49=BRIDGE\x01"
         "52=20261127-10:00:00.000\x01"
         "56=CLIENT1\x01"
         "6=0\x01"
         "11=" +
         std::string(id) +
         "\x01"
         "14=0\x01"
         "17=1795359600000001-1\x01"
         "37=1795359600000001\x01"
         "38=0.250\x01"
         "39=0\x01"
         "40=2\x01"
         "44=65000.10\x01"
         "54=1\x01"
         "55=BTCUSDT\x01"
         "59=1\x01"
         "60=20261127-10:00:00.000\x01"
         "150=0\x01"
         "151=0.250\x01"
         "526=fb-1795359600000001\x01"
         "25101=LIMIT\x01"
         "10=000\x01";
}

}  // namespace bridge::bench
