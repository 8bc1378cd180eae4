#include "venue/binance/signing/signer_process.hpp"

#include "base/core_dumps.hpp"
#include "venue/binance/signing/signer_service.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstring>
#include <stdexcept>
#include <sys/socket.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <utility>

namespace bridge::venue::binance {
namespace {

constexpr milliseconds kStartWithin{10'000};
constexpr milliseconds kLoadWithin{10'000};
constexpr milliseconds kWipeWithin{1000};
constexpr milliseconds kEndWithin{1000};
constexpr milliseconds kEndPoll{5};

struct Pair {
  int ours = -1;
  int theirs = -1;
};

// The line carries packets, so that one read takes one frame.
Pair make_pair() {
  std::array<int, 2> sockets{};
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, sockets.data()) != 0) {
    throw std::runtime_error("the signer process cannot be started: socketpair: " +
                             std::string(std::strerror(errno)));
  }
  return {sockets[0], sockets[1]};
}

HandedOver handed(const std::string& file, const Secret& value) {
  if (!file.empty()) return {HandedOver::As::File, file};
  return {value.empty() ? HandedOver::As::Nothing : HandedOver::As::Value, value.reveal()};
}

// True when the process has ended and is reaped.
bool ends_within(pid_t id, milliseconds deadline) {
  for (milliseconds waited{0}; waited <= deadline; waited += kEndPoll) {
    const pid_t ended = ::waitpid(id, nullptr, WNOHANG);
    if (ended == id || (ended < 0 && errno != EINTR)) return true;
    std::this_thread::sleep_for(kEndPoll);
  }
  return false;
}

}  // namespace

SignerProcess::SignerProcess(std::size_t accounts) {
  std::vector<Pair> pairs(accounts + 1);
  for (auto& pair : pairs) pair = make_pair();
  const pid_t parent = ::getpid();
  id_ = ::fork();
  if (id_ == 0) {
    std::vector<int> lines;
    for (const auto& pair : pairs) lines.push_back(pair.theirs);
    run_signer(parent, lines);
  }
  for (const auto& pair : pairs) ::close(pair.theirs);
  line_ = std::make_unique<SignerLine>(pairs[0].ours, id_);
  for (std::size_t i = 0; i < accounts; ++i) {
    accounts_.push_back({std::make_shared<SignerLine>(pairs[i + 1].ours, id_), {}});
  }
  if (id_ < 0)
    throw std::runtime_error("the signer process cannot be started: fork: " +
                             std::string(std::strerror(errno)));
  const auto began = line_->await(kStartWithin);
  if (began && std::holds_alternative<Done>(*began)) return;
  const auto* refused = began ? std::get_if<SignerRefused>(&*began) : nullptr;
  const std::string why = refused != nullptr ? refused->why : began ? "it talks nonsense" : began.error().why;
  ::kill(id_, SIGKILL);
  ::waitpid(id_, nullptr, 0);
  throw std::runtime_error("the signer process cannot be started: " + why +
                           "; signer: inline signs without it, in the gateway itself");
}

SignerProcess::~SignerProcess() {
  accounts_.clear();
  ::shutdown(line_->socket(), SHUT_RDWR);
  if (ends_within(id_, kEndWithin)) return;
  ::kill(id_, SIGKILL);
  ::waitpid(id_, nullptr, 0);
}

Result<std::shared_ptr<const Signer>, SignerProcess::NotLoaded> SignerProcess::load(std::size_t account,
                                                                                    Credentials credentials) {
  Account& into = accounts_.at(account);
  std::string frame = to_frame(LoadKey{static_cast<std::uint32_t>(account), credentials.type,
                                       handed(credentials.secret_file, credentials.secret),
                                       handed(credentials.passphrase_file, credentials.passphrase)});
  auto answer = line_->ask(frame, kLoadWithin);
  wipe(frame);
  if (!answer) return NotLoaded{std::move(answer.error().why)};
  if (auto* refused = std::get_if<SignerRefused>(&*answer)) return NotLoaded{std::move(refused->why)};
  auto* loaded = std::get_if<KeyLoaded>(&*answer);
  if (loaded == nullptr) return NotLoaded{"the signer process answers something else"};
  auto signer = std::make_shared<const RemoteSigner>(into.line, loaded->key, std::move(loaded->mark));
  into.signers.push_back(signer);
  return std::shared_ptr<const Signer>(std::move(signer));
}

void SignerProcess::wipe_unused() {
  for (std::size_t i = 0; i < accounts_.size(); ++i) {
    auto& signers = accounts_[i].signers;
    const auto gone = std::erase_if(signers, [](const auto& signer) { return signer.expired(); });
    if (gone == 0) continue;
    KeepKeys keep{static_cast<std::uint32_t>(i), {}};
    for (const auto& signer : signers) {
      if (const auto alive = signer.lock()) keep.keys.push_back(alive->key());
    }
    static_cast<void>(line_->ask(to_frame(keep), kWipeWithin));
  }
}

}  // namespace bridge::venue::binance
