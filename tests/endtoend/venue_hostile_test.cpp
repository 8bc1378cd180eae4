// A venue that means no good: garbage between honest replies, floods, replies about other orders, frames that
// break the rules. Whatever it says, each cancel ends in the truth, and nobody's log fills up.
#include "endtoend/scripted_venue.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <vector>

namespace bridge::endtoend {
namespace {

using testing::ElementsAre;

enum class Counted { Unreadable, Stray };
struct Odd {
  Counted as;
  std::string text;
  bool binary = false;
};

std::vector<Odd> odd_frames() {
  const std::string deep(100'000, '[');
  return {
      {Counted::Unreadable, "this is not JSON"},
      {Counted::Unreadable, ""},
      {Counted::Unreadable, "[1,2,3]"},
      {Counted::Unreadable, std::string("\x00\xff\xfe{", 4), true},
      {Counted::Unreadable, R"({"id":"1-1c","status":)"},
      {Counted::Unreadable, R"({"id":"1-1c","id":"1-1c","status":200,"result":{}})"},
      {Counted::Unreadable, deep},
      {Counted::Unreadable, R"({"id":NaN})"},
      {Counted::Unreadable, "{}{}"},
      {Counted::Stray, "{}"},
      {Counted::Stray, R"({"id":7,"status":200,"result":{}})"},
      {Counted::Stray, R"({"id":null,"status":500,"error":{"code":-1000,"msg":"?"}})"},
      {Counted::Stray, R"({"id":"nobody","status":400,"error":{"code":-1102,"msg":"What?"}})"},
      {Counted::Stray, R"({"event":{"e":"listenKeyExpired","E":1}})"},
      {Counted::Stray, R"({"id":"time-1","status":200,"result":{"serverTime":1}})"},
      {Counted::Stray, R"({"id":"4711-1c","status":200,"result":{"orderId":1001,"symbol":"BTCUSDT",)"
                       R"("status":"CANCELED","origQty":"1","executedQty":"0"}})"},
      {Counted::Stray, R"({"id":"4711-1c","status":400,"error":{"code":-2011,"msg":")" +
                           std::string(500'000, 'm') + R"("}})"},
  };
}

class HostileVenue : public ScriptedVenue {
 protected:
  // Waits for the next frame of that method, and tells its id.
  [[nodiscard]] std::string await(const std::string& method, std::size_t from) {
    std::string id;
    const auto came = [&] {
      for (std::size_t i = from; i < server.received.size(); ++i) {
        if (server.received[i].find(method) != std::string::npos) id = id_of(server.received[i]);
      }
      return !id.empty();
    };
    EXPECT_TRUE(serve_until(came)) << "no " << method;
    return id;
  }
  [[nodiscard]] std::string answer_to(const std::string& cl_ord_id) {
    EXPECT_TRUE(serve_until([&] { return !final_reports(*oms, cl_ord_id).empty(); })) << cl_ord_id;
    const auto reports = final_reports(*oms, cl_ord_id);
    if (reports.size() != 1) return std::to_string(reports.size()) + " reports";
    return value(reports[0], 35) + " 150=" + value(reports[0], 150) + " 37=" + value(reports[0], 37);
  }
};

TEST_F(HostileVenue, GarbageBetweenHonestRepliesChangesNoAnswer) {
  const auto odd = odd_frames();
  std::size_t unreadable = 0;
  std::size_t stray = 0;
  const auto say = [&](const Odd& frame) {
    server.send(frame.text, frame.binary);
    ++(frame.as == Counted::Stray ? stray : unreadable);
  };
  for (std::size_t i = 0; i < 3 * odd.size(); ++i) {
    const std::string number = std::to_string(1001 + i);
    const auto from = server.received.size();
    ASSERT_TRUE(oms->send_cancel(cancel("c" + number, number)));
    const std::string id = await("order.cancel", from);
    say(odd[i % odd.size()]);
    server.send(canceled(id, number));
    say(odd[(i + 1) % odd.size()]);
    server.send(canceled(id, number));  // a second time: it answers nothing any more
    ++stray;
    EXPECT_EQ(answer_to("c" + number), "8 150=4 37=" + number);
  }
  ASSERT_TRUE(serve_until([&] {
    return metric("frames_unreadable_total") == std::to_string(unreadable) &&
           metric("frames_stray_total") == std::to_string(stray);
  })) << metric("frames_unreadable_total")
      << " unreadable of " << unreadable << ", " << metric("frames_stray_total") << " stray of " << stray;
  EXPECT_EQ(server.accepted, 1) << "the link was never given up";
  EXPECT_FALSE(stage.gateway().has_ended());
}

TEST_F(HostileVenue, AFloodDoesNotFillTheLog) {
  constexpr int kFrames = 30'000;
  constexpr std::size_t kLinesPerSecond = 20;
  const auto began = std::chrono::steady_clock::now();
  for (int i = 0; i < kFrames; ++i) server.send(i % 2 == 0 ? R"({"id":7})" : "no JSON");
  ASSERT_TRUE(serve_until([&] {
    return metric("frames_stray_total") == std::to_string(kFrames / 2) &&
           metric("frames_unreadable_total") == std::to_string(kFrames / 2);
  }));
  // The first line of another second says how many were left out before.
  ASSERT_TRUE(serve_until([&] {
    server.send("no JSON");
    return stage.log().find("frame_lines_left_out") != std::string::npos;
  }));
  const auto took = std::chrono::duration_cast<seconds>(std::chrono::steady_clock::now() - began);

  const auto from = server.received.size();
  ASSERT_TRUE(oms->send_cancel(cancel("c1", "1001")));
  server.send(canceled(await("order.cancel", from), "1001"));
  EXPECT_EQ(answer_to("c1"), "8 150=4 37=1001");
  const std::string log = stage.log();
  const auto lines = count_of(log, " frame_stray ") + count_of(log, " frame_unreadable ");
  EXPECT_LE(lines, kLinesPerSecond * (static_cast<std::size_t>(took.count()) + 2));
  EXPECT_GE(lines, kLinesPerSecond);
}

// By symbol, by number and by client id.
TEST_F(HostileVenue, ACancelOfAnotherOrderProvesNothing) {
  struct Lie {
    const char* what;
    const char* instead;
  };
  int number = 1001;
  std::size_t lies = 0;
  for (const auto& [what, instead] :
       {Lie{R"("orderId":1)", R"("orderId":9)"}, Lie{R"("symbol":"BTCUSDT")", R"("symbol":"ETHUSDT")"},
        Lie{R"("symbol":"BTCUSDT")", R"("symbol":"btcusdt")"}}) {
    const std::string order = std::to_string(number);
    const std::string cl_ord_id = "c" + order;
    const auto lie = [&](std::string frame) {
      ++lies;
      return frame.replace(frame.find(what), std::string_view(what).size(), instead);
    };
    auto from = server.received.size();
    ASSERT_TRUE(oms->send_cancel(cancel(cl_ord_id, order)));
    const std::string first = await("order.cancel", from);
    from = server.received.size();
    server.send(lie(canceled(first, order)));
    const std::string question = await("order.status", from);
    from = server.received.size();
    server.send(lie(canceled(question, order)));
    const std::string again = await("order.status", from);
    EXPECT_TRUE(final_reports(*oms, cl_ord_id).empty()) << instead;
    server.send(canceled(again, order));
    EXPECT_EQ(answer_to(cl_ord_id), "8 150=4 37=" + order);
    ++number;
  }
  EXPECT_TRUE(serve_until([&] { return metric("frames_stray_total") == std::to_string(lies); }))
      << metric("frames_stray_total");
}

TEST_F(HostileVenue, ACancelByClientIdOfAnotherOneProvesNothing) {
  auto from = server.received.size();
  ASSERT_TRUE(oms->send_cancel(cancel("c1", "", "order-2")));
  const std::string first = await("order.cancel", from);
  from = server.received.size();
  server.send(canceled(first, "1001"));  // whose client id is order-1
  const std::string question = await("order.status", from);
  EXPECT_TRUE(final_reports(*oms, "c1").empty());
  std::string truth = canceled(question, "1002");
  truth.replace(truth.find("order-1"), 7, "order-2");
  server.send(truth);
  EXPECT_EQ(answer_to("c1"), "8 150=4 37=1002");
  EXPECT_EQ(metric("frames_stray_total"), "1");
}

TEST_F(HostileVenue, WhoBreaksTheRulesIsLeftAndTheCancelEndsInTheTruth) {
  int number = 1001;
  int connections = 1;
  for (const std::string& violation : std::vector<std::string>{
           std::string("\x81\x81\x01\x02\x03\x04x", 7),  // masked
           std::string("\x83\x00", 2),                   // no such opcode
           std::string("\x81\x7F\x7F\xFF\xFF\xFF\xFF\xFF\xFF\xFF", 10) + std::string(2U << 20U, 'x')}) {
    const std::string order = std::to_string(number++);
    auto from = server.received.size();
    ASSERT_TRUE(oms->send_cancel(cancel("c" + order, order)));
    (void)await("order.cancel", from);
    from = server.received.size();
    try {
      server.send_raw(violation);
    } catch (const std::exception&) {  // it hung up before all of it was said
    }
    ++connections;
    ASSERT_TRUE(serve_until([&] { return server.upgraded == connections; }));
    server.send(canceled(await("order.status", from), order));
    EXPECT_EQ(answer_to("c" + order), "8 150=4 37=" + order);
  }
  EXPECT_FALSE(stage.gateway().has_ended());
}

TEST_F(HostileVenue, WhoAnnouncesTheEndOfEachLinkIsNotConnectedToWithoutEnd) {
  const std::string shutdown = R"({"event":{"e":"serverShutdown","E":1795359600000}})";
  for (int i = 0; i < 100; ++i) server.send(shutdown);
  ASSERT_TRUE(serve_until([&] { return server.upgraded == 2; }));
  ASSERT_TRUE(serve_until([&] { return stage.log().find("link_replaced") != std::string::npos; }));
  for (int i = 0; i < 100; ++i) server.send(shutdown);
  const auto from = server.received.size();
  ASSERT_TRUE(oms->send_cancel(cancel("c1", "1001")));
  server.send(canceled(await("order.cancel", from), "1001"));
  EXPECT_EQ(answer_to("c1"), "8 150=4 37=1001");
  EXPECT_EQ(server.accepted, 2);
}

}  // namespace
}  // namespace bridge::endtoend
