// The operator's door: HTTP/1.1 GET of /live, /ready and /metrics. Runs on the thread of its io_context.
// At most 32 connections, 5 s each for request and answer together, 8 KiB of headers; one request a
// connection. It changes nothing and shows no secret, but has no login either: keep it on a private address.
#pragma once

#include "base/time.hpp"
#include "ops/metrics.hpp"
#include "ops/settings.hpp"

#include <boost/asio/io_context.hpp>

#include <cstddef>
#include <functional>
#include <memory>
#include <string>

namespace bridge::ops {

// Tells why the gateway is not ready, one sentence a cause; empty when it is.
using NotReady = std::function<std::string()>;

class Server {
 public:
  virtual ~Server() = default;
  [[nodiscard]] virtual unsigned short port() const = 0;
  // Stops listening and cuts whoever is connected; the port is free afterwards.
  virtual void close() = 0;
};

// Opens the port. It throws std::runtime_error when the address cannot be bound. `metrics` must outlive the
// server.
[[nodiscard]] std::unique_ptr<Server> make_server(boost::asio::io_context& io, const Settings& settings,
                                                  const Metrics& metrics, NotReady not_ready);

}  // namespace bridge::ops
