// One end of a line to the signer process: a request goes out, its answer is waited for, with a deadline. A
// signer that does not answer in time is given up for good and killed: it cannot be told from one that holds
// on to a request. After that, and after its death, every request is refused at once. One thread at a time.
#pragma once

#include "base/result.hpp"
#include "base/time.hpp"
#include "venue/binance/signing/signer_frames.hpp"
#include "venue/dialect.hpp"

#include <string_view>
#include <sys/types.h>

namespace bridge::venue::binance {

class SignerLine {
 public:
  // It owns the socket. `signer` must not be waited for (waitpid) while this lives.
  SignerLine(int socket, pid_t signer) : socket_(socket), signer_(signer) {}
  ~SignerLine();
  SignerLine(const SignerLine&) = delete;
  SignerLine& operator=(const SignerLine&) = delete;

  [[nodiscard]] Result<SignerAnswer, Unsigned> ask(std::string_view request, milliseconds deadline);
  // Reads the next answer, to whatever it is.
  [[nodiscard]] Result<SignerAnswer, Unsigned> await(milliseconds deadline);
  // True when the signer has ended, or was given up.
  [[nodiscard]] bool is_dead();
  [[nodiscard]] int socket() const { return socket_; }

 private:
  [[nodiscard]] Unsigned give_up(const char* why);

  int socket_;
  pid_t signer_;
  const char* dead_ = nullptr;  // why
};

}  // namespace bridge::venue::binance
