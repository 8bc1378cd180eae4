// A venue without sockets: one connection, one key of each type, the documented order.
#pragma once

#include "simulator/orders.hpp"
#include "simulator/requests.hpp"
#include "simulator/said.hpp"
#include "simulator/signing.hpp"

#include <boost/json.hpp>
#include <gmock/gmock.h>

#include <cstdint>
#include <string>

namespace bridge::simulator::test {

class Desk : public testing::Test {
 protected:
  Desk() { book_.put(documented_order(), kNow); }

  Answer answer(const std::string& frame) { return requests_.answer(frame, visit_, at_); }
  boost::json::object ask(const std::string& frame) {
    return boost::json::parse(said(answer(frame))).as_object();
  }
  // By client order id, of BTCUSDT unless it is the documented one.
  static Params naming(const std::string& client_order_id) {
    const bool documented = client_order_id == documented_order().client_order_id;
    return {{"symbol", documented ? "\"ETHUSDT\"" : "\"BTCUSDT\""},
            {"origClientOrderId", '"' + client_order_id + '"'},
            {"timestamp", std::to_string(to_ms(kNow))}};
  }
  static std::string cancel(const std::string& client_order_id, const Keys& keys = {}) {
    return signed_request("1", "order.cancel", naming(client_order_id), keys);
  }
  static std::string status(const std::string& client_order_id, const Keys& keys = {}) {
    return signed_request("1", "order.status", naming(client_order_id), keys);
  }
  static std::string unsigned_cancel(const std::string& client_order_id = "FIX-42.a_B") {
    return request("1", "order.cancel", naming(client_order_id));
  }
  static std::string logon(const Keys& keys) {
    return signed_request("1", "session.logon", {{"timestamp", std::to_string(to_ms(kNow))}}, keys);
  }

  static std::int64_t code(const boost::json::object& reply) {
    return reply.contains("error") ? reply.at("error").at("code").as_int64() : 0;
  }
  static std::string result(const boost::json::object& reply, const char* field) {
    return std::string{reply.at("result").at(field).as_string()};
  }

  KeyRing keys_{{{Keys{}.api_key, KeyType::Hmac, Keys{}.secret},
                 {rsa_keys().api_key, KeyType::Rsa, public_key_of(rsa_keys())},
                 {ed25519_keys().api_key, KeyType::Ed25519, public_key_of(ed25519_keys())}}};
  Book book_;
  Requests requests_{keys_, 0, book_};
  Visit visit_{.connected_since = kNow};
  Timestamp at_ = kNow;
};

}  // namespace bridge::simulator::test
