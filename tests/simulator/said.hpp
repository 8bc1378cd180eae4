// What an answer says, when it says one thing.
#pragma once

#include "simulator/answer.hpp"

#include <stdexcept>
#include <string>

namespace bridge::simulator::test {

inline std::string said(const Answer& answer) {
  if (answer.replies.size() != 1) {
    throw std::runtime_error(std::to_string(answer.replies.size()) + " replies instead of one");
  }
  return answer.replies.front().frame;
}

}  // namespace bridge::simulator::test
