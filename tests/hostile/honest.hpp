// The honest client: a raw FIX 4.4 session that cancels at a steady rate, in open loop: the next cancel is
// due when it is due, however long the last one takes. One thread sends, one of its own reads.
#pragma once

#include "base/time.hpp"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace bridge::hostile {

class HonestClient {
 public:
  using Clock = std::chrono::steady_clock;

  HonestClient(unsigned short port, std::string comp_id);
  ~HonestClient();
  HonestClient(const HonestClient&) = delete;
  HonestClient& operator=(const HonestClient&) = delete;

  // Logs on, with 141=Y. False: not within a while.
  [[nodiscard]] bool log_on();
  // Cancels orders from `first` on, each when it is due, `per_second`; does not wait for answers.
  void cancel(std::int64_t first, int count, int per_second);
  // Waits until each was answered. False: not within a while.
  [[nodiscard]] bool all_answered() const;

  struct Answer {
    Clock::time_point due;
    Clock::time_point came;
    std::vector<std::string> reports;  // final ones, "35 150 39 37"
  };
  // By order.
  [[nodiscard]] std::map<std::int64_t, Answer> answers() const;
  [[nodiscard]] bool connected() const { return connected_; }

 private:
  void send(const std::string& msg_type, const std::string& body);
  void listen();
  void take(const std::string& message, Clock::time_point came);

  std::string comp_id_;
  int socket_ = -1;
  std::atomic<bool> connected_{false};
  std::atomic<bool> logged_on_{false};
  std::mutex sending_;
  int next_number_ = 1;
  mutable std::mutex mutex_;  // of answers_
  std::map<std::int64_t, Answer> answers_;
  std::thread reader_;
};

// `count` orders from `first` on.
struct Phase {
  std::int64_t first = 0;
  int count = 0;
};

// Of their round trips, in microseconds: the value that `percent` of them stay below.
[[nodiscard]] microseconds percentile(const std::map<std::int64_t, HonestClient::Answer>& answers,
                                      const std::vector<Phase>& phases, int percent);

}  // namespace bridge::hostile
