// Reads and open throw it: the journal cannot be used. what() names file, cause and remedy. Any thread.
#pragma once

#include <stdexcept>

namespace bridge::journal {

struct JournalError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

}  // namespace bridge::journal
