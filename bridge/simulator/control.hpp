// The control channel: a plain HTTP server on loopback through which another process plans faults, changes
// the book and asks what was seen. What it takes: README.md in this folder. Owns its thread.
#pragma once

#include "simulator/simulator.hpp"

#include <memory>
#include <string>
#include <string_view>

namespace bridge::simulator {

struct ControlReply {
  unsigned status = 200;
  std::string body = "{}";  // JSON
};

// Answers one request, without the socket. `target` is such as "/orders". Any thread.
[[nodiscard]] ControlReply control(Simulator& simulator, std::string_view method, std::string_view target,
                                   std::string_view body);

class Control {
 public:
  virtual ~Control() = default;
  [[nodiscard]] virtual unsigned short port() const = 0;
};

// Serves until it is destroyed; `simulator` must outlive it. It throws std::runtime_error when the address is
// not a loopback address, or in use.
[[nodiscard]] std::unique_ptr<Control> start_control(Simulator& simulator, const std::string& address,
                                                     unsigned short port);

}  // namespace bridge::simulator
