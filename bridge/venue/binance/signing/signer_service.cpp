#include "venue/binance/signing/signer_service.hpp"

#include "base/core_dumps.hpp"
#include "base/secret.hpp"
#include "venue/binance/signing/confinement.hpp"
#include "venue/binance/signing/key_holder.hpp"

#include <openssl/crypto.h>
#include <openssl/rand.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <poll.h>
#include <string>
#include <string_view>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>
#include <vector>

namespace bridge::venue::binance {
namespace {

constexpr const char* kName = "fixbridge-sign";  // a name has 15 characters

// Signals are for the gateway: it needs signatures until it has ended in good order.
void ignore_signals() {
  for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGQUIT, SIGUSR1, SIGUSR2}) {
    std::signal(number, SIG_IGN);
  }
}

// OpenSSL reads its configuration and finds its algorithms while it may still do as it likes.
void prepare_openssl() {
  ::OPENSSL_init_crypto(OPENSSL_INIT_LOAD_CONFIG | OPENSSL_INIT_LOAD_CRYPTO_STRINGS, nullptr);
  unsigned char byte = 0;
  ::RAND_bytes(&byte, 1);
}

bool send(int line, std::string_view frame) {
  return ::send(line, frame.data(), frame.size(), MSG_NOSIGNAL | MSG_DONTWAIT) >= 0;
}

class Service {
 public:
  explicit Service(std::span<const int> lines) {
    for (const int line : lines) waiting_.push_back({.fd = line, .events = POLLIN, .revents = 0});
    room_.resize(kSignerFrameMax);
  }

  // It returns when the gateway is gone.
  void run() {
    for (;;) {
      const int ready = ::poll(waiting_.data(), waiting_.size(), -1);
      if (ready < 0 && errno != EINTR) return;
      for (std::size_t i = 0; ready > 0 && i < waiting_.size(); ++i) {
        if (waiting_[i].revents == 0 || take(i)) continue;
        if (i == 0) return;
        waiting_[i].fd = -1;  // an account's line that was closed: poll leaves it out
      }
    }
  }

 private:
  // Returns false when the line is closed.
  bool take(std::size_t line) {
    const int fd = waiting_[line].fd;
    const ssize_t size = ::recv(fd, room_.data(), room_.size(), MSG_DONTWAIT | MSG_TRUNC);
    if (size < 0 && (errno == EAGAIN || errno == EINTR)) return true;
    if (size <= 0) return false;
    const auto length = static_cast<std::size_t>(size);
    // What was cut off is no frame.
    const std::string_view frame(room_.data(), length > room_.size() ? 0 : length);
    const std::string answer = line == 0
                                   ? holder_.answer_gateway(frame)
                                   : holder_.answer_account(static_cast<std::uint32_t>(line - 1), frame);
    explicit_bzero(room_.data(), std::min(length, room_.size()));
    return send(fd, answer);
  }

  std::vector<pollfd> waiting_;
  std::string room_;
  KeyHolder holder_;
};

// Returns the exit code.
int serve(std::span<const int> lines) {
  try {
    prepare_openssl();
    const std::string why = confine();
    if (!why.empty()) {
      static_cast<void>(send(lines[0], to_frame(SignerRefused{"it cannot be confined (seccomp): " + why})));
      return 1;
    }
    if (!send(lines[0], to_frame(Done{}))) return 1;
    Service(lines).run();
    return 0;
  } catch (...) {  // out of memory: the gateway notices that it has ended
    return 1;
  }
}

}  // namespace

void run_signer(pid_t parent, std::span<const int> lines) {
  ::prctl(PR_SET_NAME, kName);
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(1);  // it died in between
  forbid_core_dumps();
  ignore_signals();
  close_all_but(lines);
  ::_exit(serve(lines));
}

}  // namespace bridge::venue::binance
