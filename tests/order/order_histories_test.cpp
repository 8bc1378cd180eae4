// Histories of orders, made of seeds: every fault that is known, at random moments, and a judge.
#include "history.hpp"

#include <gtest/gtest.h>

#include <cstdlib>

namespace bridge::order::testing {
namespace {

std::uint64_t setting(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text != nullptr ? std::strtoull(text, nullptr, 10) : otherwise;
}

// ORDER_HISTORIES: how many; ORDER_SEED: the first.
TEST(OrderHistories, EveryOrderIsToldAsItIs) {
  const std::uint64_t first = setting("ORDER_SEED", 1);
  const std::uint64_t count = setting("ORDER_HISTORIES", 1500);
  int broken = 0;
  for (std::uint64_t seed = first; seed < first + count && broken < 5; ++seed) {
    const auto violation = History(seed).run();
    if (!violation) continue;
    ++broken;
    History again(seed, true);
    static_cast<void>(again.run());
    ADD_FAILURE() << "seed " << seed << ": " << *violation << (broken == 1 ? "\n" + again.story() : "");
  }
}

}  // namespace
}  // namespace bridge::order::testing
