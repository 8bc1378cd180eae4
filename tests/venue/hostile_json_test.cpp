// Frames that no venue would send, and what they are taken for. Nothing here may be taken for a cancel that
// worked, and nothing may harm.
#include "venue/binance/dialect.hpp"
#include "venue/frames.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <vector>

namespace bridge::venue::binance {
namespace {

namespace json = boost::json;

const std::string kDigits = "8389765500001234567";

const Dialect& dialect() {
  static const auto made =
      make_dialect({.api_key = std::string(64, 'k'), .secret = Secret{std::string(64, 's')}}, {});
  return *made;
}

// "unreadable", "stray", "shutdown", "session ID", or "17-1c Canceled".
std::string taken_for(const std::string& frame) {
  const auto read = dialect().decode(frame);
  if (!read) {
    EXPECT_LE(read.error().what.size(), 300U) << "it must not carry the frame into the log";
    return "unreadable";
  }
  if (const auto* session = std::get_if<SessionReply>(&read->message)) return "session " + session->id;
  if (std::holds_alternative<Shutdown>(read->message)) return "shutdown";
  if (const auto* stray = std::get_if<Stray>(&read->message)) {
    EXPECT_LE(stray->what.size(), 600U);
    return "stray";
  }
  static constexpr const char* kNames[] = {"Canceled", "Found", "Rejected", "Missing", "Unclear"};
  const auto& reply = std::get<Reply>(read->message);
  return std::to_string(reply.request.ticket.value()) + "-" + std::to_string(reply.request.attempt) +
         (reply.request.kind == order::RequestKind::Cancel ? "c " : "s ") + kNames[reply.outcome.index()];
}

// A real reply to 17-1c with one part of its text replaced.
std::string with(const std::string& part, const std::string& instead) {
  std::string frame = test::response_to("17-1c", "order.cancel.by_orderId.json");
  const auto at = frame.find(part);
  EXPECT_NE(at, std::string::npos) << part;
  return frame.replace(at, part.size(), instead);
}
std::string with_id(const std::string& id) { return with("\"17-1c\"", id); }
std::string with_order_id(const std::string& number) { return with(kDigits, number); }
std::string with_status(const std::string& status) { return with("\"status\":200", "\"status\":" + status); }

std::string refusal(const std::string& error) {
  return R"({"id":"17-1c","status":400,"error":)" + error + "}";
}

struct Frame {
  std::string text;
  std::string taken_for;
};

void expect_each(const std::vector<Frame>& frames) {
  for (const auto& frame : frames) {
    EXPECT_EQ(taken_for(frame.text), frame.taken_for) << frame.text.substr(0, 200);
  }
}

TEST(HostileJson, TheHonestReplyIsACancel) {
  EXPECT_EQ(taken_for(test::response_to("17-1c", "order.cancel.by_orderId.json")), "17-1c Canceled");
}

TEST(HostileJson, AnIdThatIsNotOursAnswersNothing) {
  std::vector<Frame> frames;
  for (const char* id : {"17",
                         "17.0",
                         "null",
                         "true",
                         "[]",
                         "{}",
                         "[\"17-1c\"]",
                         R"({"id":"17-1c"})",
                         "\"\"",
                         "\"17\"",
                         "\"-1c\"",
                         "\"17-c\"",
                         "\"17-1\"",
                         "\"17-1x\"",
                         "\"17-0c\"",
                         "\"017-1c\"",
                         "\"17-01c\"",
                         "\" 17-1c\"",
                         "\"17-1c \"",
                         "\"17-1C\"",
                         "\"+17-1c\"",
                         "\"-17-1c\"",
                         "\"17--1c\"",
                         "\"17-1cc\"",
                         "\"17-1c\\u0000\"",
                         "\"1e1-1c\"",
                         "\"18446744073709551616-1c\"",
                         "\"17-4294967296c\"",
                         "\"\\uD83D\\uDCA3\"",
                         "9223372036854775808",
                         "1e400"}) {
    frames.push_back({with_id(id), "stray"});
  }
  frames.push_back({with_id("\"" + std::string(100'000, '1') + "-1c\""), "stray"});
  frames.push_back({with_id("\"17-1\\u0063\""), "17-1c Canceled"});  // an escape is a spelling
  frames.push_back(
      {with_id("\"4711-3c\""), "4711-3c Canceled"});  // whose request was never made: the wire's to say
  expect_each(frames);
}

TEST(HostileJson, ANumberThatIsNotWhatItShouldBeProvesNothing) {
  std::vector<Frame> frames;
  for (const char* number : {"9223372036854775808",
                             "-9223372036854775809",
                             "18446744073709551616",
                             "1e400",
                             "-1e400",
                             "1e18",
                             "8389765500001234567e0",
                             "8389765500001234567.0",
                             "-0",
                             "0",
                             "-1",
                             "0.5",
                             "NaN",
                             "Infinity",
                             "-Infinity",
                             "\"NaN\"",
                             "\"8389765500001234567\"",
                             "null",
                             "true",
                             "[8389765500001234567]",
                             "{}",
                             "0x10",
                             "01",
                             "+1",
                             ".5",
                             "5.",
                             "1e",
                             "--1",
                             "1_000"}) {
    const std::string taken = taken_for(with_order_id(number));
    EXPECT_TRUE(taken == "unreadable" || taken == "17-1c Unclear") << number << ": " << taken;
  }
  const std::string digits(100'000, '9');
  const std::string taken = taken_for(with_order_id(digits));
  EXPECT_TRUE(taken == "unreadable" || taken == "17-1c Unclear") << taken;
}

TEST(HostileJson, AStatusThatIsNot200ProvesNoCancel) {
  for (const char* status :
       {"\"200\"", "200.0", "2e2", "null", "true", "[200]", "{}", "0", "-200", "201", "204", "299", "2000",
        "4294967496", "9223372036854775807", "18446744073709551816", "1e400", "NaN"}) {
    const std::string taken = taken_for(with_status(status));
    EXPECT_TRUE(taken == "unreadable" || taken == "17-1c Unclear") << status << ": " << taken;
  }
}

TEST(HostileJson, ResultAndErrorContradictEachOther) {
  expect_each({
      {with("\"result\":", R"("error":{"code":-2011,"msg":"Unknown order sent."},"result":)"),
       "17-1c Unclear"},
      {with("\"result\":", R"("error":null,"result":)"), "17-1c Canceled"},
      {with("\"result\":", R"("error":false,"result":)"), "17-1c Unclear"},
      {with("\"result\":", R"("error":"","result":)"), "17-1c Unclear"},
      {R"({"id":"17-1c","status":200,"result":[{"status":"CANCELED"}]})", "17-1c Unclear"},
      {R"({"id":"17-1c","status":200,"result":"CANCELED"})", "17-1c Unclear"},
      {R"({"id":"17-1c","status":200,"result":1})", "17-1c Unclear"},
      {R"({"id":"17-1c","status":200,"result":{}})", "17-1c Unclear"},
      {R"({"id":"17-1c","status":200,"Result":{"status":"CANCELED"}})", "17-1c Unclear"},
      {with("\"CANCELED\"", "\"CANCELLED\""), "17-1c Unclear"},
      {with("\"CANCELED\"", "\"canceled\""), "17-1c Unclear"},
      {with("\"CANCELED\"", "\"CANCELED \""), "17-1c Unclear"},
      {with("\"CANCELED\"", "\"CANCELED\\u0000\""), "17-1c Unclear"},
      {with("\"CANCELED\"", "\"FILLED\""), "17-1c Unclear"},
      {with("\"CANCELED\"", "[\"CANCELED\"]"), "17-1c Unclear"},
  });
}

TEST(HostileJson, AnErrorOfAnotherShapeIsNoRefusal) {
  expect_each({
      {refusal(R"("no")"), "17-1c Unclear"},
      {refusal("17"), "17-1c Unclear"},
      {refusal("[]"), "17-1c Unclear"},
      {refusal("{}"), "17-1c Unclear"},
      {refusal(R"({"code":"-1022","msg":"x"})"), "17-1c Unclear"},
      {refusal(R"({"code":-1022.0,"msg":"x"})"), "17-1c Unclear"},
      {refusal(R"({"code":-4294968318,"msg":"x"})"), "17-1c Unclear"},
      {refusal(R"({"code":9223372036854775808,"msg":"x"})"), "17-1c Unclear"},
      {refusal(R"({"code":null,"msg":null})"), "17-1c Unclear"},
      {refusal(R"({"code":-1022,"msg":17})"), "17-1c Rejected"},
      {refusal(R"({"code":-1022,"msg":")" + std::string(1'000'000, 'm') + R"("})"), "17-1c Rejected"},
      {refusal(R"({"code":-2011,"msg":"Unknown order sent.","data":17})"), "17-1c Missing"},
      {R"({"id":"17-1c","status":-400,"error":{"code":-1022,"msg":"x"}})", "17-1c Unclear"},
      {R"({"id":"17-1c","status":200,"error":{"code":-1022,"msg":"x"}})", "17-1c Unclear"},
      {R"({"id":"17-1c","status":4000000000000,"error":{"code":-1022,"msg":"x"}})", "17-1c Unclear"},
  });
}

TEST(HostileJson, ATimeToWaitUntilIsATime) {
  const auto until = [](const std::string& retry_after) {
    const auto read =
        dialect().decode(R"({"id":"17-1c","status":429,"error":{"code":-1003,"msg":"x","data":{)"
                         R"("retryAfter":)" +
                         retry_after + "}}}");
    const auto& reply = std::get<Reply>(read->message);
    return std::get<order::Rejected>(reply.outcome).error.retry_after_ms;
  };
  EXPECT_EQ(until("1795359660000"), 1795359660000);
  for (const char* no_time : {"9223372036854775807", "-9223372036854775808", "-1", "0", "17",
                              "10000000000000", "999999999999", "1e13", "\"1795359660000\"", "null"}) {
    EXPECT_EQ(until(no_time), 0) << no_time;
  }
}

TEST(HostileJson, ManyCountersAreCutAndOddOnesLeftOut) {
  const auto limits = [](const std::string& rows) {
    return dialect().decode(
        R"({"id":"time-1","status":200,"result":{"serverTime":1795359660000},"rateLimits":)" + rows + "}");
  };
  std::string many = "[";
  for (int i = 0; i < 10'000; ++i) {
    many +=
        R"({"rateLimitType":"REQUEST_WEIGHT","interval":"MINUTE","intervalNum":1,"limit":2400,"count":7},)";
  }
  many.back() = ']';
  const auto cut = limits(many);
  ASSERT_TRUE(cut);
  EXPECT_EQ(cut->rate_limits.size(), 16U);
  EXPECT_FALSE(limits("[" + many + "," + many + "]")) << "beyond 1 MiB";

  for (const char* row :
       {R"({"rateLimitType":"REQUEST_WEIGHT","limit":9223372036854775807,"count":7})",
        R"({"rateLimitType":"REQUEST_WEIGHT","limit":2400,"count":9223372036854775807})",
        R"({"rateLimitType":"REQUEST_WEIGHT","limit":-2400,"count":7})",
        R"({"rateLimitType":"REQUEST_WEIGHT","limit":2400,"count":-7})",
        R"({"rateLimitType":"REQUEST_WEIGHT","limit":2400.5,"count":7})",
        R"({"rateLimitType":"REQUEST_WEIGHT","limit":"2400","count":7})", "17", "null", "[]"}) {
    const auto read = limits("[" + std::string(row) + "]");
    ASSERT_TRUE(read) << row;
    EXPECT_TRUE(read->rate_limits.empty()) << row;
  }
}

TEST(HostileJson, NestingIsBounded) {
  const auto nested = [](std::size_t depth) {
    return with("\"result\":",
                "\"more\":" + std::string(depth, '[') + std::string(depth, ']') + ",\"result\":");
  };
  EXPECT_EQ(taken_for(nested(15)), "17-1c Canceled");
  EXPECT_EQ(taken_for(nested(16)), "unreadable");
  EXPECT_EQ(taken_for(nested(100'000)), "unreadable");
  std::string objects;
  for (int i = 0; i < 100'000; ++i) objects += "{\"a\":";
  EXPECT_EQ(taken_for(objects), "unreadable");
}

TEST(HostileJson, TextThatIsNotWholeOrNotAloneIsUnreadable) {
  const std::string honest = test::response_to("17-1c", "order.cancel.by_orderId.json");
  std::vector<Frame> frames;
  for (const auto& text :
       std::vector<std::string>{"\xEF\xBB\xBF" + honest,
                                honest + honest,
                                honest + "\n" + honest,
                                honest + "x",

                                honest + ",",
                                "," + honest,
                                "[" + honest,
                                honest.substr(0, honest.size() - 1),
                                "x" + honest,
                                "//c\n" + honest,
                                honest + "/**/",
                                std::string("\0", 1) + honest,
                                "NaN",
                                "Infinity",
                                "\"17-1c\"",
                                "null",
                                with("\"CANCELED\"", "\"\\ud800\""),
                                with("\"CANCELED\"", "\"\\udc00\\ud800\""),
                                with("\"CANCELED\"", "\"CANCELED\\x\""),
                                with("\"CANCELED\"", "\"CANCELED\n\""),
                                with("\"CANCELED\"", "'CANCELED'"),
                                with("\"CANCELED\"", std::string("\"CANCELED\0\"", 11)),
                                with("\"CANCELED\"", "CANCELED"),
                                with("\"CANCELED\"", "\"\xC0\x80\""),
                                with("\"CANCELED\"", "\"\xFF\""),
                                with("\"result\":{", "\"result\":{,"),
                                with("\"status\":200", "status:200"),
                                with("\"status\":200", "\"status\":200,\"status\":200"),
                                with("\"status\":200", "\"status\":400,\"status\":200"),
                                with("\"status\":200", "\"st\\u0061tus\":400,\"status\":200")}) {
    frames.push_back({text, "unreadable"});
  }
  frames.push_back({" \t\r\n" + honest + " \t\r\n", "17-1c Canceled"});
  // The NUL that a C++ literal would hide.
  frames.push_back({honest + std::string("\0", 1), "unreadable"});
  expect_each(frames);
}

TEST(HostileJson, WhatIsHugeIsReadInBoundedTime) {
  // The largest frames of each kind that there can be, beside one as large of ordinary objects. A reader
  // whose time grew with the square of them would take a thousand times as long.
  const std::string colons = "{\"a\":\"" + std::string(1'000'000, ':') + "\"}";
  const std::string escapes = [] {
    std::string text = "{\"a\":\"";
    while (text.size() < 1'000'000) text += "\\u0041";
    return text + "\"}";
  }();
  const auto object_of = [](int keys) {
    std::string text = "{";
    for (int i = 0; i < keys; ++i) text += "\"k" + std::to_string(i) + "\":1,";
    text.back() = '}';
    return text;
  };
  const auto objects_of = [&](int keys) {
    std::string text = "{\"a\":[";
    while (text.size() < 1'000'000) text += object_of(keys) + ",";
    text.back() = ']';
    return text + "}";
  };
  const auto time_of = [](const std::string& frame, const std::string& what) {
    const auto began = std::chrono::steady_clock::now();
    EXPECT_EQ(taken_for(frame), what);
    return std::chrono::steady_clock::now() - began;
  };
  const std::string ordinary = objects_of(25);
  for (const auto& [frame, what] : {std::pair{colons, "stray"},
                                    {escapes, "stray"},
                                    {objects_of(256), "stray"},
                                    {object_of(257), "unreadable"},
                                    {object_of(90'000), "unreadable"}}) {
    const auto beside = time_of(ordinary, "stray");
    EXPECT_LT(time_of(frame, what), 100 * beside);
  }
}

}  // namespace
}  // namespace bridge::venue::binance
