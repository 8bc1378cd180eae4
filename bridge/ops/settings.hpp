// Where the HTTP port is, and its limits. Plain values; filled by config/. Any thread.
#pragma once

#include "base/time.hpp"

#include <cstddef>
#include <string>

namespace bridge::ops {

struct Settings {
  std::string address = "127.0.0.1";
  unsigned short port = 9464;          // 0: any free one
  milliseconds deadline{5000};         // of one connection, from accept to last byte
  std::size_t connections_limit = 32;  // one more is closed at once
};

}  // namespace bridge::ops
