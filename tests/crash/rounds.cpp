#include "crash/rounds.hpp"

#include "crash/client.hpp"
#include "crash/numbers.hpp"
#include "crash/plan.hpp"
#include "crash/site.hpp"
#include "crash/venue_word.hpp"

#include <algorithm>
#include <functional>
#include <future>
#include <iostream>
#include <random>
#include <thread>

namespace bridge::crash {
namespace {

using endtoend::eventually;

constexpr int kCancelsARound = 120;  // at most
constexpr int kFences = 3;           // orders of the plan that are kept for the end
constexpr milliseconds kPatience{90'000};
constexpr std::size_t kReplayShown = 2000;  // characters of what it says

class Set {
 public:
  Set(Victim victim, int rounds, std::uint64_t seed)
      : victim_(victim),
        rounds_(rounds),
        seed_(seed),
        random_(seed),
        plan_(plan_orders(seed, rounds * kCancelsARound + kFences)),
        site_(cancel_site(seed, orders())),
        client_(site_.fix_port(), site_.directory() / "oms") {}

  bool play(Tally& total) {
    try {
      tally_.restarts.push_back(site_.time_to_logon());
      for (int round = 0; round < rounds_; ++round) play_round();
      settle();
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
  [[nodiscard]] int orders() const { return static_cast<int>(plan_.size()); }
  int random(int below) { return static_cast<int>(random_() % static_cast<std::uint64_t>(below)); }
  // How long the world takes; nothing is concluded from it.
  void pass(int at_most_us) {
    std::this_thread::sleep_for(std::chrono::microseconds{random(at_most_us + 1)});
  }

  void play_round() {
    ++tally_.rounds;
    // Mostly the kill meets a gateway at work, sometimes one that is still on its way up.
    if (random(5) != 0) (void)eventually([&] { return client_.logged_on() && site_.is_ready(); });
    const auto at = milliseconds{random(300)};
    const auto venue_at = victim_ == Victim::Both ? at + milliseconds{random(60)} : at;
    std::future<void> gateway;
    std::future<void> venue;
    if (victim_ != Victim::Venue) gateway = later(at, [this] { site_.kill_gateway(); });
    if (victim_ != Victim::Gateway) venue = later(venue_at, [this] { site_.kill_venue(); });
    std::future<milliseconds> back;
    int left = kCancelsARound;
    while (gateway.valid() || venue.valid() || back.valid()) {
      left -= load(left);
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
    load(left);  // and some more for the one that came back
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

  // A burst, an idle moment, or trouble on the line; the number of cancels sent.
  int load(int left) {
    const int lot = random(100);
    if (lot < 3) {
      client_.cut();
      ++tally_.cuts;
    } else if (lot < 5) {
      client_.reset();
      ++tally_.resets;
    } else if (lot < 40) {
      pass(20'000);
    }
    int sent = 0;
    for (int burst = random(12); burst > 0 && sent < left; --burst) {
      sent += send_next();
      if (random(4) == 0) pass(1000);
    }
    pass(8000);
    return sent;
  }

  int send_next() {
    if (next_ + kFences >= plan_.size()) return 0;
    const PlannedOrder& planned = plan_[next_++];
    for (int i = 0; i < planned.cancels; ++i) send(planned.order.order_id, i);
    return planned.cancels;
  }

  void send(std::int64_t order, int again) {
    const std::string cl_ord_id = "c" + std::to_string(order - kFirstOrder) + (again != 0 ? "-again" : "");
    const auto naming = static_cast<Client::Naming>(random(3));
    cancels_.push_back({.cl_ord_id = cl_ord_id, .order = order});
    namings_.push_back(naming);
    client_.send(cl_ord_id, order, naming);
  }

  // Nothing dies any more. Cancels that a reset of the client took with it are sent again, as it must; then
  // all are waited for.
  void settle() {
    std::cerr.flush();
    if (!eventually([&] { return client_.logged_on() && site_.is_ready(); }, kPatience)) note("not ready");
    fence();  // the gateway has read all that came before
    const auto journal = site_.tickets();
    client_.received();
    for (std::size_t i = 0; i + 1 < cancels_.size(); ++i) {
      const Cancel& cancel = cancels_[i];
      if (journal.all.contains(cancel.cl_ord_id) || client_.answered().contains(cancel.cl_ord_id)) continue;
      client_.send(cancel.cl_ord_id, cancel.order, namings_[i], true);
      ++tally_.sent_again;
    }
    constexpr milliseconds kLongPatience = 4 * kPatience;  // a busy machine has much to catch up with
    if (!eventually([&] { return is_all_answered(); }, kLongPatience)) note("not all is answered");
    fence();  // whatever else was on its way to the client has come
    if (!eventually([&] { return is_complete(client_.received()); }, kPatience)) note("numbers are missing");
  }

  void fence() {
    send(plan_[plan_.size() - 1 - static_cast<std::size_t>(fences_++)].order.order_id, 0);
    const std::string& cl_ord_id = cancels_.back().cl_ord_id;
    const auto answered = [&] { return client_.received(), client_.answered().contains(cl_ord_id); };
    if (!eventually(answered, kPatience)) note("no answer to " + cl_ord_id);
  }

  bool is_all_answered() {
    client_.received();
    return std::ranges::all_of(
        cancels_, [&](const Cancel& cancel) { return client_.answered().contains(cancel.cl_ord_id); });
  }

  void conclude() {
    const auto journal = site_.tickets();
    Evidence evidence{.cancels = cancels_,
                      .book = book_of(site_, seed_, orders()),
                      .requests = requests_of(site_),
                      .received = client_.received(),
                      .open = journal.open,
                      .recv_window = kRecvWindow};
    for (auto& cancel : evidence.cancels) cancel.accepted = journal.all.contains(cancel.cl_ord_id);
    const auto violations = judge(evidence);
    tally_.count(evidence, violations);
    for (const auto& violation : violations) print(violation, evidence);
    if (const int exit_code = site_.end_gateway(); exit_code != 0) {
      note("the gateway ended with " + std::to_string(exit_code));
    }
    if (const auto wrong = site_.replay(); !wrong.empty()) {
      ++tally_.unreplayed;
      note("the journal does not replay: " + wrong.substr(0, kReplayShown));
    }
    if (!site_.err().empty()) note("the gateway wrote: " + site_.err());
  }

  void note(const std::string& what) {
    well_ = false;
    std::cerr << what << '\n';
  }

  void print(const Violation& violation, const Evidence& evidence) {
    note(std::string(name_of(violation.breach)) + ": " + violation.about + ": " + violation.what);
    const auto cancel = std::ranges::find(evidence.cancels, violation.about, &Cancel::cl_ord_id);
    if (cancel == evidence.cancels.end()) return;
    for (const auto& request : evidence.requests) {
      if (request.order != cancel->order) continue;
      std::cerr << "  venue got " << (request.cancel ? "order.cancel" : "order.status") << " of ticket "
                << request.ticket << ", timestamp " << request.timestamp_ms << ", life " << request.life
                << '\n';
    }
    for (const auto& message : evidence.received) {
      if (field_of(message, 11) == violation.about) std::cerr << "  client got " << message << '\n';
    }
  }

  Victim victim_;
  int rounds_;
  std::uint64_t seed_;
  std::mt19937_64 random_;
  std::vector<PlannedOrder> plan_;
  Site site_;
  Client client_;
  Tally tally_;
  std::size_t next_ = 0;  // of the plan
  int fences_ = 0;
  std::vector<Cancel> cancels_;
  std::vector<Client::Naming> namings_;  // of cancels_
  bool well_ = true;
};

}  // namespace

std::string_view name_of(Victim victim) {
  switch (victim) {
    case Victim::Gateway:
      return "gateway";
    case Victim::Venue:
      return "venue";
    case Victim::Both:
      return "both";
  }
  return "";
}

bool play(Victim victim, int rounds, std::uint64_t seed, Tally& tally) {
  return Set(victim, rounds, seed).play(tally);
}

}  // namespace bridge::crash
