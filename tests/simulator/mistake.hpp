// The sentence a mistake in a file is answered with.
#pragma once

#include <stdexcept>
#include <string>

namespace bridge::simulator::test {

template <class Load>
std::string mistake_of(Load load) {
  try {
    load();
  } catch (const std::runtime_error& error) {
    return error.what();
  }
  return "no mistake found";
}

}  // namespace bridge::simulator::test
