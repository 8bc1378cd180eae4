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
  EXPECT_THAT(post("/order", "{}", 404), HasSubstr("GET /orders, POST /ban, POST /connections"));
  EXPECT_EQ(control(*simulator_, "DELETE", "/orders", "").status, 404U);
  EXPECT_THAT(post("/ban", "{\n]", 400), HasSubstr("line 2: is not JSON"));
  EXPECT_EQ(post("/ban", "", 400), "ms is missing");
  EXPECT_EQ(post("/down", R"({"ms":0})", 400), "ms: must be more than 0");
  EXPECT_EQ(post("/reset", R"({"now":true})", 400), "now: is not known here; nothing may be");
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
