#include "simulator/control.hpp"

#include "simulator/mistake.hpp"
#include "simulator/running.hpp"

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <boost/json.hpp>
#include <gmock/gmock.h>

namespace bridge::simulator::test {
namespace {

namespace asio = boost::asio;
namespace json = boost::json;
using testing::HasSubstr;

class ControlChannel : public testing::Test {
 protected:
  json::object get(const std::string& target) {
    return json::parse(control(*simulator_, "GET", target, "").body).as_object();
  }
  // The error, or nothing.
  std::string post(const std::string& target, const std::string& body, unsigned status = 200) {
    const ControlReply reply = control(*simulator_, "POST", target, body);
    EXPECT_EQ(reply.status, status) << reply.body;
    const json::object said = json::parse(reply.body).as_object();
    return said.contains("error") ? std::string{said.at("error").as_string()} : "";
  }

  std::unique_ptr<Simulator> simulator_ = start(settings());
};

TEST_F(ControlChannel, ChangesTheBookAndTellsIt) {
  post("/orders", R"({"orders":[{"symbol":"BTCUSDT","orderId":5,"clientOrderId":"five","origQty":"1",
                      "price":"7"}]})");
  post("/orders/end", R"({"symbol":"BTCUSDT","orderId":5,"status":"FILLED"})");
  const json::array orders = get("/orders").at("orders").as_array();
  ASSERT_EQ(orders.size(), 2U);
  EXPECT_EQ(orders.at(0).at("clientOrderId"), "five");
  EXPECT_EQ(orders.at(0).at("status"), "FILLED");
  EXPECT_EQ(orders.at(0).at("executedQty"), "1");
  EXPECT_EQ(post("/orders/end", R"({"symbol":"BTCUSDT","orderId":5,"status":"FILLED"})", 400),
            "orderId: 5 is not an open order of BTCUSDT");
  EXPECT_THAT(post("/orders", R"({"orders":[{"symbol":"A"}]})", 400),
              HasSubstr("orders[0]: orderId is missing"));
}

TEST_F(ControlChannel, PlansFaultsAndForgetsThem) {
  post("/faults", R"({"orders":{"*":{"cancels":[{"executes":false,
                      "answer":{"status":503,"code":-1008,"msg":"m"},"times":"always"}]}}})");
  Client client{at(*simulator_)};
  EXPECT_EQ(ask(client, order_request("order.cancel", "1")).at("status"), 503);
  EXPECT_EQ(get("/counters").at("requests"), 1);
  EXPECT_EQ(get("/counters").at("cancelsExecuted"), 0);
  EXPECT_EQ(get("/frames").at("frames").as_array().size(), 1U);
  post("/reset", "");
  EXPECT_EQ(get("/counters").at("requests"), 0);
  EXPECT_EQ(get("/frames").at("frames").as_array().size(), 0U);
  EXPECT_EQ(ask(client, order_request("order.cancel", "1")).at("status"), 200);
}

TEST_F(ControlChannel, DealsWithTheUserDataStream) {
  Client api{at(*simulator_)};
  const json::object started =
      ask(api, request("1", "userDataStream.start", {{"apiKey", '"' + Keys{}.api_key + '"'}}));
  auto to = at(*simulator_);
  to.target = "/private/ws/" + std::string{started.at("result").at("listenKey").as_string()};
  Client stream{to};
  ASSERT_TRUE(holds_in_time([&] { return get("/counters").at("streams") == 1; }));
  post("/faults", R"({"stream":{"events":[{"lost":true}]}})");
  post("/events", R"({"e":"TRADE_LITE","E":1})");
  post("/events", R"({"e":"TRADE_LITE","E":2})");
  EXPECT_EQ(stream.receive(), R"({"e":"TRADE_LITE","E":2})");
  EXPECT_EQ(get("/counters").at("events"), 2);
  EXPECT_THAT(post("/events", R"({"E":2})", 400), HasSubstr("e: must name the type"));
  post("/connections", R"({"line":"cut","of":"rest"})");
  post("/listenKey/expire", "");
  EXPECT_THAT(stream.receive(), HasSubstr("listenKeyExpired"));
  EXPECT_THAT(post("/connections", R"({"line":"cut","of":"all"})", 400),
              HasSubstr("of: must be one of api, rest, stream"));
  post("/connections", R"({"line":"cut","of":"stream"})");
  EXPECT_EQ(stream.await_end(), "dropped");
}

TEST_F(ControlChannel, DealsWithConnections) {
  Client first{at(*simulator_)};
  post("/connections", R"({"line":"cut"})");
  EXPECT_EQ(first.await_end(), "dropped");
  Client second{at(*simulator_)};
  post("/shutdown", R"({"ms":20})");
  EXPECT_THAT(second.receive(), HasSubstr("serverShutdown"));
  EXPECT_EQ(second.await_end(), "dropped");
  Client third{at(*simulator_)};
  post("/ban", R"({"ms":60000})");
  EXPECT_EQ(third.await_end(), "1008");
  post("/reset", "{}");
  Client fourth{at(*simulator_)};
  post("/down", R"({"ms":10})");
  EXPECT_EQ(fourth.await_end(), "dropped");
}

TEST_F(ControlChannel, RevokesAKey) {
  post("/keys", R"({"apiKey":")" + Keys{}.api_key + R"(","revoked":true})");
  Client client{at(*simulator_)};
  EXPECT_EQ(ask(client, order_request("order.cancel", "1")).at("status"), 401);
  post("/keys", R"({"apiKey":")" + Keys{}.api_key + R"(","revoked":false})");
  EXPECT_EQ(ask(client, order_request("order.cancel", "1")).at("status"), 200);
}

TEST_F(ControlChannel, SaysWhatItDoesNotUnderstand) {
  EXPECT_THAT(post("/order", "{}", 404), HasSubstr("POST /ban, POST /connections"));
  EXPECT_EQ(control(*simulator_, "DELETE", "/orders", "").status, 404U);
  EXPECT_THAT(post("/ban", "{\n]", 400), HasSubstr("line 2: is not JSON"));
  EXPECT_EQ(post("/ban", "", 400), "ms is missing");
  EXPECT_EQ(post("/down", R"({"ms":0})", 400), "ms: must be more than 0");
  EXPECT_EQ(post("/reset", R"({"now":true})", 400), "now: is not known here; nothing may be");
}

TEST_F(ControlChannel, LendsAHand) {
  const std::string name = R"("symbol":"ETHUSDT","orderId":8389765500001234567)";
  post("/orders/fill", "{" + name + R"(,"qty":"0.100","price":"3120.50"})");
  EXPECT_EQ(status_of(*simulator_, kOrderId), "PARTIALLY_FILLED");
  post("/orders/amend", "{" + name + R"(,"qty":"0.400"})");
  EXPECT_EQ(simulator_->find("ETHUSDT", kOrderId)->orig_qty, "0.400");
  post("/orders/place",
       R"({"symbol":"ETHUSDT","orderId":0,"clientOrderId":"web_1","side":"SELL","price":"3120.00",
                            "origQty":"0.100","selfTradePreventionMode":"NONE"})");
  const json::array trades = get("/executions").at("executions").as_array();
  ASSERT_EQ(trades.size(), 3U);
  EXPECT_EQ(trades.at(2).at("price"), "3120.55");
  EXPECT_EQ(get("/positions").at("positions").at(0).at("amount"), "0.1");
  post("/orders/expire", "{" + name + R"(,"reason":"7"})");
  EXPECT_EQ(status_of(*simulator_, kOrderId), "EXPIRED");
  post("/quotes", R"({"symbol":"ETHUSDT","side":"BUY","qty":"1","price":"3000"})");
  post("/quotes/clear", R"({"symbol":"ETHUSDT"})");
  post("/prices", R"({"symbol":"ETHUSDT","price":"3000"})");
  post("/liquidations", R"({"symbol":"ETHUSDT","side":"SELL","qty":"0.100","price":"2900"})");
  EXPECT_EQ(get("/positions").at("positions").at(0).at("amount"), "0");
  post("/positions", R"({"symbol":"ETHUSDT","side":"LONG","amount":"-1.5","entry":"3000"})");
  post("/position-mode", R"({"dualSidePosition":true})");
  EXPECT_EQ(get("/positions").at("dualSidePosition"), true);
  EXPECT_TRUE(get("/algo-orders").at("algoOrders").as_array().empty());
}

TEST_F(ControlChannel, SaysWhatItsHandCannotDo) {
  EXPECT_EQ(post("/orders/cancel", R"({"symbol":"ETHUSDT","clientOrderId":"nobody"})", 400),
            "clientOrderId: nobody is not an open order of ETHUSDT");
  EXPECT_EQ(post("/orders/cancel", R"({"symbol":"ETHUSDT"})", 400), "orderId or clientOrderId is missing");
  EXPECT_THAT(post("/prices", R"({"symbol":"ETHUSDT","price":"0"})", 400),
              HasSubstr("price: must be a decimal"));
  EXPECT_EQ(post("/quotes", R"({"symbol":"ETHUSDT","side":"UP","qty":"1","price":"1"})", 400),
            "side: must be BUY or SELL");
  EXPECT_EQ(post("/algo-orders/trigger", R"({"clientAlgoId":"x"})", 400),
            "algoId: names no conditional order that waits");
  EXPECT_EQ(post("/faults", R"({"deeds":[{"prices":{"symbol":"ETHUSDT","price":"-1"}}]})", 400).substr(0, 23),
            "deeds[0].prices.price: ");
  EXPECT_EQ(post("/faults", R"({"deeds":[{"ban":{"ms":1}}]})", 400),
            "deeds[0].ban: is no deed of the control channel");
}

// One HTTP request over a socket; the whole response.
std::string http(unsigned short port, const std::string& request) {
  asio::io_context io;
  asio::ip::tcp::socket socket{io};
  socket.connect({asio::ip::make_address("127.0.0.1"), port});
  asio::write(socket, asio::buffer(request));
  std::string response;
  boost::system::error_code end;
  asio::read(socket, asio::dynamic_buffer(response), end);
  return response;
}

TEST_F(ControlChannel, IsPlainHttp) {
  const auto channel = start_control(*simulator_, "127.0.0.1", 0);
  const std::string body = R"({"symbol":"ETHUSDT","orderId":8389765500001234567,"status":"EXPIRED"})";
  const std::string ended = http(channel->port(), "POST /orders/end HTTP/1.1\r\nHost: v\r\nContent-Length: " +
                                                      std::to_string(body.size()) + "\r\n\r\n" + body);
  EXPECT_THAT(ended, testing::StartsWith("HTTP/1.1 200 OK\r\n"));
  EXPECT_EQ(status_of(*simulator_, kOrderId), "EXPIRED");
  EXPECT_THAT(http(channel->port(), "GET /counters HTTP/1.1\r\nHost: v\r\n\r\n"), HasSubstr("\"bans\":0"));
  EXPECT_THAT(http(channel->port(), "GET / HTTP/1.1\r\nHost: v\r\n\r\n"),
              testing::StartsWith("HTTP/1.1 404 Not Found\r\n"));
}

TEST_F(ControlChannel, IsForThisMachineOnly) {
  for (const char* address : {"0.0.0.0", "192.0.2.1", "localhost"}) {
    EXPECT_THAT(mistake_of([&] { (void)start_control(*simulator_, address, 0); }),
                HasSubstr("must be 127.0.0.1 or ::1"));
  }
  const auto channel = start_control(*simulator_, "127.0.0.1", 0);
  EXPECT_THAT(mistake_of([&] { (void)start_control(*simulator_, "127.0.0.1", channel->port()); }),
              HasSubstr("choose another port"));
}

}  // namespace
}  // namespace bridge::simulator::test
