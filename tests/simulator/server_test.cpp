// The simulator as its users meet it: over TLS WebSocket, through the functions of simulator.hpp.
#include "simulator/running.hpp"
#include "simulator/user_events.hpp"
#include "where.hpp"

#include <boost/json.hpp>
#include <gmock/gmock.h>

#include <future>
#include <stdexcept>
#include <thread>
#include <vector>

namespace bridge::simulator::test {
namespace {

namespace json = boost::json;
using testing::HasSubstr;
using testing::ThrowsMessage;

TEST(Server, CancelsAnOrderAndTellsSo) {
  const auto simulator = start(settings());
  Client client{at(*simulator)};
  const json::object reply = ask(client, order_request("order.cancel", "\"t-1\""));
  EXPECT_EQ(reply.at("id"), "t-1");
  EXPECT_EQ(reply.at("status"), 200);
  EXPECT_EQ(reply.at("result").at("status"), "CANCELED");
  EXPECT_EQ(reply.at("result").at("orderId"), kOrderId);
  EXPECT_EQ(reply.at("rateLimits").at(0).at("count"), 6);  // handshake 5, cancel 1
  EXPECT_EQ(status_of(*simulator, kOrderId), "CANCELED");
  EXPECT_EQ(ask(client, order_request("order.cancel", "2")).at("error").at("code"), -2011);
  EXPECT_EQ(ask(client, order_request("order.status", "3")).at("result").at("status"), "CANCELED");
}

TEST(Server, PlacesAnOrderAndTellsTheAccountBeforeItAnswers) {
  PendingEvents told;
  Settings with_events = settings();
  with_events.user_events = &told;
  const auto simulator = start(with_events);
  Client client{at(*simulator)};
  Params params{{"symbol", "\"BTCUSDT\""},    {"side", "\"BUY\""},      {"type", "\"LIMIT\""},
                {"quantity", "\"1\""},        {"price", "\"90000.0\""}, {"timeInForce", "\"GTD\""},
                {"newClientOrderId", "\"a\""}};
  params["timestamp"] = std::to_string(to_ms(now()));
  params["goodTillDate"] = std::to_string(to_ms(now()) + 610'000);
  const json::object reply = ask(client, signed_request("1", "order.place", params));
  ASSERT_EQ(reply.at("status"), 200) << json::serialize(reply);
  simulator->look([&](const Book&) { EXPECT_EQ(told.events().size(), 1U); });

  // Its date comes, and nobody has to ask.
  simulator->set({.clock_skew = milliseconds{620'000}});
  const std::int64_t id = reply.at("result").at("orderId").as_int64();
  EXPECT_TRUE(holds_in_time([&] { return simulator->find("BTCUSDT", id)->status == "EXPIRED"; }));
}

TEST(Server, ShowsACertificateForLocalhostAndItsAddresses) {
  const auto simulator = start(settings());
  for (const char* host : {"127.0.0.1", "localhost"}) {
    auto to = at(*simulator);
    to.host = host;
    EXPECT_NO_THROW(Client{to}) << host;
  }
  auto to = at(*simulator);
  to.host = "fapi.example.com";
  EXPECT_THAT([&] { Client{to}; }, ThrowsMessage<std::runtime_error>(HasSubstr("TLS")));
}

TEST(Server, ListensOnIpv6OrNamesTheAddressItCannotHave) {
  Settings v6 = settings();
  v6.address = "::1";
  std::unique_ptr<Simulator> simulator;
  try {
    simulator = start(v6);
  } catch (const std::runtime_error& error) {
    EXPECT_THAT(error.what(), HasSubstr("::1"));  // a machine without IPv6
    return;
  }
  auto to = at(*simulator);
  to.host = "::1";
  EXPECT_NO_THROW(Client{to});
}

TEST(Server, IsNotTrustedByACertificateOfAnother) {
  const auto simulator = start(settings());
  const auto other = start(settings());
  auto to = at(*simulator);
  to.certificate = other->certificate();
  EXPECT_THAT([&] { Client{to}; }, ThrowsMessage<std::runtime_error>(HasSubstr("TLS")));
}

TEST(Server, RefusesOldTls) {
  const auto simulator = start(settings());
  EXPECT_FALSE(takes_old_tls(at(*simulator)));
}

TEST(Server, KnowsOnePathOnly) {
  const auto simulator = start(settings());
  auto to = at(*simulator);
  EXPECT_EQ(http_status(to, true), 101);
  EXPECT_EQ(http_status(to, false), 426);
  for (const char* target : {"/", "/ws-fapi/v2", "/ws-fapi/v1/", "/ws-fapi"}) {
    to.target = target;
    EXPECT_EQ(http_status(to, true), 404) << target;
    EXPECT_EQ(http_status(to, false), 404) << target;
  }
}

TEST(Server, HidesRateLimitsForAConnectionThatSaysSo) {
  const auto simulator = start(settings());
  auto to = at(*simulator);
  to.target = "/ws-fapi/v1?returnRateLimits=false";
  Client client{to};
  const json::object reply = ask(client, request("1", "session.status", {}));
  EXPECT_FALSE(reply.contains("rateLimits"));
  EXPECT_EQ(reply.at("result").at("returnRateLimits"), false);
}

TEST(Server, AnswersPipelinedRequestsInOrder) {
  Settings many = settings();
  many.weight_limit = 0;
  const auto simulator = start(many);
  constexpr int kRequests = 500;
  for (int i = 1; i <= kRequests; ++i) simulator->put(open_order(i));
  Client client{at(*simulator)};
  for (int i = 1; i <= kRequests; ++i) client.send(order_request("order.cancel", std::to_string(i), i));
  for (int i = 1; i <= kRequests; ++i) {
    const json::object reply = json::parse(client.receive()).as_object();
    ASSERT_EQ(reply.at("id"), i);
    ASSERT_EQ(reply.at("result").at("orderId"), i);
  }
}

TEST(Server, ServesSeveralClientsFromOneBook) {
  const auto simulator = start(settings());
  Client first{at(*simulator)};
  Client second{at(*simulator)};
  EXPECT_EQ(ask(first, order_request("order.cancel", "1")).at("status"), 200);
  EXPECT_EQ(ask(second, order_request("order.cancel", "1")).at("error").at("code"), -2011);
}

TEST(Server, SurvivesMalformedFrames) {
  const auto simulator = start(settings());
  Client client{at(*simulator)};
  EXPECT_TRUE(ask(client, "{not json").at("id").is_null());
  EXPECT_TRUE(ask(client, std::string(1000, '[')).at("id").is_null());
  EXPECT_EQ(ask(client, request("1", "session.status", {})).at("status"), 200);
  EXPECT_EQ(simulator->frames().front(), "{not json");
}

TEST(Server, ClosesAConnectionThatSendsTooMuchInOneFrame) {
  const auto simulator = start(settings());
  Client client{at(*simulator)};
  client.send(std::string(64 * 1024 + 1, ' '));
  EXPECT_EQ(client.await_end(), "1009");
}

TEST(Server, RecordsFramesAsTheyCame) {
  const auto simulator = start(settings());
  Client client{at(*simulator)};
  const std::string first = order_request("order.status", "1");
  const std::string second = "  " + request("\"two\"", "session.status", {});
  (void)client.ask(first);
  (void)client.ask(second);
  EXPECT_THAT(simulator->frames(), testing::ElementsAre(first, second));
}

TEST(Server, AnswersPings) {
  const auto simulator = start(settings());
  Client client{at(*simulator)};
  EXPECT_NO_THROW(client.ping());
}

TEST(Server, PingsItsClients) {
  Settings often = settings();
  often.ping_every = milliseconds{20};
  const auto simulator = start(often);
  Client client{at(*simulator)};
  EXPECT_NO_THROW(client.await_ping());
}

TEST(Server, ForgetsALogonWithItsConnection) {
  Settings ed25519 = settings();
  ed25519.keys = {{ed25519_keys().api_key, KeyType::Ed25519, public_key_of(ed25519_keys())}};
  const auto simulator = start(ed25519);
  const auto api_key = [&](Client& client) {
    return ask(client, request("2", "session.status", {})).at("result").at("apiKey");
  };
  Client client{at(*simulator)};
  const Params timestamp{{"timestamp", std::to_string(to_ms(now()))}};
  (void)client.ask(signed_request("1", "session.logon", timestamp, ed25519_keys()));
  EXPECT_EQ(api_key(client), json::value(ed25519_keys().api_key));
  Client other{at(*simulator)};
  EXPECT_TRUE(api_key(other).is_null());
}

TEST(Stop, FreesThePortAndKeepsTheBook) {
  const auto simulator = start(settings());
  Client client{at(*simulator)};
  (void)client.ask(order_request("order.cancel", "1"));
  simulator->stop();
  simulator->stop();
  EXPECT_EQ(client.await_end(), "dropped");
  EXPECT_EQ(status_of(*simulator, kOrderId), "CANCELED");
  EXPECT_EQ(simulator->frames().size(), 1U);
  Settings same_port = settings();
  same_port.port = simulator->port();
  const auto next = start(same_port);
  EXPECT_EQ(next->port(), simulator->port());
}

TEST(Start, NamesThePortThatIsTaken) {
  const auto simulator = start(settings());
  Settings taken = settings();
  taken.port = simulator->port();
  EXPECT_THAT([&] { return start(taken); },
              ThrowsMessage<std::runtime_error>(
                  HasSubstr("cannot listen on 127.0.0.1 port " + std::to_string(taken.port))));
}

TEST(Start, NamesTheKeyItCannotUse) {
  Settings twice = settings();
  twice.keys = {{twice.api_key, KeyType::Hmac, "another"}};
  EXPECT_THAT([&] { return start(twice); },
              ThrowsMessage<std::runtime_error>(HasSubstr("'" + twice.api_key + "' is there twice")));
}

TEST(Start, NamesWhatItCannotUse) {
  Settings no_address = settings();
  no_address.address = "venue.example";
  EXPECT_THAT([&] { return start(no_address); },
              ThrowsMessage<std::runtime_error>(HasSubstr("'venue.example'")));
  Settings no_file = settings();
  no_file.cert_file = "no/such/cert.pem";
  no_file.key_file = "no/such/key.pem";
  EXPECT_THAT([&] { return start(no_file); },
              ThrowsMessage<std::runtime_error>(HasSubstr("no/such/cert.pem")));
  Settings no_pem = settings();
  no_pem.cert_file = no_pem.key_file = std::string{BRIDGE_SOURCE_DIR} + "/CMakeLists.txt";
  EXPECT_THAT([&] { return start(no_pem); }, ThrowsMessage<std::runtime_error>(HasSubstr("in PEM")));
}

TEST(Simulator, EndsThoughADateCameInTheSameMoment) {
  auto simulator = start(settings());
  std::promise<void> busy;
  std::thread deed([&simulator, &busy] {
    simulator->at_book([&](Book&, Timestamp) {
      busy.set_value();
      std::this_thread::sleep_for(milliseconds{150});  // longer than dates are left alone
    });
  });
  busy.get_future().wait();
  std::promise<void> ended;
  auto end = ended.get_future();
  std::thread{[ended = std::move(ended), venue = std::move(simulator)]() mutable {
    venue.reset();
    ended.set_value_at_thread_exit();
  }}.detach();
  deed.join();
  ASSERT_EQ(end.wait_for(seconds{10}), std::future_status::ready);
}

TEST(Simulator, MayBeUsedFromManyThreads) {
  const auto simulator = start(settings());
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&simulator, t] {
      for (int i = 0; i < 100; ++i) {
        const std::int64_t id = 1 + t * 100 + i;
        simulator->put(open_order(id));
        EXPECT_EQ(status_of(*simulator, id), "NEW");
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
}

}  // namespace
}  // namespace bridge::simulator::test
