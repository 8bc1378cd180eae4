#include "demo/demo.hpp"

#include "base/signals.hpp"
#include "commands/table.hpp"
#include "demo/order_stories.hpp"
#include "demo/stage.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iostream>
#include <map>
#include <memory>
#include <optional>
#include <thread>
#include <unistd.h>

namespace bridge {
namespace {

using demo::kAnswerWithin;
using demo::Stage;
using demo::value;

constexpr int kBurst = 100;
constexpr std::int64_t kBurstFirst = 5000;
constexpr std::int64_t kBigOrderId = 8389765500001234567;  // does not fit a double

// The tags that matter, in this order, those that are there: "35=9 39=2 102=0".
std::string digest(const std::string& message, std::initializer_list<int> tags) {
  std::string text;
  for (const int tag : tags) {
    const auto found = value(message, tag);
    if (!found.empty()) text += (text.empty() ? "" : " ") + std::to_string(tag) + "=" + found;
  }
  return text;
}

// A frame as the venue got it, with what identifies us masked: "order.cancel orderId=1 symbol=…
// signature=***".
std::string digest_frame(const std::string& frame) {
  const auto json = boost::json::parse(frame).as_object();
  std::string text(json.at("method").as_string());
  for (const auto& [name, parameter] : json.at("params").as_object()) {
    const bool masked = name == "apiKey" || name == "signature";
    if (name == "timestamp" || name == "recvWindow") continue;
    text += " " + std::string(name) + "=";
    text += masked                  ? "***"
            : parameter.is_string() ? std::string(parameter.as_string())
                                    : boost::json::serialize(parameter);
  }
  return text;
}

simulator::Order order(std::int64_t id, std::string client_id, std::string status = "NEW") {
  simulator::Order order;
  order.order_id = id;
  order.client_order_id = std::move(client_id);
  order.status = std::move(status);
  order.price = "65000.10";
  order.orig_qty = "0.250";
  return order;
}

std::vector<simulator::Order> book() {
  std::vector<simulator::Order> orders{order(kBigOrderId, "demo-1"), order(1002, "demo-2"),
                                       order(1003, "demo-3")};
  auto part_filled = order(1004, "demo-4", "PARTIALLY_FILLED");
  part_filled.executed_qty = "0.100";
  part_filled.avg_price = "65000.05000";
  part_filled.cum_quote = "6500.00500";
  orders.push_back(part_filled);
  auto filled = order(1005, "demo-5", "FILLED");
  filled.executed_qty = "0.250";
  filled.avg_price = "65000.10000";
  filled.cum_quote = "16250.02500";
  orders.push_back(filled);
  for (const int i : {9, 10, 11}) orders.push_back(order(1000 + i, "demo-" + std::to_string(i)));
  for (int i = 0; i < kBurst; ++i) orders.push_back(order(kBurstFirst + i, "burst-" + std::to_string(i)));
  return orders;
}

struct Story {
  std::string name;
  fix::Oms::Fields request;
  std::map<int, std::string> expected;  // tags of the answer
  std::vector<std::string> upstream;    // methods the venue must have got, in order
  std::string msg_type = "F";
  std::string version = "FIX.4.4";
};

std::vector<Story> stories() {
  const auto request = [](const char* cl_ord_id, fix::Oms::Fields ids) {
    ids.insert(ids.end(), {{11, cl_ord_id}, {55, "BTCUSDT"}, {54, "1"}, {38, "0.250"}});
    return ids;
  };
  const std::map<int, std::string> canceled{{35, "8"}, {150, "4"}, {39, "4"}, {151, "0"}};
  const auto with = [](std::map<int, std::string> tags, const std::map<int, std::string>& more) {
    for (const auto& [tag, text] : more) tags[tag] = text;
    return tags;
  };
  const auto rejected = [](const char* reason, const char* status) {
    return std::map<int, std::string>{{35, "9"}, {102, reason}, {39, status}, {434, "1"}};
  };
  return {
      {"cancel by OrderID",
       request("c1", {{37, std::to_string(kBigOrderId)}}),
       with(canceled, {{37, std::to_string(kBigOrderId)}, {41, "demo-1"}, {14, "0"}, {6, "0"}}),
       {"order.cancel"}},
      {"cancel by OrigClOrdID",
       request("c2", {{41, "demo-2"}}),
       with(canceled, {{37, "1002"}, {41, "demo-2"}}),
       {"order.cancel"}},
      {"both ids",
       request("c3", {{37, "1003"}, {41, "demo-3"}}),
       with(canceled, {{37, "1003"}, {41, "demo-3"}}),
       {"order.cancel"}},
      {"part-filled: AvgPx is true",
       request("c4", {{37, "1004"}, {41, "demo-4"}}),
       with(canceled, {{14, "0.100"}, {6, "65000.05000"}, {38, "0.250"}}),
       {"order.cancel", "order.status"}},
      {"already filled: too late",
       request("c5", {{41, "demo-5"}}),
       rejected("0", "2"),
       {"order.cancel", "order.status"}},
      {"unknown order",
       request("c6", {{37, "999999"}}),
       with(rejected("1", "0"), {{37, "NONE"}, {25016, "-2013"}}),
       {"order.cancel", "order.status", "order.status"}},
      {"neither id", request("c7", {}), rejected("99", "0"), {}},
      {"an id the venue cannot know", request("c8", {{41, "not legal"}}), rejected("1", "0"), {}},
      {"duplicate ClOrdID", request("c2", {{37, "1002"}}), rejected("6", "4"), {}},
      {"the same, of another order", request("c2", {{37, "1009"}}), rejected("6", "0"), {}},
      {"how did that cancel end?",
       request("c4", {}),
       {{35, "8"}, {150, "I"}, {39, "4"}, {37, "1004"}, {41, "demo-4"}, {14, "0.100"}},
       {"order.status"},
       "H"},
      {"a FIX 4.2 client",
       request("c10", {{41, "demo-10"}}),
       with(canceled, {{20, "0"}, {37, "1010"}, {41, "demo-10"}}),
       {"order.cancel"},
       "F",
       "FIX.4.2"},
      {"a FIX 5.0 SP2 client",
       request("c11", {{37, "1011"}}),
       with(canceled, {{37, "1011"}, {41, "demo-11"}, {167, "FUT"}}),
       {"order.cancel"},
       "F",
       "FIXT.1.1"},
  };
}

// The frames beyond the first `seen`. session.status is the clock's, not a story's.
std::vector<std::string> order_frames(const simulator::Simulator& venue, std::size_t seen) {
  std::vector<std::string> frames = venue.frames();
  frames.erase(frames.begin(), frames.begin() + static_cast<std::ptrdiff_t>(seen));
  std::erase_if(
      frames, [](const std::string& frame) { return frame.find("\"session.status\"") != std::string::npos; });
  return frames;
}

bool play(const Story& story, Stage& stage, Table& table) {
  const auto seen = stage.venue().frames().size();
  fix::Oms& oms = stage.oms(story.version);
  const auto came = oms.received().size();
  story.msg_type == "F" ? oms.send_cancel(story.request) : oms.send(story.msg_type, story.request);
  // Waits for the answer to this request, which need not be the first one to this ClOrdID: the request may be
  // a duplicate.
  std::string answer;
  const auto deadline = std::chrono::steady_clock::now() + kAnswerWithin;
  while (answer.empty() && std::chrono::steady_clock::now() < deadline) {
    const auto received = oms.received();
    if (received.size() > came) answer = received.back();
    std::this_thread::sleep_for(milliseconds{1});
  }

  bool passed = std::all_of(story.expected.begin(), story.expected.end(),
                            [&](const auto& tag) { return value(answer, tag.first) == tag.second; });
  std::vector<std::string> upstream;
  std::vector<std::string> methods;
  for (const auto& frame : order_frames(stage.venue(), seen)) {
    upstream.push_back(digest_frame(frame));
    methods.push_back(upstream.back().substr(0, upstream.back().find(' ')));
  }
  passed = passed && methods == story.upstream;
  const auto sent = oms.sent().back();
  table.row({{story.name},
             {digest(sent, {35, 11}), digest(sent, {37, 41})},
             upstream.empty() ? std::vector<std::string>{"nothing"} : upstream,
             {digest(answer, {35, 20, 150, 39, 102, 25016}), digest(answer, {37, 41}),
              value(answer, 35) == "8" ? digest(answer, {14, 151, 6}) : value(answer, 58)},
             {passed ? kPassed : kFailed}});
  return passed;
}

bool play_burst(Stage& stage, Table& table) {
  const auto seen = stage.venue().frames().size();
  for (int i = 0; i < kBurst; ++i) {
    stage.oms().send_cancel({{11, "b" + std::to_string(i)},
                             {37, std::to_string(kBurstFirst + i)},
                             {55, "BTCUSDT"},
                             {54, "1"},
                             {38, "0.250"}});
  }
  int canceled = 0;
  for (int i = 0; i < kBurst; ++i) {
    const auto report = stage.oms().wait_for_report("b" + std::to_string(i), kAnswerWithin);
    const auto in_book = stage.venue().find("BTCUSDT", kBurstFirst + i);
    const bool agree = value(report, 37) == std::to_string(kBurstFirst + i) && value(report, 39) == "4" &&
                       in_book && in_book->status == "CANCELED";
    canceled += agree ? 1 : 0;
  }
  const auto frames = order_frames(stage.venue(), seen).size();
  const bool passed = canceled == kBurst && frames == kBurst;
  const std::string each = std::to_string(kBurst) + " x ";
  table.row({{"a burst of " + std::to_string(kBurst)},
             {each + "35=F"},
             {std::to_string(frames) + " x order.cancel"},
             {std::to_string(canceled) + " x 35=8 150=4 39=4", "and the venue's book agrees"},
             {passed ? kPassed : kFailed}});
  return passed;
}

}  // namespace

int run_demo(bool keep) {
  std::optional<Signals> signals;
  if (keep) signals.emplace();  // before the first thread
  Stage stage;
  stage.open(book());
  Table table({"story", "OMS sent", "sent to the venue", "OMS got", "verdict"});
  int passed = 0;
  int failed = 0;
  const auto count = [&](bool good) { ++(good ? passed : failed); };
  for (const auto& story : stories()) count(play(story, stage, table));
  count(play_burst(stage, table));
  const bool colored = ::isatty(STDOUT_FILENO) == 1;
  table.print(std::cout, colored);
  std::cout << '\n';
  count(demo::play_order_stories(stage, colored));
  if (!keep) count(demo::play_kill_story(stage, colored));  // it ends the gateway
  std::cout << '\n' << passed << " passed, " << failed << " failed" << std::endl;

  if (failed > 0) {
    stage.keep_files();
    std::cout << "log, journal and configuration: " << stage.directory().string() << '\n';
  }
  if (keep) {
    stage.oms().stop();  // the session is yours
    std::cout << "\nStill running; Ctrl-C ends it.\n"
              << "  FIX      127.0.0.1:" << stage.gateway().fix_port()
              << ", BeginString FIX.4.4, SenderCompID DESK1, TargetCompID BRIDGE\n"
              << "  venue    wss://127.0.0.1:" << stage.venue().port() << "/ws-fapi/v1 (simulated)\n"
              << "  metrics  http://127.0.0.1:" << stage.gateway().ops_port()
              << "/metrics, also /ready and /live\n"
              << "  files    " << stage.directory().string() << ": bridge.yaml, bridge.log, journal\n"
              << std::flush;
    signals->wait();
  }
  return failed == 0 ? 0 : 1;
}

}  // namespace bridge
