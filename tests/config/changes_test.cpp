#include "config_files.hpp"

#include <gmock/gmock.h>

namespace bridge::config {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class Changes : public ConfigFiles {
 protected:
  [[nodiscard]] std::vector<std::string> between(const std::string& before, const std::string& now) const {
    const Config first = load_text(before);
    return changed_keys(first, load_text(now));
  }
};

TEST_F(Changes, AreNamedByTheirPlaceInTheFile) {
  EXPECT_THAT(between(good_file(), good_file()), IsEmpty());
  EXPECT_THAT(between(good_file(), good_file(3, "  port: 9879")), ElementsAre("listen.port"));
  EXPECT_THAT(between(good_file(), good_file(13, "    account: main\n    text_limit: 100")),
              ElementsAre("sessions[1].text_limit"));
  EXPECT_THAT(between(good_file(13, "    account: main\n    symbols: {A: BTCUSDT}"), good_file()),
              ElementsAre("sessions[1].symbols.A"));
}

TEST_F(Changes, OfKeysAndSecretsAreTakenOver) {
  EXPECT_THAT(between(good_file(), good_file(7, "    key: another")), IsEmpty());
  EXPECT_THAT(between(good_file(), good_file(8, "    secret: another")), IsEmpty());
  EXPECT_THAT(between(good_file(), good_file(8, "    secret: aSecret\n    signer: process")),
              ElementsAre("accounts.main.signer"));
}

// Comments, order and quotes are not what it says.
TEST_F(Changes, InHowItIsWrittenAreNone) {
  EXPECT_THAT(between(good_file(), "# a comment\n" + good_file(16, "ops: {}\n")), IsEmpty());
  EXPECT_THAT(between(good_file(), good_file(15, "  dir: 'journal'")), IsEmpty());
}

}  // namespace
}  // namespace bridge::config
