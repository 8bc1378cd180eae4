// The composition: the listeners and one HTTP server on the gateway's thread, one lane an account. Knows
// every room; decides nothing about cancels.
#pragma once

#include "config/config.hpp"
#include "venue/binance/signing/signer_process.hpp"

#include <memory>
#include <string>

namespace bridge {

class Gateway {
 public:
  // Opens journals and sockets. Throws std::runtime_error when one cannot be opened, or a key cannot be used.
  // `signer`: of start_signer(); none where every account signs inline.
  explicit Gateway(config::Config config, std::unique_ptr<venue::binance::SignerProcess> signer = nullptr);
  ~Gateway();
  Gateway(const Gateway&) = delete;
  Gateway& operator=(const Gateway&) = delete;

  // Serves until stop() or, with `signals`, SIGTERM or SIGINT; then closes in order: listener, lanes
  // (Logout, close frame, last commit), HTTP. With `signals`, SIGHUP has it read its configuration again.
  // Returns the process's exit code: 0, or 1 when a lane could not go on or the signer process has ended.
  int run(bool signals);
  // Any thread.
  void stop();
  // Of the first listener.
  [[nodiscard]] unsigned short fix_port() const;
  [[nodiscard]] unsigned short ops_port() const;
  // Empty when ready; any thread.
  [[nodiscard]] std::string not_ready() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace bridge
