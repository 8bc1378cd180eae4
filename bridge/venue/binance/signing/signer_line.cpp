#include "venue/binance/signing/signer_line.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace bridge::venue::binance {
namespace {

constexpr int kInterruptionsMax = 100;
constexpr const char* kEnded = "the signer process has ended";

// Waits until there is something to read, or the end; true when there is.
bool readable_within(int socket, milliseconds deadline) {
  pollfd waiting{.fd = socket, .events = POLLIN, .revents = 0};
  for (int tries = 0; tries < kInterruptionsMax; ++tries) {
    const int ready = ::poll(&waiting, 1, static_cast<int>(deadline.count()));
    if (ready >= 0 || errno != EINTR) return ready > 0;
  }
  return false;
}

}  // namespace

SignerLine::~SignerLine() { ::close(socket_); }

Unsigned SignerLine::give_up(const char* why) {
  if (dead_ == nullptr) {
    dead_ = why;
    ::kill(signer_, SIGKILL);
  }
  return {true, dead_};
}

Result<SignerAnswer, Unsigned> SignerLine::ask(std::string_view request, milliseconds deadline) {
  if (dead_ != nullptr) return Unsigned{true, dead_};
  if (request.size() > kSignerFrameMax)
    return Unsigned{false, "the request is too long for the signer process"};
  if (::send(socket_, request.data(), request.size(), MSG_NOSIGNAL | MSG_DONTWAIT) < 0) {
    return give_up(errno == EAGAIN ? "the signer process takes no request" : kEnded);
  }
  return await(deadline);
}

Result<SignerAnswer, Unsigned> SignerLine::await(milliseconds deadline) {
  if (dead_ != nullptr) return Unsigned{true, dead_};
  if (!readable_within(socket_, deadline)) return give_up("the signer process does not answer");
  std::array<char, kSignerFrameMax> room;  // NOLINT(*-member-init): 64 KiB, for each signature
  const ssize_t size = ::recv(socket_, room.data(), room.size(), MSG_DONTWAIT | MSG_TRUNC);
  if (size <= 0) return give_up(kEnded);
  const auto length = static_cast<std::size_t>(size);
  auto answer = read_answer({room.data(), std::min(length, room.size())});
  if (!answer || length > room.size()) return give_up("the signer process answers nonsense");
  return std::move(*answer);
}

bool SignerLine::is_dead() {
  if (dead_ != nullptr) return true;
  char byte = 0;
  const ssize_t size = ::recv(socket_, &byte, 1, MSG_PEEK | MSG_DONTWAIT);
  const bool quiet = size < 0 && (errno == EAGAIN || errno == EINTR);
  if (!quiet) static_cast<void>(give_up(size > 0 ? "the signer process talks unasked" : kEnded));
  return dead_ != nullptr;
}

}  // namespace bridge::venue::binance
