// The load client: FIX sessions on raw sockets, one thread, no engine. In a closed loop so many requests are
// always under way; in an open one they leave when they are due, whatever has become of those before, and
// each is timed from when it was due: a target that stalls is charged for all that had to wait (no
// coordinated omission).
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <vector>

namespace bridge::bench {

struct Endpoint {
  unsigned short port = 0;
  bool tls = false;
};

// What is asked of a target: 35=F until 150=4, or 35=D until 150=0.
enum class Road { Cancel, Place };

// What is placed stays open, and a gateway has room for 10,000 orders of an account (bridge/limits.md): a
// measurement places so many at most, a warm-up a quarter of that, all of a round together 9,000.
inline constexpr std::size_t kPlacesMost = 2400;

struct Outcome {
  std::vector<double> times_us;  // of each request, in the order of their answers
  double elapsed_s = 0;
};

// What "busy" means wherever it is measured: so many requests are always under way.
inline constexpr int kInFlight = 64;

class Client;  // one FIX session

class Load {
 public:
  static constexpr std::size_t kAny =
      std::numeric_limits<std::size_t>::max();  // as many as there is time for

  // Sessions CLIENT1 to CLIENTn, spread over the endpoints. Logs all of them on, with 141=Y.
  Load(const std::vector<Endpoint>& endpoints, int sessions, Road road = Road::Cancel);
  ~Load();
  Load(const Load&) = delete;
  Load& operator=(const Load&) = delete;

  // From now on requests go to the first so many sessions, the others idle. At the start to all.
  void talk_on(int sessions) { talking_ = static_cast<std::size_t>(sessions); }
  // Both end sooner when `most` requests were sent. They throw std::runtime_error when one is answered by
  // anything but the ExecutionReport that ends its road, or not within ten seconds. Requests go to the
  // sessions in turn.
  [[nodiscard]] Outcome closed_loop(int in_flight, std::chrono::milliseconds time, std::size_t most = kAny);
  [[nodiscard]] Outcome open_loop(int per_second, std::chrono::milliseconds time, std::size_t most = kAny);

 private:
  using Clock = std::chrono::steady_clock;

  void send(Clock::time_point due);
  // Takes in what is there, waits for it until `until` at most.
  void take_in(Clock::time_point until);
  [[nodiscard]] Outcome finish(Clock::time_point begin);

  std::vector<std::unique_ptr<Client>> clients_;
  std::size_t talking_ = 0;  // of these
  std::size_t next_client_ = 0;
  std::int64_t first_ = 0;  // number of the first request of this loop
  std::vector<Clock::time_point> due_;
  std::vector<double> times_us_;
  int epoll_ = -1;
};

}  // namespace bridge::bench
