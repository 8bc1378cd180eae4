#include "demo/order_stories.hpp"

#include "base/decimal.hpp"
#include "commands/table.hpp"
#include "simulator/book.hpp"
#include "simulator/hand.hpp"

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iostream>
#include <map>
#include <stdexcept>
#include <string>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <utility>
#include <vector>

namespace bridge::demo {
namespace {

constexpr seconds kReturnsWithin{20};  // a gateway that was killed, with its clients and links

// "X 150=F 39=1: 38=0.250 14=0.100 151=0.150 32=0.100".
std::string told(const std::string& message) {
  const auto of = [&](int tag) { return value(message, tag); };
  const std::string ids = of(11) + (of(41).empty() ? "" : " for " + of(41));
  if (of(35) == "9") return ids + " 35=9 434=" + of(434) + " 39=" + of(39) + " 102=" + of(102);
  return ids + " 150=" + of(150) + " 39=" + of(39) + ": " + of(38) + "/" + of(14) + "/" + of(151) +
         (of(32).empty() ? "" : " fill " + of(32) + " at " + of(31));
}

fix::Oms::Fields place(const std::string& cl_ord_id, const std::string& quantity) {
  return {{11, cl_ord_id}, {54, "1"},     {55, "BTCUSDT"}, {38, quantity},
          {40, "2"},       {44, "65000"}, {59, "1"},       {60, fix_text(now(), 3)}};
}
fix::Oms::Fields replace(const std::string& cl_ord_id, const std::string& orig, const std::string& quantity) {
  return {{11, cl_ord_id}, {41, orig}, {54, "1"},     {55, "BTCUSDT"},
          {38, quantity},  {40, "2"},  {44, "65001"}, {60, fix_text(now(), 3)}};
}

// One thing that happens, and what the OMS is told because of it.
struct Step {
  std::string what;
  std::function<void()> happens;
  std::vector<std::string> expected;
};

// Plays steps one after the other, and notes each in the table.
class Player {
 public:
  Player(fix::Oms& oms, const std::string& name, bool colored)
      : oms_(oms), table_({name, "the OMS is told", "verdict"}), colored_(colored) {
    seen_ = oms_.received().size();
  }
  void play(const Step& step, milliseconds patience = kAnswerWithin) {
    step.happens();
    const auto deadline = std::chrono::steady_clock::now() + patience;
    std::vector<std::string> lines;
    do {
      lines.clear();
      const auto received = oms_.received();
      for (auto message = received.begin() + static_cast<std::ptrdiff_t>(seen_); message != received.end();
           ++message) {
        lines.push_back(told(*message));
      }
      if (lines.size() >= step.expected.size()) break;
      std::this_thread::sleep_for(milliseconds{2});
    } while (std::chrono::steady_clock::now() < deadline);
    seen_ += lines.size();
    const bool passed = lines == step.expected;
    all_passed_ = all_passed_ && passed;
    table_.row({{step.what},
                lines.empty() ? std::vector<std::string>{"nothing"} : lines,
                {passed ? kPassed : kFailed}});
  }
  // Notes a last verdict, and prints.
  bool conclude(const std::string& what, const std::string& finding, bool good) {
    all_passed_ = all_passed_ && good;
    table_.row({{what}, {finding}, {good ? kPassed : kFailed}});
    std::cout << '\n';
    table_.print(std::cout, colored_);
    return all_passed_;
  }

 private:
  fix::Oms& oms_;
  Table table_;
  bool colored_;
  std::size_t seen_;
  bool all_passed_ = true;
};

// The newest order that is open at the venue.
simulator::OrderName newest(simulator::Simulator& venue) {
  simulator::OrderName name;
  std::int64_t latest = 0;
  for (const auto& order : venue.orders()) {
    const bool open = order.status == "NEW" || order.status == "PARTIALLY_FILLED";
    if (!open || order.time < latest) continue;
    latest = order.time;
    name = {order.symbol, order.order_id, {}};
  }
  return name;
}

void fill(simulator::Simulator& venue, const std::string& quantity) {
  const auto name = newest(venue);
  venue.at_book(
      [&](simulator::Book& book, Timestamp at) { simulator::fill_by_hand(book, name, quantity, "", at); });
}

// What was filled of each order, by what the OMS was told, beside the venue's book.
std::pair<std::string, bool> compared(fix::Oms& oms, simulator::Simulator& venue) {
  std::map<std::string, std::string> told_qty;  // by OrderID(37)
  for (const auto& message : oms.received()) {
    if (value(message, 35) != "8" || value(message, 32).empty() || value(message, 43) == "Y") continue;
    std::string& sum = told_qty[value(message, 37)];
    sum = add(sum.empty() ? "0" : sum, value(message, 32)).value_or(sum);
  }
  bool equal = !told_qty.empty();
  for (const auto& [order_id, sum] : told_qty) {
    const auto order = venue.find("BTCUSDT", std::stoll(order_id));
    equal = equal && order && compare(order->executed_qty, sum) == 0;
  }
  return {std::to_string(told_qty.size()) + " orders: the sum of LastQty(32) is what the venue filled",
          equal};
}

// ---- a gateway that can be killed ----

// `fixbridge run`, from beside this program.
class GatewayProcess {
 public:
  explicit GatewayProcess(std::filesystem::path config) : config_(std::move(config)) {}
  ~GatewayProcess() { end(SIGTERM); }
  GatewayProcess(const GatewayProcess&) = delete;
  GatewayProcess& operator=(const GatewayProcess&) = delete;
  void start() {
    const std::string program =
        (std::filesystem::read_symlink("/proc/self/exe").parent_path() / "fixbridge").string();
    const std::string config = config_.string();
    child_ = ::fork();
    if (child_ < 0) throw std::runtime_error("cannot start a process");
    if (child_ > 0) return;
    ::execl(program.c_str(), program.c_str(), "run", config.c_str(), static_cast<char*>(nullptr));
    ::_exit(127);
  }
  void end(int signal) {
    if (child_ <= 0) return;
    ::kill(child_, signal);
    ::waitpid(child_, nullptr, 0);
    child_ = -1;
  }

 private:
  std::filesystem::path config_;
  pid_t child_ = -1;
};

}  // namespace

bool play_order_stories(Stage& stage, bool colored) {
  fix::Oms& oms = stage.oms();
  simulator::Simulator& venue = stage.venue();
  Player player(oms, "an order's life: 38/14/151", colored);
  player.play({"OMS: 35=D X, buy 0.250 at 65000",
               [&] { oms.send("D", place("X", "0.250")); },
               {"X 150=0 39=0: 0.250/0/0.250"}});
  player.play({"venue: fills 0.100",
               [&] { fill(venue, "0.100"); },
               {"X 150=F 39=1: 0.250/0.100/0.150 fill 0.100 at 65000.00"}});
  player.play({"OMS: 35=G Y, 0.300 at 65001",
               [&] { oms.send("G", replace("Y", "X", "0.300")); },
               {"Y for X 150=5 39=1: 0.300/0.100/0.200"}});
  player.play({"venue: loses the stream, and fills 0.050 twice",
               [&] {
                 venue.turn_connections(simulator::Line::Cut, simulator::Service::Stream);
                 fill(venue, "0.050");
                 fill(venue, "0.050");
               },
               {"Y 150=F 39=1: 0.300/0.150/0.150 fill 0.050 at 65001.00",
                "Y 150=F 39=1: 0.300/0.200/0.100 fill 0.050 at 65001.00"}},
              kReturnsWithin);
  player.play({"OMS: 35=F Z",
               [&] {
                 oms.send_cancel({{11, "Z"}, {41, "Y"}, {54, "1"}, {55, "BTCUSDT"}});
               },
               {"Z for Y 150=4 39=4: 0.300/0.200/0"}});
  player.play({"OMS: 35=D W, buy 0.010 at 65000",
               [&] { oms.send("D", place("W", "0.010")); },
               {"W 150=0 39=0: 0.010/0/0.010"}});
  player.play({"venue: fills all of it",
               [&] { fill(venue, ""); },
               {"W 150=F 39=2: 0.010/0.010/0.000 fill 0.010 at 65000.00"}});
  const auto [finding, equal] = compared(oms, venue);
  return player.conclude("the two books", finding, equal);
}

bool play_kill_story(Stage& stage, bool colored) {
  const unsigned short port = stage.gateway().fix_port();
  stage.close_gateway();  // the port is free
  const auto config = stage.directory() / "killed.yaml";
  std::ofstream(config) << stage.yaml(port, "killed");
  GatewayProcess gateway(config);
  gateway.start();
  fix::OmsSettings settings;
  settings.port = port;
  settings.sender_comp_id = "DESK1";
  settings.target_comp_id = "BRIDGE";
  fix::Oms oms(settings);
  if (!oms.log_on(kReturnsWithin)) throw std::runtime_error("the OMS could not log on");
  simulator::Simulator& venue = stage.venue();
  // Until it is in sync it refuses; what is asked then is answered so, and asked again.
  const auto deadline = std::chrono::steady_clock::now() + kReturnsWithin;
  for (int i = 0; std::chrono::steady_clock::now() < deadline; ++i) {
    const std::string id = "ready-" + std::to_string(i);
    oms.send("D", place(id, "0.010"));
    const auto answer = oms.wait_for(
        [&](std::string_view message) { return value(std::string(message), 11) == id; }, kAnswerWithin);
    if (value(answer, 150) == "0") break;
    std::this_thread::sleep_for(milliseconds{100});
  }
  Player after(oms, "a gateway is killed: 38/14/151", colored);
  after.play({"venue: takes the next order, and neither answers nor tells of it",
              [&] {
                simulator::Behaviour silent;
                silent.places.emplace_back().replies = false;
                venue.behave(simulator::kEveryOrder, silent);
                simulator::StreamBehaviour deaf;
                deaf.events.emplace_back().lost = true;
                venue.behave_stream(deaf);
              },
              {}});
  const std::size_t before = venue.orders().size();
  after.play({"OMS: 35=D K; the gateway dies (SIGKILL) once the venue has it, and is started again",
              [&] {
                oms.send("D", place("K", "0.020"));
                while (venue.orders().size() == before) std::this_thread::sleep_for(milliseconds{2});
                gateway.end(SIGKILL);
                gateway.start();
              },
              {"K 150=A 39=A: 0.020/0/0.020", "K 150=0 39=0: 0.020/0/0.020"}},
             kReturnsWithin);
  after.play({"venue: fills all of it",
              [&] { fill(venue, ""); },
              {"K 150=F 39=2: 0.020/0.020/0.000 fill 0.020 at 65000.00"}},
             kReturnsWithin);
  const auto placed = std::ranges::count_if(venue.frames(), [](const std::string& frame) {
    return frame.find("order.place") != std::string::npos && frame.find("\"0.020\"") != std::string::npos;
  });
  const auto [finding, equal] = compared(oms, venue);
  return after.conclude("the order was sent once, and the two books", finding, equal && placed == 1);
}

}  // namespace bridge::demo
