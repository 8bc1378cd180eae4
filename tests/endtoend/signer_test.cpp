// Keys in a process of their own: they are not in the gateway's memory, nor in anything the system shows of
// it, and when that process dies no cancel is lost or answered by a guess.
#include "endtoend/memory.hpp"
#include "endtoend/private_key.hpp"
#include "endtoend/stage.hpp"
#include "proc_file.hpp"
#include "sanitized.hpp"
#include "where.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/pem.h>

#include <csignal>
#include <memory>

namespace bridge::endtoend {
namespace {

using testing::ContainsRegex;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;

constexpr const char* kKey = "MARKERPAIRmarkerpairMARKERPAIRmarkerpairMARKERPAIRmarkerpair0000";
constexpr int kOrders = 20;

// The 32 bytes that an Ed25519 key is, as a program that signs with it holds them.
std::string raw_private_key(const std::string& pem) {
  const std::unique_ptr<BIO, decltype(&BIO_free)> bio{
      BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), &BIO_free};
  const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key{
      PEM_read_bio_PrivateKey(bio.get(), nullptr, nullptr, nullptr), &EVP_PKEY_free};
  std::size_t size = 32;
  std::string raw(size, '\0');
  EXPECT_EQ(EVP_PKEY_get_raw_private_key(key.get(), reinterpret_cast<unsigned char*>(raw.data()), &size), 1);
  return raw;
}

std::vector<simulator::Order> orders() {
  std::vector<simulator::Order> made;
  for (int i = 1; i <= kOrders; ++i) made.push_back(order(1000 + i, "order-" + std::to_string(i)));
  return made;
}

class SignerProcess : public testing::Test {
 protected:
  void begin(StageSettings settings) {
    settings.orders = orders();
    stage = std::make_unique<Stage>(std::move(settings));
  }
  void begin_with_ed25519() {
    begin({.api_key = kKey,
           .secret = pair.private_pem,
           .account_options = {"key_type: ed25519"},
           .venue_keys = {{kKey, simulator::KeyType::Ed25519, pair.public_pem}}});
  }
  void start() {
    ASSERT_TRUE(stage->gateway_becomes_ready()) << stage->err();
    if (!oms) oms = stage->make_oms("oms");
    ASSERT_TRUE(oms->log_on(kPatience));
  }
  [[nodiscard]] pid_t gateway() const { return stage->gateway().id(); }
  [[nodiscard]] std::vector<pid_t> signers() const { return children_of(gateway()); }
  void write_in_config(const std::string& before, const std::string& now) const {
    std::string text = read_file(stage->config());
    const auto at = text.find(before);
    ASSERT_NE(at, std::string::npos);
    write_file(stage->config(), text.replace(at, before.size(), now));
  }
  void ask(int number) { ASSERT_TRUE(oms->send_cancel(cancel(name(number), std::to_string(1000 + number)))); }
  // One final answer, and it is true.
  void expect_the_truth(int number) {
    static_cast<void>(oms->wait_for_report(name(number), kPatience));
    ASSERT_TRUE(eventually([&] { return !final_reports(*oms, name(number)).empty(); })) << number;
    const auto reports = final_reports(*oms, name(number));
    EXPECT_THAT(reports, SizeIs(1)) << number;
    const bool told = value(reports.front(), 150) == "4";
    EXPECT_EQ(told, stage->venue().find("BTCUSDT", 1000 + number)->status == "CANCELED") << reports.front();
  }
  static std::string name(int number) { return "c" + std::to_string(number); }

  const KeyPair pair = make_key_pair("ED25519");
  std::unique_ptr<Stage> stage;
  std::unique_ptr<fix::Oms> oms;
};

TEST_F(SignerProcess, SignsForEd25519AndTheKeyIsNotInTheGateway) {
  begin_with_ed25519();
  ASSERT_NO_FATAL_FAILURE(start());
  ask(1);
  expect_the_truth(1);
  ASSERT_THAT(signers(), SizeIs(1));
  if (!can_read_memory(gateway())) GTEST_SKIP() << "not root: the memory of another process is not ours";
  const std::string raw = raw_private_key(pair.private_pem);
  const std::string text = lines_of(pair.private_pem).at(1);
  EXPECT_EQ(found_in_memory(gateway(), raw), 0U);
  EXPECT_EQ(found_in_memory(gateway(), text), 0U);
  EXPECT_GE(found_in_memory(signers().front(), raw), 1U) << "the scan finds what is there";
  EXPECT_EQ(found_in_memory(signers().front(), text), 0U) << "the file's text was wiped once it was read";
  EXPECT_GE(found_in_memory(gateway(), kKey), 1U) << "the API key is no secret between these two";
}

TEST_F(SignerProcess, KeepsAnHmacSecretOutOfTheGateway) {
  begin({.account_options = {"signer: process"}});
  ASSERT_NO_FATAL_FAILURE(start());
  ask(1);
  expect_the_truth(1);
  ASSERT_THAT(signers(), SizeIs(1));
  if (!can_read_memory(gateway())) GTEST_SKIP() << "not root: the memory of another process is not ours";
  EXPECT_EQ(found_in_memory(gateway(), kSecret), 0U);
  EXPECT_GE(found_in_memory(signers().front(), kSecret), 1U);
}

TEST_F(SignerProcess, IsNotThereWhereAllSignInline) {
  begin({});
  ASSERT_NO_FATAL_FAILURE(start());
  EXPECT_THAT(signers(), SizeIs(0));
  if (!can_read_memory(gateway())) GTEST_SKIP() << "not root: the memory of another process is not ours";
  EXPECT_GE(found_in_memory(gateway(), kSecret), 1U) << "what the other scans did not find is found here";
}

// What came in the environment is handed to the signer process and wiped, in memory and where /proc shows it.
TEST_F(SignerProcess, TakesASecretOutOfTheEnvironment) {
  begin({.account_options = {"signer: process"},
         .environment = {"FIXBRIDGE_TEST_SECRET=" + std::string(kSecret)}});
  ASSERT_NO_FATAL_FAILURE(write_in_config("secret: file:secret", "secret: env:FIXBRIDGE_TEST_SECRET"));
  ASSERT_NO_FATAL_FAILURE(start());
  ask(1);
  expect_the_truth(1);
  ASSERT_THAT(signers(), SizeIs(1));
  if (!can_read_memory(gateway())) GTEST_SKIP() << "not root: the memory of another process is not ours";
  for (const pid_t id : {gateway(), signers().front()}) {
    for (const char* file : {"environ", "cmdline"}) {
      EXPECT_THAT(proc_file(id, file), Not(HasSubstr(kSecret))) << id << file;
    }
  }
  EXPECT_EQ(found_in_memory(gateway(), kSecret), 0U);
}

TEST_F(SignerProcess, LeavesNoCoreDumpAndNorDoesTheGateway) {
  begin_with_ed25519();
  ASSERT_NO_FATAL_FAILURE(start());
  ASSERT_THAT(signers(), SizeIs(1));
  for (const pid_t id : {gateway(), signers().front()}) {
    EXPECT_THAT(proc_file(id, "limits"), ContainsRegex("Max core file size +0 +0 "));
  }
}

TEST_F(SignerProcess, EndsWithTheGateway) {
  begin_with_ed25519();
  ASSERT_NO_FATAL_FAILURE(start());
  const auto first = signers();
  ASSERT_THAT(first, SizeIs(1));
  stage->gateway().signal(SIGTERM);
  EXPECT_EQ(stage->gateway().wait(), 0);
  EXPECT_EQ(proc_file(first.front(), "status"), "");
  ASSERT_NO_FATAL_FAILURE(start());
  const auto second = signers();
  ASSERT_THAT(second, SizeIs(1));
  stage->gateway().kill();
  EXPECT_TRUE(eventually([&] {
    const std::string status = proc_file(second.front(), "status");
    return status.empty() || status.find("State:\tZ") != std::string::npos;
  }));
}

// Links that are logged on need no signature: what is in flight is answered, and the gateway ends in good
// order.
TEST_F(SignerProcess, ThatIsKilledEndsTheGatewayInGoodOrder) {
  begin_with_ed25519();
  ASSERT_NO_FATAL_FAILURE(start());
  stage->venue().delay_cancel_replies(milliseconds{300});
  for (int i = 1; i <= kOrders / 2; ++i) ask(i);
  ASSERT_TRUE(eventually([&] { return stage->cancels_asked() == kOrders / 2; }));
  ASSERT_THAT(signers(), SizeIs(1));
  ::kill(signers().front(), SIGKILL);
  EXPECT_EQ(stage->gateway().wait(), 1);
  EXPECT_THAT(stage->log(), HasSubstr("error signer_ended"));
  for (int i = 1; i <= kOrders / 2; ++i) EXPECT_EQ(value(oms->wait_for_report(name(i), kPatience), 150), "4");
  ASSERT_NO_FATAL_FAILURE(start());
  for (int i = kOrders / 2 + 1; i <= kOrders; ++i) ask(i);
  for (int i = 1; i <= kOrders; ++i) expect_the_truth(i);
}

// Where each request is signed, what cannot be signed has not left.
TEST_F(SignerProcess, ThatFallsSilentLosesNoCancel) {
  begin({.account_options = {"signer: process"}});
  ASSERT_NO_FATAL_FAILURE(start());
  ask(1);
  expect_the_truth(1);
  ASSERT_THAT(signers(), SizeIs(1));
  ::kill(signers().front(), SIGSTOP);
  for (int i = 2; i <= 6; ++i) ask(i);
  EXPECT_EQ(stage->gateway().wait(), 1);
  EXPECT_EQ(stage->cancels_asked(), 1U) << "none of them has left";
  EXPECT_THAT(stage->log(),
              HasSubstr("cannot_sign account=main cause=\"the signer process does not answer\""));
  ASSERT_NO_FATAL_FAILURE(start());
  for (int i = 1; i <= 6; ++i) expect_the_truth(i);
}

// As clock_test runs the gateway: the library that fakes the clock is in the signer process as well.
TEST_F(SignerProcess, SignsUnderAFakedClock) {
  if (kSanitized) GTEST_SKIP() << "not together with a sanitizer";
  ASSERT_NE(std::string(LIBFAKETIME), "LIBFAKETIME-NOTFOUND");
  begin({.account_options = {"signer: process"},
         .environment = {"LD_PRELOAD=" LIBFAKETIME, "FAKETIME=+0", "FAKETIME_NO_CACHE=1"}});
  ASSERT_NO_FATAL_FAILURE(start());
  for (int i = 1; i <= 3; ++i) ask(i);
  for (int i = 1; i <= 3; ++i) expect_the_truth(i);
}

TEST_F(SignerProcess, ThatCannotUseTheKeyEndsTheStart) {
  begin({.secret = "no PEM", .account_options = {"key_type: ed25519"}});
  const auto ending = run_fixbridge({"run", stage->config().string()}, stage->directory());
  EXPECT_EQ(ending.exit_code, 2);
  EXPECT_THAT(ending.err, HasSubstr("accounts.main.secret is not a PEM private key"));
  EXPECT_EQ(count_of(ending.err, "no PEM "), 0U);
}

}  // namespace
}  // namespace bridge::endtoend
