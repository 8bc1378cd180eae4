// One history's time and chance: a queue of what happens when, three clocks, the dice, the points at which
// the process can die, and the diary. Nothing in a history asks the machine for time or chance, so a seed
// tells the same story each time. One thread.
#pragma once

#include "random.hpp"

#include <cstdint>
#include <functional>
#include <queue>
#include <string>
#include <string_view>
#include <vector>

namespace bridge::simulation {

// The process dies here: thrown by the fakes through the product's code, which must not catch it.
struct Crash {
  const char* point;
};

// The first promise that a history broke.
struct Violation {
  std::string invariant;  // "I3"
  std::string what;
};

class World {
 public:
  World(std::uint64_t seed, bool keeps_diary) : random(seed), keeps_diary_(keeps_diary) {}

  Random random;

  // --- time ---
  // What a perfect clock shows: timers run by it.
  [[nodiscard]] Timestamp now() const { return now_; }
  // … and this is what its clock shows.
  [[nodiscard]] Timestamp our_clock() const { return now_ + our_error_; }
  [[nodiscard]] Timestamp venue_clock() const { return now_ + venue_error_; }
  // The clock on our wall is set; a process reads it once, when it starts (base/time.hpp), …
  void step_our_clock(microseconds by) { wall_error_ += by; }
  void read_our_clock() { our_error_ = wall_error_; }
  void step_venue_clock(microseconds by) { venue_error_ += by; }

  void after(microseconds wait, std::function<void()> what);
  // Lets the next thing happen; false when nothing is left, or when it would happen after `end`.
  bool step(Timestamp end);
  [[nodiscard]] std::uint64_t steps() const { return steps_; }

  // --- the end of a life ---
  // The process dies at the `points`-th point from now on; 0: it does not.
  void die_at(std::uint64_t points) { points_left_ = points; }
  void point(const char* name) {
    if (points_left_ != 0 && --points_left_ == 0) throw Crash{name};
  }

  // --- the diary ---
  template <class... Part>
  void note(std::string_view who, const Part&... parts) {
    if (!keeps_diary_) return;
    std::string line;
    (append(line, parts), ...);
    write(who, line);
  }
  [[nodiscard]] bool keeps_diary() const { return keeps_diary_; }
  [[nodiscard]] const std::vector<std::string>& diary() const { return diary_; }

  // The first one counts: what follows may follow from it.
  void violated(std::string invariant, std::string what);
  [[nodiscard]] const Violation* violation() const { return violation_.what.empty() ? nullptr : &violation_; }

 private:
  struct Happening {
    Timestamp at;
    std::uint64_t number;  // what was planned first happens first
    std::function<void()> what;
    bool operator<(const Happening& other) const {
      return at != other.at ? at > other.at : number > other.number;
    }
  };

  static void append(std::string& line, std::string_view text) { line += text; }
  static void append(std::string& line, const char* text) { line += text; }
  static void append(std::string& line, char text) { line += text; }
  template <std::integral T>
  static void append(std::string& line, T number) {
    line += std::to_string(number);
  }
  void write(std::string_view who, std::string_view line);

  Timestamp now_ = from_ms(1'795'359'600'000);
  microseconds wall_error_{0};
  microseconds our_error_{0};  // of the process's clock
  microseconds venue_error_{0};
  std::priority_queue<Happening> queue_;
  std::uint64_t planned_ = 0;
  std::uint64_t steps_ = 0;
  std::uint64_t points_left_ = 0;
  bool keeps_diary_;
  std::vector<std::string> diary_;
  Violation violation_;
};

}  // namespace bridge::simulation
