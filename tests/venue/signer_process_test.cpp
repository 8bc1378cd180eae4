// The signer process as a process: it signs as we would, has nothing it does not need, and its death or
// silence is an answer.
#include "venue/binance/signing/signer_process.hpp"

#include "proc_file.hpp"
#include "sanitized.hpp"
#include "venue/binance/signing/confinement.hpp"
#include "venue/frames.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <csignal>
#include <fcntl.h>
#include <filesystem>
#include <functional>
#include <sys/socket.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace bridge::venue::binance {

namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

bool eventually(const std::function<bool()>& condition) {
  const auto deadline = std::chrono::steady_clock::now() + seconds{20};
  while (!condition()) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    std::this_thread::sleep_for(milliseconds{5});
  }
  return true;
}

// Ended, even where nobody has asked for its exit code yet.
bool has_ended(pid_t id) {
  const std::string status = proc_file(id, "status");
  return status.empty() || status.find("State:\tZ") != std::string::npos;
}

Credentials credentials_of(KeyType type, const std::string& secret) {
  return {.type = type, .api_key = {}, .secret = Secret{secret}};
}

std::shared_ptr<const Signer> loaded(SignerProcess& process, std::size_t account, Credentials credentials) {
  auto signer = process.load(account, std::move(credentials));
  if (signer) return *signer;
  ADD_FAILURE() << signer.error().why;
  return nullptr;
}

// How a child ends that does this once it is confined.
int confined(const std::function<int()>& deed) {
  const pid_t id = ::fork();
  if (id == 0) ::_exit(confine().empty() ? deed() : 99);
  int status = 0;
  ::waitpid(id, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace

TEST(SignerProcess, SignsEveryVectorAsWeDo) {
  SignerProcess process(1);
  const auto file = test::read_frame_file("00_signing_vectors.json");
  for (const auto& vector : file.at("vectors").as_array()) {
    const std::string alg{vector.at("alg").as_string()};
    const KeyType type = alg.starts_with("HMAC")  ? KeyType::HmacSha256
                         : alg.starts_with("RSA") ? KeyType::Rsa
                                                  : KeyType::Ed25519;
    const std::string key{vector.at("key").as_string()};
    const auto signer = loaded(process, 0, credentials_of(type, key));
    ASSERT_NE(signer, nullptr);
    const auto signature = signer->sign(std::string(vector.at("payload").as_string()));
    ASSERT_TRUE(signature) << signature.error().why;
    EXPECT_EQ(*signature, vector.at("signature").as_string());
    EXPECT_EQ(signer->mark(), make_signer(credentials_of(type, key))->mark());
    process.wipe_unused();
  }
}

TEST(SignerProcess, ReadsTheFileItself) {
  const fs::path file = fs::path(testing::TempDir()) / ("signer_secret_" + std::to_string(getpid()));
  std::ofstream(file) << "theSecret\n";
  SignerProcess process(1);
  Credentials credentials;
  credentials.secret_file = file.string();
  const auto signer = loaded(process, 0, std::move(credentials));
  ASSERT_NE(signer, nullptr);
  const auto expected = make_signer(credentials_of(KeyType::HmacSha256, "theSecret"));
  EXPECT_EQ(*signer->sign("x"), *expected->sign("x"));
  // Changed under it: read once more, it is another key.
  std::ofstream(file) << "another\n";
  Credentials again;
  again.secret_file = file.string();
  EXPECT_NE(loaded(process, 0, std::move(again))->mark(), signer->mark());
  EXPECT_EQ(*signer->sign("x"), *expected->sign("x")) << "and the first one still signs";
  fs::remove(file);
}

TEST(SignerProcess, SaysWhyAKeyIsNotTaken) {
  SignerProcess process(1);
  const auto refused = process.load(0, credentials_of(KeyType::Rsa, "no PEM"));
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().why, HasSubstr("accounts.<name>.secret is not a PEM private key"));
  EXPECT_FALSE(process.is_dead());
}

TEST(SignerProcess, HasNothingThatItDoesNotNeed) {
  SignerProcess process(2);
  const pid_t id = process.id();
  EXPECT_EQ(proc_file(id, "comm"), "fixbridge-sign\n");
  const std::string status = proc_file(id, "status");
  EXPECT_THAT(status, HasSubstr("NoNewPrivs:\t1"));
  EXPECT_THAT(status, HasSubstr("Seccomp:\t2"));
  EXPECT_THAT(proc_file(id, "limits"), testing::ContainsRegex("Max core file size +0 +0 "));
  std::size_t open = 0;
  for (const auto& fd : fs::directory_iterator("/proc/" + std::to_string(id) + "/fd")) {
    const std::string target = fs::read_symlink(fd.path()).string();
    open += target.starts_with("socket:") ? 1U : 0U;
    EXPECT_TRUE(target.starts_with("socket:") || target == "/dev/null" || kSanitized) << target;
  }
  EXPECT_EQ(open, 3U) << "the gateway's line, and one for each account";
}

TEST(SignerProcess, IgnoresTheSignalsThatAreForTheGateway) {
  SignerProcess process(1);
  const auto signer = loaded(process, 0, credentials_of(KeyType::HmacSha256, "s"));
  for (const int number : {SIGTERM, SIGINT, SIGHUP}) ::kill(process.id(), number);
  EXPECT_TRUE(signer->sign("x"));
}

TEST(SignerProcess, ThatWasKilledIsAnAnswer) {
  SignerProcess process(2);
  const auto signer = loaded(process, 0, credentials_of(KeyType::HmacSha256, "s"));
  const auto other = loaded(process, 1, credentials_of(KeyType::HmacSha256, "s"));
  EXPECT_FALSE(process.is_dead());
  ::kill(process.id(), SIGKILL);
  const auto refused = signer->sign("x");
  ASSERT_FALSE(refused);
  EXPECT_TRUE(refused.error().signer_dead);
  EXPECT_EQ(refused.error().why, "the signer process has ended");
  EXPECT_FALSE(other->sign("x"));
  EXPECT_TRUE(eventually([&] { return process.is_dead(); }));
  EXPECT_FALSE(process.load(0, credentials_of(KeyType::HmacSha256, "s")));
}

// One that holds on to a request cannot be told from one that will never answer: it is ended.
TEST(SignerProcess, ThatIsSilentIsGivenUp) {
  SignerProcess process(1);
  const auto signer = loaded(process, 0, credentials_of(KeyType::HmacSha256, "s"));
  ::kill(process.id(), SIGSTOP);
  auto began = std::chrono::steady_clock::now();
  const auto refused = signer->sign("x");
  const auto patience = std::chrono::steady_clock::now() - began;
  ASSERT_FALSE(refused);
  EXPECT_TRUE(refused.error().signer_dead);
  EXPECT_EQ(refused.error().why, "the signer process does not answer");
  EXPECT_TRUE(eventually([&] { return has_ended(process.id()); }));
  began = std::chrono::steady_clock::now();
  for (int i = 0; i < 1000; ++i) EXPECT_FALSE(signer->sign("x"));
  EXPECT_LT(std::chrono::steady_clock::now() - began, patience) << "nobody waits for it again";
}

TEST(SignerProcess, EndsWithItsOwner) {
  auto process = std::make_unique<SignerProcess>(1);
  const pid_t id = process->id();
  process.reset();
  EXPECT_TRUE(has_ended(id));
}

TEST(SignerProcess, EndsWhenItsParentIsKilled) {
  int pipe[2] = {};
  ASSERT_EQ(::pipe2(pipe, O_CLOEXEC), 0);
  const pid_t parent = ::fork();
  if (parent == 0) {
    const SignerProcess process(1);
    const pid_t id = process.id();
    ::_exit(::write(pipe[1], &id, sizeof id) == sizeof id && ::kill(::getpid(), SIGKILL) == 0 ? 0 : 1);
  }
  pid_t signer = -1;
  ASSERT_EQ(::read(pipe[0], &signer, sizeof signer), static_cast<ssize_t>(sizeof signer));
  ::waitpid(parent, nullptr, 0);
  EXPECT_TRUE(eventually([&] { return has_ended(signer); }));
  ::close(pipe[0]);
  ::close(pipe[1]);
}

TEST(Confinement, KillsWhoOpensASocketOrRunsAProgram) {
  constexpr int kKilled = 128 + SIGSYS;
  EXPECT_EQ(confined([] { return 7; }), 7);
  EXPECT_EQ(confined([] { return ::socket(AF_INET, SOCK_STREAM, 0); }), kKilled);
  EXPECT_EQ(confined([] { return ::socket(AF_UNIX, SOCK_STREAM, 0); }), kKilled);
  EXPECT_EQ(confined([] { return ::execl("/bin/true", "true", nullptr); }), kKilled);
}

TEST(Confinement, LetsFilesBeReadAndNotWritten) {
  EXPECT_EQ(confined([] { return ::open("/dev/null", O_RDONLY) >= 0 ? 7 : 1; }), 7);
  if (kSanitized) GTEST_SKIP() << "a sanitizer's run-time writes files";
  EXPECT_EQ(confined([] { return ::open("/dev/null", O_WRONLY) >= 0 ? 1 : errno; }), EPERM);
  EXPECT_EQ(confined([] { return ::unlink("/nowhere") == 0 ? 1 : errno; }), EPERM);
  EXPECT_EQ(confined([] { return ::fork() >= 0 ? 1 : errno; }), EPERM);
}

}  // namespace bridge::venue::binance
