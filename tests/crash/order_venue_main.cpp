// The simulated venue of a kill loop under order flow as a process: crash_order_venue PORT DIRECTORY SEED. It
// fills, expires, cancels and amends the open orders at random, and strangers quote beside them, unless the
// file DIRECTORY/rest is there. Its book is in a file, so that it outlives a kill. On SIGUSR1 it writes what
// it knows to DIRECTORY/statement: "order ID CLIENT_ID SIDE STATUS EXECUTED" each order, "trade ID ORDER_ID
// SIDE QUANTITY PRICE" each trade, "position AMOUNT", and "frame JSON" for each order.place it got.
#include "simulator/amount.hpp"
#include "simulator/book.hpp"
#include "simulator/hand.hpp"
#include "simulator/refusal.hpp"
#include "simulator/simulator.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <csignal>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <vector>

namespace {

using namespace bridge;

constexpr const char* kSymbol = "BTCUSDT";
constexpr std::chrono::milliseconds kEvery{8};
constexpr std::int64_t kUnlimited = 1'000'000'000;
constexpr int kFaults = 20'000;        // planned, of each method
constexpr std::ptrdiff_t kQuotes = 4;  // at most, on a side

// What the world does to the account's orders.
class World {
 public:
  World(simulator::Simulator& venue, std::filesystem::path rest, std::uint64_t seed)
      : venue_(venue), rest_(std::move(rest)), random_(seed), thread_([this] { run(); }) {}
  ~World() {
    ending_ = true;
    thread_.join();
  }
  World(const World&) = delete;
  World& operator=(const World&) = delete;

 private:
  int random(int below) { return static_cast<int>(random_() % static_cast<std::uint64_t>(below)); }

  void run() {
    while (!ending_) {
      if (!std::filesystem::exists(rest_)) {
        venue_.at_book([this](simulator::Book& book, Timestamp at) { turn(book, at); });
      }
      std::this_thread::sleep_for(kEvery);
    }
  }

  void turn(simulator::Book& book, Timestamp at) {
    if (random(4) == 0) quote(book, at);
    const auto open = book.open_orders(kSymbol);
    if (open.empty()) return;
    const simulator::Order& order = open[random_() % open.size()];
    const simulator::OrderName name{kSymbol, order.order_id, {}};
    const int lot = random(100);
    if (lot < 2) {
      simulator::cancel_by_hand(book, name, at);
    } else if (lot < 4) {
      simulator::expire_by_hand(book, name, "5", at);
    } else if (lot < 6) {
      simulator::amend_by_hand(book, name, order.orig_qty, order.side == "BUY" ? "64900.00" : "65100.00", at);
    } else {
      const std::string part = "0.00" + std::to_string(1 + random(5));
      simulator::fill_by_hand(book, name, lot < 30 ? "" : part, "", at);
    }
  }

  void quote(simulator::Book& book, Timestamp at) {
    const bool buys = random(2) == 0;
    const std::string side = buys ? "BUY" : "SELL";
    if (std::ranges::count(book.queue(kSymbol, side), 0, &simulator::Resting::order_id) >= kQuotes) return;
    simulator::quote(book, kSymbol, side, "0.0" + std::to_string(10 + random(40)),
                     buys ? "64999.90" : "65000.10", at);
  }

  simulator::Simulator& venue_;
  std::filesystem::path rest_;
  std::mt19937_64 random_;
  std::atomic<bool> ending_ = false;
  std::thread thread_;
};

// What the venue does instead of the ordinary, of a thousand requests.
constexpr int kUnanswered = 15;  // executed, not a word
constexpr int kLate = 30;        // executed at once, answered late
constexpr int kUnclear = 10;     // executed, answered with -1007
constexpr int kSwallowed = 3;    // not executed, not a word

std::vector<simulator::Fault> faults(std::mt19937_64& random) {
  std::vector<simulator::Fault> plan(kFaults);
  for (auto& fault : plan) {
    int lot = static_cast<int>(random() % 1000);
    if ((lot -= kUnanswered) < 0) {
      fault.replies = false;
    } else if ((lot -= kLate) < 0) {
      fault.delay = milliseconds{static_cast<int>(random() % 600)};
    } else if ((lot -= kUnclear) < 0) {
      fault.refusal = simulator::backend_timeout();
    } else if ((lot -= kSwallowed) < 0) {
      fault.executes = false;
      fault.replies = false;
    }
  }
  return plan;
}

std::unique_ptr<simulator::Simulator> open(unsigned short port, const std::filesystem::path& directory,
                                           std::uint64_t seed) {
  simulator::Settings settings;
  settings.port = port;
  settings.cert_file = directory / "venue.crt";
  settings.key_file = directory / "venue.key";
  settings.weight_limit = 0;
  settings.order_limits = {.per_10_seconds = kUnlimited, .per_minute = kUnlimited};
  settings.book_file = directory / "book";
  std::mt19937_64 random(seed);
  settings.behaviours[simulator::kEveryOrder] = {
      .cancels = faults(random), .places = faults(random), .modifies = faults(random)};
  return simulator::start(settings);
}

void write_statement(const simulator::Simulator& venue, const std::filesystem::path& file) {
  const std::filesystem::path draft = file.string() + ".draft";
  {
    std::ofstream out(draft);
    venue.look([&](const simulator::Book& book) {
      const simulator::Query all{.symbol = kSymbol, .limit = static_cast<std::size_t>(kUnlimited)};
      for (const auto& order : book.orders()) {
        out << "order " << order.order_id << ' ' << order.client_order_id << ' ' << order.side << ' '
            << order.status << ' ' << order.executed_qty << '\n';
      }
      for (const auto& trade : book.trades(all)) {
        out << "trade " << trade.trade_id << ' ' << trade.order_id << ' ' << trade.side << ' '
            << trade.quantity << ' ' << trade.price << '\n';
      }
      out << "position " << simulator::shortest(book.position(kSymbol, "BOTH").amount) << '\n';
    });
    for (const auto& frame : venue.frames()) {
      if (frame.find("order.place") != std::string::npos) out << "frame " << frame << '\n';
    }
  }
  std::filesystem::rename(draft, file);  // whoever sees the file sees all of it
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) {
    std::cerr << "usage: crash_order_venue PORT DIRECTORY SEED\n";
    return 2;
  }
  sigset_t asked;
  sigemptyset(&asked);
  sigaddset(&asked, SIGUSR1);
  sigaddset(&asked, SIGTERM);
  sigprocmask(SIG_BLOCK, &asked, nullptr);  // before there are threads
  std::signal(SIGPIPE, SIG_IGN);
  try {
    const std::filesystem::path directory = argv[2];
    const std::uint64_t seed = std::stoull(argv[3]) + std::random_device{}();  // each life another
    const auto venue = open(static_cast<unsigned short>(std::stoi(argv[1])), directory, seed);
    const World world(*venue, directory / "rest", seed);
    int number = 0;
    while (sigwait(&asked, &number) == 0 && number != SIGTERM) {
      write_statement(*venue, directory / "statement");
    }
    return 0;
  } catch (const std::exception& error) {
    std::cerr << "crash_order_venue: " << error.what() << '\n';
    return 1;
  }
}
