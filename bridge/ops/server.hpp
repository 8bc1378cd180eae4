// The operator's door: HTTP/1.1 GET of /live, /ready and /metrics. Runs on the thread of its io_context.
// At most 32 connections, 5 s each for a request, 8 KiB of headers.
#pragma once

#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>
#include <string>

#include "ops/metrics.hpp"

namespace bridge::ops {

struct Settings {
  std::string address = "127.0.0.1";
  unsigned short port = 9464;  // 0: any free one
};

// Why the gateway is not ready, one sentence a cause; empty: ready.
using NotReady = std::function<std::string()>;

class Server {
 public:
  virtual ~Server() = default;
  [[nodiscard]] virtual unsigned short port() const = 0;
  virtual void close() = 0;
};

// Throws std::runtime_error when the address cannot be bound.
[[nodiscard]] std::unique_ptr<Server> make_server(boost::asio::io_context& io, const Settings& settings,
                                                  const Metrics& metrics, NotReady not_ready);

}  // namespace bridge::ops
