// A venue's REST interface without sockets.
#pragma once

#include "simulator/desk.hpp"
#include "simulator/rest_requests.hpp"
#include "simulator/rest_signing.hpp"

#include <boost/json.hpp>

#include <cstdint>
#include <string>

namespace bridge::simulator::test {

class RestDesk : public Desk {
 protected:
  // "GET", "/fapi/v1/order", "symbol=ETHUSDT"; timestamp and signature are added.
  RestAnswer rest(const std::string& method, const std::string& path, const std::string& params = "",
                  const Keys& keys = {}) {
    const std::string query =
        params + (params.empty() ? "" : "&") + "timestamp=" + std::to_string(to_ms(requests_.clock(at_)));
    return rest_.answer({.method = method,
                         .target = path + '?' + signed_query(query, keys),
                         .api_key = keys.api_key,
                         .body = {}},
                        at_);
  }
  RestAnswer get(const std::string& name, const std::string& params = "") {
    return rest("GET", "/fapi/v1/" + name, params);
  }
  static boost::json::array list(const RestAnswer& answer) {
    return boost::json::parse(answer.body).as_array();
  }
  static std::int64_t code(const RestAnswer& answer) {
    const boost::json::value body = boost::json::parse(answer.body);
    return body.is_object() && body.get_object().contains("code") ? body.at("code").as_int64() : 0;
  }

  RestRequests rest_{keys_, book_, requests_};
};

}  // namespace bridge::simulator::test
