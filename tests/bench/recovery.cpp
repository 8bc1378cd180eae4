#include "bench/recovery.hpp"

#include "bench/client.hpp"
#include "bench/figures.hpp"
#include "bench/machine.hpp"
#include "bench/target.hpp"

#include <boost/json.hpp>

#include <array>
#include <chrono>
#include <cstdio>
#include <fcntl.h>
#include <iostream>
#include <memory>
#include <poll.h>
#include <stdexcept>
#include <thread>
#include <unistd.h>

namespace bridge::bench {
namespace {

namespace json = boost::json;
using Clock = std::chrono::steady_clock;

constexpr std::chrono::minutes kPatience{5};
constexpr std::chrono::milliseconds kKnockEvery{2};

// One start of the gateway. Times from just before its process was made, in seconds.
struct Start {
  double logon_s = 0;    // its Logon is there
  double settled_s = 0;  // all that was open is answered
  double rss_mib = 0;    // at the Logon
  double settled_rss_mib = 0;
};

void check_patience(Clock::time_point begin, const Target& target) {
  if (Clock::now() - begin < kPatience) return;
  throw std::runtime_error("the gateway took too long; it said: " +
                           endtoend::read_file(target.files() / "target.err"));
}

void take_in(Client& client, const std::function<void(std::int64_t)>& answered) {
  pollfd readable{client.socket(), POLLIN, 0};
  ::poll(&readable, 1, 100);
  client.receive(answered);
}

// Connects until somebody is there, and logs on where the session stood.
std::unique_ptr<Client> log_on(const Target& target, int number, Clock::time_point begin,
                               const std::function<void(std::int64_t)>& answered) {
  for (;; std::this_thread::sleep_for(kKnockEvery)) {
    check_patience(begin, target);
    std::unique_ptr<Client> client;
    try {
      client = std::make_unique<Client>(target.endpoints().front(), "CLIENT1");
    } catch (const std::exception&) {
      continue;  // nobody listens yet
    }
    client->log_on_again(number);
    while (!client->logged_on()) {
      check_patience(begin, target);
      take_in(*client, answered);
    }
    return client;
  }
}

Start start(const Ground& ground, const RecoveryPlan& plan, const std::filesystem::path& journal) {
  const auto begin = Clock::now();
  const auto since = [&] { return std::chrono::duration<double>(Clock::now() - begin).count(); };
  const Target target(
      "bridge", ground,
      {.in_flight_limit = 2 * static_cast<int>(plan.past.open) + 1000, .journal = journal, .awaited = false});
  std::int64_t settled = 0;
  const auto count = [&](std::int64_t) { ++settled; };
  const auto client = log_on(target, plan.past.next_number(), begin, count);
  Start start;
  start.logon_s = since();
  start.rss_mib = static_cast<double>(rss_kib(target.id())) / 1024;
  while (settled < plan.past.open) {
    check_patience(begin, target);
    take_in(*client, count);
  }
  start.settled_s = since();
  start.settled_rss_mib = static_cast<double>(rss_kib(target.id())) / 1024;
  return start;  // the gateway is killed with its object
}

// A copy that a start may change; on file systems that can, it shares its blocks.
std::filesystem::path copy_of(const std::filesystem::path& journal, const Ground& ground) {
  auto copy = journal;
  copy += ".start";
  std::filesystem::remove_all(copy);
  endtoend::Process cp({"/bin/cp", "-r", "--reflink=auto", journal.string(), copy.string()},
                       ground.directory() / "copy");
  if (cp.wait(kPatience) != 0) throw std::runtime_error("cannot copy " + journal.string());
  // What a gateway leaves is on disk but for its last seconds: the copy too, or a start syncs all of it.
  endtoend::Process sync({"/bin/sync", "-f", copy.string()}, ground.directory() / "sync");
  if (sync.wait(kPatience) != 0) throw std::runtime_error("cannot sync " + copy.string());
  return copy;
}

json::object figures_of(const std::vector<Start>& starts) {
  const auto middle = [&](double Start::*figure, int places) {
    std::vector<double> figures;
    for (const auto& start : starts) figures.push_back(start.*figure);
    return rounded(median(std::move(figures)), places);
  };
  return {{"logon_s", middle(&Start::logon_s, 3)},
          {"settled_s", middle(&Start::settled_s, 3)},
          {"rss_mib", middle(&Start::rss_mib, 1)},
          {"settled_rss_mib", middle(&Start::settled_rss_mib, 1)}};
}

}  // namespace

json::object recovery(const RecoveryPlan& plan) {
  make_past(plan.past, plan.journal, plan.make_again);
  const Ground ground;
  std::vector<Start> starts;
  for (int i = 1; i <= plan.starts; ++i) {
    std::cerr << "start " << i << " of " << plan.starts << '\r' << std::flush;
    const auto copy = copy_of(plan.journal, ground);
    starts.push_back(start(ground, plan, copy));
    std::filesystem::remove_all(copy);
  }
  json::object result = figures_of(starts);
  result["closed"] = plan.past.closed;
  result["open"] = plan.past.open;
  result["journal_mib"] = file_size(plan.journal / "lane1.db") / 1048576;
  result["starts"] = plan.starts;
  result["machine"] = machine();
  return result;
}

std::string table_of_recovery(const json::object& recovery) {
  const auto number = [&](const char* name) { return recovery.at(name).to_number<double>(); };
  std::array<char, 512> text{};
  std::snprintf(text.data(), text.size(),
                "a journal of %.0f MiB: %.0f tickets closed, %.0f open; medians of %.0f starts\n"
                "from the start of the process to a FIX Logon        %8.3f s, RSS %6.1f MiB\n"
                "... to the answer of the last cancel that was open  %8.3f s, RSS %6.1f MiB\n",
                number("journal_mib"), number("closed"), number("open"), number("starts"), number("logon_s"),
                number("rss_mib"), number("settled_s"), number("settled_rss_mib"));
  return text.data();
}

}  // namespace bridge::bench
