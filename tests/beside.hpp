// A clock for what must not take much longer than a span: the machine's own delays are in it as well.
#pragma once

#include <chrono>
#include <future>
#include <thread>

namespace bridge {

// How long a thread sleeps from now on that is to sleep for `span`.
[[nodiscard]] inline std::future<std::chrono::steady_clock::duration> clock_beside(
    std::chrono::milliseconds span) {
  return std::async(std::launch::async, [span] {
    const auto began = std::chrono::steady_clock::now();
    std::this_thread::sleep_for(span);
    return std::chrono::steady_clock::now() - began;
  });
}

}  // namespace bridge
