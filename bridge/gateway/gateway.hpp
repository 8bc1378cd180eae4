// The composition: the listeners and one HTTP server on the gateway's thread, and the lanes, each with the
// accounts that share sessions. It knows every room, and decides nothing about cancels.
#pragma once

#include "config/config.hpp"
#include "venue/binance/signing/signer_process.hpp"

#include <memory>
#include <string>

namespace bridge {

class Gateway {
 public:
  // Opens journals and sockets. It throws std::runtime_error when one cannot be opened, or a key cannot be
  // used. `signer` is what start_signer() made; none where every account signs inline.
  explicit Gateway(config::Config config, std::unique_ptr<venue::binance::SignerProcess> signer = nullptr);
  ~Gateway();
  Gateway(const Gateway&) = delete;
  Gateway& operator=(const Gateway&) = delete;

  // Serves until stop() or, with `signals`, SIGTERM or SIGINT; then closes in order: listener, lanes
  // (Logout, close frame, last commit), HTTP. With `signals`, SIGHUP has it read its configuration again. It
  // returns the process's exit code: 0, or 1 when a lane could not go on or the signer process has ended.
  int run(bool signals);
  // Any thread.
  void stop();
  // The port of the first listener.
  [[nodiscard]] unsigned short fix_port() const;
  [[nodiscard]] unsigned short ops_port() const;
  // Why the gateway is not ready; empty when it is. Any thread.
  [[nodiscard]] std::string not_ready() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace bridge
