// The dice of one history: the same seed throws the same on every machine. Not for secrets.
#pragma once

#include "base/time.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace bridge::simulation {

class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed * 0x9E3779B97F4A7C15U + 0x632BE59BD9B4E019U) {}

  // splitmix64.
  std::uint64_t next() {
    std::uint64_t z = (state_ += 0x9E3779B97F4A7C15U);
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EBU;
    return z ^ (z >> 31U);
  }
  // Both ends included.
  std::int64_t between(std::int64_t low, std::int64_t high) {
    return low + static_cast<std::int64_t>(next() % static_cast<std::uint64_t>(high - low + 1));
  }
  microseconds between(microseconds low, microseconds high) {
    return microseconds{between(low.count(), high.count())};
  }
  bool chance(int percent) { return static_cast<int>(next() % 100U) < percent; }
  bool one_in(std::uint64_t n) { return next() % n == 0; }
  template <class T>
  const T& pick(const std::vector<T>& of) {
    return of[static_cast<std::size_t>(next() % of.size())];
  }

 private:
  std::uint64_t state_;
};

}  // namespace bridge::simulation
