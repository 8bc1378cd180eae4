// A process of its own that holds the keys of accounts with `signer: process` and signs for them: forked
// before the first thread and the first socket, without network, and with nothing open but its lines to this
// process. It ends when this process ends or lets it go. The gateway's thread; the signers it hands out
// belong to a lane.
#pragma once

#include "base/result.hpp"
#include "venue/binance/signing/remote_signer.hpp"
#include "venue/binance/signing/signer_line.hpp"
#include "venue/settings.hpp"

#include <cstddef>
#include <memory>
#include <string>
#include <sys/types.h>
#include <vector>

namespace bridge::venue::binance {

class SignerProcess {
 public:
  struct NotLoaded {
    std::string why;  // with the key of the configuration to look at; nothing secret
  };

  // Starts the process for so many accounts, counted from 0. It throws std::runtime_error when it cannot be
  // started or confined.
  explicit SignerProcess(std::size_t accounts);
  // Lets the process go, and waits for its end. The last of its signers must be gone before.
  ~SignerProcess();
  SignerProcess(const SignerProcess&) = delete;
  SignerProcess& operator=(const SignerProcess&) = delete;

  // Hands the account's secret over, or the name of its file; nothing of it stays here.
  [[nodiscard]] Result<std::shared_ptr<const Signer>, NotLoaded> load(std::size_t account,
                                                                      Credentials credentials);
  // Has the keys wiped whose signers are gone.
  void wipe_unused();
  [[nodiscard]] bool is_dead() { return line_->is_dead(); }
  // A descriptor that becomes readable when the process ends.
  [[nodiscard]] int socket() const { return line_->socket(); }
  [[nodiscard]] pid_t id() const { return id_; }

 private:
  struct Account {
    std::shared_ptr<SignerLine> line;
    std::vector<std::weak_ptr<const RemoteSigner>> signers;
  };

  pid_t id_ = -1;
  std::unique_ptr<SignerLine> line_;  // the gateway's own
  std::vector<Account> accounts_;
};

}  // namespace bridge::venue::binance
