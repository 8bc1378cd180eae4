// A venue that says what the test wants, and the gateway at it. The test's thread serves it while it waits.
#pragma once

#include "endtoend/stage.hpp"
#include "venue/tls_server.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace bridge::endtoend {

class ScriptedVenue : public testing::Test {
 protected:
  void SetUp() override {
    stage.start_gateway();
    ASSERT_TRUE(serve_until([&] { return stage.is_ready(); }));
    ASSERT_TRUE(log_on());
  }

  bool serve_until(const std::function<bool()>& condition) {
    return eventually([&] {
      io.restart();
      io.poll();
      for (; answered < server.received.size(); ++answered) answer_time(server.received[answered]);
      return condition();
    });
  }
  bool log_on() {
    (void)oms->log_on(milliseconds{0});
    return serve_until([&] { return oms->logged_on(); });
  }

  static std::string id_of(const std::string& frame) {
    constexpr std::string_view kBegin = R"({"id":")";
    return frame.substr(kBegin.size(), frame.find('"', kBegin.size()) - kBegin.size());
  }
  void answer_time(const std::string& frame) {
    if (frame.find("session.status") == std::string::npos) return;
    server.send(R"({"id":")" + id_of(frame) + R"(","status":200,"result":{"serverTime":)" +
                std::to_string(to_ms(now())) + "}}");
  }
  // The newest order.cancel, empty while there is none.
  std::string cancel_frame() const {
    for (auto frame = server.received.rbegin(); frame != server.received.rend(); ++frame) {
      if (frame->find("order.cancel") != std::string::npos) return *frame;
    }
    return "";
  }
  static std::string canceled(const std::string& id, const std::string& order_id) {
    return R"({"id":")" + id + R"(","status":200,"result":{"orderId":)" + order_id +
           R"(,"symbol":"BTCUSDT","status":"CANCELED","clientOrderId":"order-1","price":"65000.10",)"
           R"("avgPrice":"0.00","origQty":"0.250","executedQty":"0","cumQty":"0","timeInForce":"GTC",)"
           R"("type":"LIMIT","reduceOnly":false,"closePosition":false,"side":"BUY","positionSide":"BOTH",)"
           R"("stopPrice":"0","workingType":"CONTRACT_PRICE","priceProtect":false,"origType":"LIMIT",)"
           R"("priceMatch":"NONE","selfTradePreventionMode":"EXPIRE_MAKER","goodTillDate":0,)"
           R"("updateTime":)" +
           std::to_string(to_ms(now())) + "}}";
  }
  std::string metric(const std::string& name) const {
    return stage.metric("fixbridge_" + name + R"({account="main"})");
  }

  boost::asio::io_context io;
  venue::test::Certificate certificate = venue::test::make_certificate("IP:127.0.0.1");
  venue::test::TlsServer server{io, certificate};
  std::size_t answered = 0;
  Stage stage{{.account_options = {"links: 1"},  // one conversation, for the script
               .venue_port = static_cast<unsigned short>(std::stoi(server.port())),
               .ca = certificate.ca_pem}};
  std::unique_ptr<fix::Oms> oms = stage.make_oms();
};

}  // namespace bridge::endtoend
