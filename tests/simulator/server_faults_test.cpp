// Faults over the wire: what a client of a misbehaving venue sees.
#include "simulator/running.hpp"

#include <boost/json.hpp>
#include <gmock/gmock.h>

#include <filesystem>
#include <stdexcept>
#include <unistd.h>

namespace bridge::simulator::test {
namespace {

namespace json = boost::json;
using testing::HasSubstr;
using testing::ThrowsMessage;

TEST(Faults, DropRepliesToCancelsThatAreExecuted) {
  const auto simulator = start(settings());
  simulator->put(open_order(7));
  Client client{at(*simulator)};
  simulator->drop_cancel_replies(true);
  client.send(order_request("order.cancel", "1"));
  // The reply to the next request comes first: none for the cancel is on its way.
  EXPECT_EQ(ask(client, order_request("order.status", "2")).at("result").at("status"), "CANCELED");
  simulator->drop_cancel_replies(false);
  EXPECT_EQ(ask(client, order_request("order.cancel", "3", 7)).at("id"), 3);
}

TEST(Faults, DelayRepliesToCancelsThatAreExecutedAtOnce) {
  const auto simulator = start(settings());
  Client client{at(*simulator)};
  simulator->delay_cancel_replies(milliseconds{300});
  client.send(order_request("order.cancel", "1"));
  client.send(order_request("order.cancel", "2"));
  client.send(order_request("order.status", "3"));
  const json::object overtook = json::parse(client.receive()).as_object();
  EXPECT_EQ(overtook.at("id"), 3);
  EXPECT_EQ(overtook.at("result").at("status"), "CANCELED");
  EXPECT_EQ(json::parse(client.receive()).at("id"), 1);
  EXPECT_EQ(json::parse(client.receive()).at("id"), 2);
}

TEST(Faults, FailTheNextRequestsOfAMethod) {
  const auto simulator = start(settings());
  Client client{at(*simulator)};
  simulator->fail_next("order.cancel", 408, -1007, "Timeout waiting for response from backend server.", 1);
  const json::object failed = ask(client, order_request("order.cancel", "1"));
  EXPECT_EQ(failed.at("status"), 408);
  EXPECT_EQ(failed.at("error").at("code"), -1007);
  EXPECT_EQ(status_of(*simulator, kOrderId), "NEW");
  EXPECT_EQ(ask(client, order_request("order.cancel", "2")).at("status"), 200);
}

TEST(Faults, LetAnEarlierReplyOvertake) {
  const auto simulator = start(settings());
  simulator->put(open_order(7));
  simulator->behave("c-7", {.cancels = {{.delay = milliseconds{300}}}});
  Client client{at(*simulator)};
  client.send(order_request("order.cancel", "1", 7));
  client.send(order_request("order.cancel", "2"));
  EXPECT_EQ(json::parse(client.receive()).at("id"), 2);
  EXPECT_EQ(json::parse(client.receive()).at("id"), 1);
}

TEST(Faults, TakeTheVenueDownForAWhile) {
  const auto simulator = start(settings());
  simulator->behave("FIX-42.a_B", {.cancels = {{.outage = milliseconds{300}}}});
  Client client{at(*simulator)};
  Client bystander{at(*simulator)};
  client.send(order_request("order.cancel", "1"));
  EXPECT_EQ(client.await_end(), "dropped");
  EXPECT_EQ(bystander.await_end(), "dropped");
  EXPECT_EQ(status_of(*simulator, kOrderId), "CANCELED");
  EXPECT_TRUE(holds_in_time([&] {
    try {
      Client again{at(*simulator)};
      return ask(again, request("1", "session.status", {})).at("status") == 200;
    } catch (const std::runtime_error&) {
      return false;  // still down
    }
  }));
}

TEST(Faults, RevokeAKeyAndItsSessions) {
  Settings ed25519 = settings();
  ed25519.keys = {{ed25519_keys().api_key, KeyType::Ed25519, public_key_of(ed25519_keys())}};
  const auto simulator = start(ed25519);
  Client client{at(*simulator)};
  const Params timestamp{{"timestamp", std::to_string(to_ms(now()))}};
  const auto log_on = [&] {
    return ask(client, signed_request("1", "session.logon", timestamp, ed25519_keys())).at("status");
  };
  EXPECT_EQ(log_on(), 200);
  simulator->revoke_key(ed25519_keys().api_key);
  EXPECT_TRUE(ask(client, request("2", "session.status", {})).at("id").is_null());
  EXPECT_EQ(log_on(), 401);
  simulator->restore_key(ed25519_keys().api_key);
  EXPECT_EQ(log_on(), 200);
}

TEST(Faults, DropConnectionsWithoutACloseFrame) {
  const auto simulator = start(settings());
  Client client{at(*simulator)};
  simulator->drop_connections();
  EXPECT_EQ(client.await_end(), "dropped");
  Client again{at(*simulator)};
  EXPECT_EQ(ask(again, request("1", "session.status", {})).at("status"), 200);
}

TEST(Faults, DropAConnectionWithRepliesOutstanding) {
  Settings slow = settings();
  slow.reply_delay = std::chrono::minutes{10};
  const auto simulator = start(slow);
  Client client{at(*simulator)};
  client.send(order_request("order.cancel", "1"));
  ASSERT_TRUE(holds_in_time([&] { return status_of(*simulator, kOrderId) == "CANCELED"; }));
  simulator->drop_connections();
  EXPECT_EQ(client.await_end(), "dropped");
}

TEST(Faults, StopReadingUntilToldToGoOn) {
  const auto simulator = start(settings());
  Client deaf{at(*simulator)};
  Client other{at(*simulator)};
  simulator->turn_connections(Line::Deaf);
  deaf.send(order_request("order.cancel", "1"));
  Client late{at(*simulator)};  // came after: is as it should be
  EXPECT_EQ(ask(late, order_request("order.status", "2")).at("result").at("status"), "NEW");
  EXPECT_EQ(simulator->frames().size(), 1U);
  simulator->turn_connections(Line::Open);
  EXPECT_EQ(json::parse(deaf.receive()).at("id"), 1);
}

TEST(Faults, LeaveAConnectionHalfOpen) {
  const auto simulator = start(settings());
  simulator->behave("FIX-42.a_B", {.cancels = {{.line = Line::HalfOpen}}});
  Client client{at(*simulator)};
  client.send(order_request("order.cancel", "1"));
  ASSERT_TRUE(holds_in_time([&] { return status_of(*simulator, kOrderId) == "CANCELED"; }));
  client.send(order_request("order.cancel", "2"));
  Client other{at(*simulator)};
  EXPECT_EQ(ask(other, order_request("order.cancel", "3")).at("error").at("code"), -2011);
  EXPECT_EQ(simulator->frames().size(), 2U);  // the second is not read
  simulator->turn_connections(Line::Open);
  EXPECT_EQ(json::parse(client.receive()).at("id"), 1);
  EXPECT_EQ(json::parse(client.receive()).at("id"), 2);
}

TEST(Faults, WriteAByteASecond) {
  const auto simulator = start(settings());
  simulator->behave("FIX-42.a_B", {.cancels = {{.line = Line::Dripping}}});
  Client client{at(*simulator)};
  client.send(order_request("order.cancel", "1"));
  ASSERT_TRUE(holds_in_time([&] { return status_of(*simulator, kOrderId) == "CANCELED"; }));
  EXPECT_FALSE(client.has_frame_within(milliseconds{1500}));
  simulator->turn_connections(Line::Open);
  EXPECT_EQ(json::parse(client.receive()).at("id"), 1);
}

TEST(Faults, CutTheConnectionBeforeOrAfterTheAnswer) {
  const auto simulator = start(settings());
  simulator->behave("FIX-42.a_B", {.cancels = {{.executes = false, .line = Line::Cut}},
                                   .statuses = {{.line = Line::Cut, .line_after = milliseconds{50}}}});
  Client client{at(*simulator)};
  client.send(order_request("order.cancel", "1"));
  EXPECT_EQ(client.await_end(), "dropped");
  EXPECT_EQ(status_of(*simulator, kOrderId), "NEW");
  Client again{at(*simulator)};
  EXPECT_EQ(ask(again, order_request("order.status", "2")).at("status"), 200);
  EXPECT_EQ(again.await_end(), "dropped");
}

TEST(Faults, SayAReplyTwiceAndAnotherAfterTheNext) {
  const auto simulator = start(settings());
  simulator->behave("FIX-42.a_B", {.cancels = {{.lets_next_pass = true}, {.again_after = milliseconds{1}}}});
  Client client{at(*simulator)};
  client.send(order_request("order.cancel", "1"));
  client.send(order_request("order.status", "2"));
  client.send(order_request("order.cancel", "3"));
  for (const int id : {2, 1, 3, 3}) EXPECT_EQ(json::parse(client.receive()).at("id"), id);
}

TEST(Faults, AnnounceAShutdownOnEveryConnection) {
  const auto simulator = start(settings());
  Client first{at(*simulator)};
  Client second{at(*simulator)};
  simulator->shut_down(milliseconds{50});
  for (Client* client : {&first, &second}) {
    EXPECT_EQ(json::parse(client->receive()).at("event").at("e"), "serverShutdown");
    EXPECT_EQ(client->await_end(), "dropped");
  }
  EXPECT_NO_THROW(Client{at(*simulator)});
}

TEST(Ban, EndsConnectionsAndRefusesHandshakes) {
  Settings strict = settings();
  strict.weight_limit = 8;
  strict.ban = {.patience = 4, .length = std::chrono::minutes{2}};
  const auto simulator = start(strict);
  Client client{at(*simulator)};
  Client bystander{at(*simulator)};
  int last = 200;
  for (int i = 0; i < 12 && last != 418; ++i) {  // a minute may end in between
    last = static_cast<int>(ask(client, order_request("order.status", "1")).at("status").as_int64());
  }
  EXPECT_EQ(last, 418);
  EXPECT_EQ(client.await_end(), "1008");
  EXPECT_EQ(http_status(at(*simulator), true), 418);
  EXPECT_THAT(http_retry_after(at(*simulator)), testing::AnyOf("119", "120"));
  EXPECT_EQ(ask(bystander, order_request("order.cancel", "2")).at("status"), 418);
  EXPECT_EQ(bystander.await_end(), "1008");
  EXPECT_EQ(status_of(*simulator, kOrderId), "NEW");
  EXPECT_EQ(simulator->counters().bans, 1);
  simulator->reset();
  EXPECT_EQ(http_status(at(*simulator), true), 101);
}

TEST(Ban, ByHandEndsEveryConnection) {
  const auto simulator = start(settings());
  Client client{at(*simulator)};
  simulator->ban(milliseconds{60'000});
  EXPECT_EQ(client.await_end(), "1008");
  EXPECT_THAT([&] { Client{at(*simulator)}; }, ThrowsMessage<std::runtime_error>(HasSubstr("upgrade")));
}

TEST(Book, IsThereAgainAfterARestart) {
  const auto file = std::filesystem::temp_directory_path() / ("venue-" + std::to_string(::getpid()));
  Settings kept = settings();
  kept.book_file = file;
  {
    const auto simulator = start(kept);
    Client client{at(*simulator)};
    (void)client.ask(order_request("order.cancel", "1"));
    simulator->put(open_order(7));
    EXPECT_TRUE(simulator->end("ETHUSDT", 7, "EXPIRED"));
    EXPECT_FALSE(simulator->end("ETHUSDT", 7, "FILLED"));
  }
  const auto again = start(kept);
  EXPECT_EQ(status_of(*again, kOrderId), "CANCELED");
  EXPECT_EQ(status_of(*again, 7), "EXPIRED");
  std::filesystem::remove(file);
}

}  // namespace
}  // namespace bridge::simulator::test
