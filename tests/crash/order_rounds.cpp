#include "crash/order_rounds.hpp"

#include "crash/numbers.hpp"
#include "crash/order_flow.hpp"
#include "crash/site.hpp"
#include "where.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <functional>
#include <future>
#include <iostream>
#include <random>
#include <sstream>
#include <thread>

namespace bridge::crash {
namespace {

using endtoend::eventually;
using Clock = std::chrono::steady_clock;

constexpr std::int64_t kRequestsASecond = 260;
constexpr milliseconds kReadyWithin{4000};  // else the flow ends before
constexpr milliseconds kSomeMore{400};      // of flow, once all is back
constexpr milliseconds kPatience{90'000};
constexpr milliseconds kWindows{240'000};  // places in doubt have theirs, on a busy machine
constexpr milliseconds kJudgeEvery{250};
constexpr std::size_t kReplayShown = 2000;  // characters of what it says
constexpr std::size_t kShown = 10;          // violations

SiteSettings order_site(std::uint64_t seed) {
  return {.venue = CRASH_ORDER_VENUE,
          .arguments = {std::to_string(seed)},
          .account_lines = {"absent_after: 30s"},
          .recv_window = milliseconds{5000},
          .session_options = ", order_entry: {pending_new: true}"};
}

class Set {
 public:
  Set(Victim victim, int rounds, std::uint64_t seed)
      : victim_(victim),
        rounds_(rounds),
        seed_(seed),
        random_(seed),
        site_(order_site(seed)),
        flow_(site_.fix_port(), site_.directory() / "oms", seed + 1) {}

  bool play(OrderTally& total) {
    try {
      tally_.restarts.push_back(site_.time_to_logon());
      for (int round = 0; round < rounds_ && well_; ++round) play_round();
      conclude();
    } catch (const std::exception& error) {
      note(error.what());
    }
    if (!well_) {
      site_.keep();
      std::cerr << "seed " << seed_ << ", " << rounds_ << " rounds, victim: " << name_of(victim_)
                << "; kept: " << site_.directory() << '\n';
    }
    total.add(tally_);
    return well_;
  }

 private:
  int random(int below) { return static_cast<int>(random_() % static_cast<std::uint64_t>(below)); }

  void play_round() {
    ++tally_.rounds;
    // Mostly the kill meets a gateway at work, sometimes one that is still on its way up.
    if (random(5) != 0) (void)eventually([&] { return flow_.logged_on() && site_.is_ready(); }, kPatience);
    std::filesystem::remove(rest());
    const auto begin = Clock::now();
    const auto sent_before = static_cast<std::int64_t>(flow_.sent().size());
    const auto flow = [&] {
      const auto passed = std::chrono::duration_cast<milliseconds>(Clock::now() - begin).count();
      const auto due = sent_before + passed * kRequestsASecond / 1000;
      for (auto left = due - static_cast<std::int64_t>(flow_.sent().size()); left > 0; --left)
        flow_.send_next();
      flow_.received();
      std::this_thread::sleep_for(milliseconds{1 + random(8)});
    };
    kill_in_the_middle_of(flow);
    const auto late = Clock::now() + kReadyWithin;
    while (!site_.is_ready() && Clock::now() < late) flow();
    const auto enough = Clock::now() + kSomeMore;
    while (Clock::now() < enough) flow();
    tally_.flowed += std::chrono::duration_cast<milliseconds>(Clock::now() - begin);
    endtoend::write_file(rest(), "");
    come_to_rest();
  }

  void kill_in_the_middle_of(const std::function<void()>& flow) {
    const auto at = milliseconds{100 + random(900)};
    const auto venue_at = victim_ == Victim::Both ? at + milliseconds{random(100)} : at;
    std::future<void> gateway;
    std::future<void> venue;
    if (victim_ != Victim::Venue) gateway = later(at, [this] { site_.kill_gateway(); });
    if (victim_ != Victim::Gateway) venue = later(venue_at, [this] { site_.kill_venue(); });
    std::future<milliseconds> back;
    while (gateway.valid() || venue.valid() || back.valid()) {
      flow();
      if (random(400) == 0) {
        flow_.cut();
        ++tally_.cuts;
      }
      // Started on this thread: a process dies with the thread that started it (process.cpp).
      if (is_over(gateway)) {
        gateway.get();
        ++tally_.gateway_kills;
        site_.start_gateway();
        back = std::async(std::launch::async, [this] { return site_.time_to_logon(); });
      }
      if (is_over(venue)) {
        venue.get();
        ++tally_.venue_kills;
        site_.start_venue();
      }
      if (is_over(back)) tally_.restarts.push_back(back.get());
    }
  }

  static std::future<void> later(milliseconds delay, std::function<void()> what) {
    return std::async(std::launch::async, [delay, what = std::move(what)] {
      std::this_thread::sleep_for(delay);
      what();
    });
  }
  template <class Result>
  static bool is_over(const std::future<Result>& future) {
    return future.valid() && future.wait_for(milliseconds{0}) == std::future_status::ready;
  }

  [[nodiscard]] std::filesystem::path rest() const { return site_.directory() / "rest"; }

  // Nothing dies any more, and nothing new happens at the venue. The two books must come to be the same, but
  // for places in doubt.
  void come_to_rest() {
    const bool answered = eventually(
        [&] {
          flow_.received();
          return flow_.logged_on() && site_.is_ready() && flow_.unanswered() == 0 &&
                 is_complete(flow_.received());
        },
        kPatience);
    if (!answered) note("not all is answered: " + std::to_string(flow_.unanswered()));
    tally_.open_at_rest += flow_.in_doubt();
    judge_until(kPatience, false);
  }

  // Reports may still be on their way; what is wrong in the end is told.
  void judge_until(milliseconds patience, bool settled) {
    const auto end = Clock::now() + patience;
    OrderEvidence evidence;
    std::vector<Violation> violations;
    do {
      evidence = collect(settled);
      violations = judge(evidence);
      if (violations.empty()) break;
      std::this_thread::sleep_for(kJudgeEvery);
    } while (Clock::now() < end);
    if (settled || !violations.empty()) tally_.count(evidence, violations);
    for (std::size_t i = 0; i < std::min(kShown, violations.size()); ++i) print(violations[i], evidence);
  }

  void conclude() {
    if (well_) {
      flow_.cancel_all();
      const bool answered = eventually(
          [&] {
            flow_.received();
            return flow_.unanswered() == 0 && flow_.in_doubt() == 0;
          },
          kWindows);
      if (!answered) note("not all is decided");
      judge_until(kPatience, true);
    }
    if (const int exit_code = site_.end_gateway(); exit_code != 0) {
      note("the gateway ended with " + std::to_string(exit_code));
    }
    if (const auto wrong = site_.replay(); !wrong.empty()) {
      ++tally_.unreplayed;
      note("the journal does not replay: " + wrong.substr(0, kReplayShown));
    }
    if (!site_.err().empty()) note("the gateway wrote: " + site_.err());
  }

  [[nodiscard]] OrderEvidence collect(bool settled) {
    OrderEvidence evidence;
    for (const auto& line : site_.statement()) {
      std::istringstream in(line);
      std::string kind;
      in >> kind;
      if (kind == "order") {
        VenueOrder& order = evidence.orders.emplace_back();
        in >> order.id >> order.client_id >> order.side >> order.status >> order.executed;
      } else if (kind == "trade") {
        VenueTrade& trade = evidence.trades.emplace_back();
        in >> trade.id >> trade.order_id >> trade.side >> trade.quantity >> trade.price;
      } else if (kind == "position") {
        in >> evidence.position;
      }
    }
    for (const auto& frame : site_.frames()) {
      const auto params = boost::json::parse(frame.json).at("params").as_object();
      ++evidence.places[std::string(params.at("newClientOrderId").as_string())];
    }
    evidence.sent = flow_.sent();
    evidence.received = flow_.received();
    evidence.settled = settled;
    return evidence;
  }

  void note(const std::string& what) {
    well_ = false;
    std::cerr << what << '\n';
  }

  void print(const Violation& violation, const OrderEvidence& evidence) {
    note(std::string(name_of(violation.breach)) + ": " + violation.about + ": " + violation.what);
    const auto request = std::ranges::find(evidence.sent, violation.about, &SentRequest::cl_ord_id);
    if (request == evidence.sent.end()) return;
    std::set<std::string> ids;
    for (const auto& other : evidence.sent) {
      if (other.order == request->order) ids.insert(other.cl_ord_id);
    }
    for (const auto& id : ids) std::cerr << "  client sent " << id << '\n';
    for (const auto& message : evidence.received) {
      if (ids.contains(field_of(message, 11))) std::cerr << "  client got " << message << '\n';
    }
  }

  Victim victim_;
  int rounds_;
  std::uint64_t seed_;
  std::mt19937_64 random_;
  Site site_;
  OrderFlow flow_;
  OrderTally tally_;
  bool well_ = true;
};

}  // namespace

bool play_orders(Victim victim, int rounds, std::uint64_t seed, OrderTally& tally) {
  return Set(victim, rounds, seed).play(tally);
}

}  // namespace bridge::crash
