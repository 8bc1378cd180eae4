// The systemd unit keeps what SECURITY.md builds upon.
#include "hardening/said.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bridge::hardening {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(Unit, GivesTheServiceAUserOfItsOwnAndNoPrivileges) {
  const std::string unit = page("config/fixbridge.service");
  for (const auto* line : {"DynamicUser=yes", "NoNewPrivileges=yes",
                           "CapabilityBoundingSet=", "AmbientCapabilities=", "RestrictSUIDSGID=yes",
                           "UMask=0077", "PrivateUsers=yes"}) {
    EXPECT_THAT(unit, HasSubstr("\n" + std::string(line) + "\n"));
  }
}

TEST(Unit, ShowsItNothingOfTheMachine) {
  const std::string unit = page("config/fixbridge.service");
  for (const auto* line :
       {"ProtectSystem=strict", "ProtectHome=yes", "PrivateTmp=yes", "PrivateDevices=yes",
        "ProtectProc=invisible", "RestrictNamespaces=yes", "RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX",
        "LockPersonality=yes", "MemoryDenyWriteExecute=yes", "SystemCallArchitectures=native",
        "SystemCallFilter=@system-service"}) {
    EXPECT_THAT(unit, HasSubstr("\n" + std::string(line) + "\n"));
  }
}

TEST(Unit, BoundsWhatItUsesAndLeavesNoCore) {
  const std::string unit = page("config/fixbridge.service");
  for (const auto* line :
       {"LimitCORE=0", "LimitNOFILE=8192", "MemoryMax=2G", "MemorySwapMax=0", "TasksMax=64"}) {
    EXPECT_THAT(unit, HasSubstr("\n" + std::string(line) + "\n"));
  }
}

// 3 s for answers, 2 s for Logouts, 2 s for the venue: README.md, "Operating it".
TEST(Unit, GivesItTheTimeToStopThatItNeeds) {
  const std::string unit = page("config/fixbridge.service");
  EXPECT_THAT(unit, HasSubstr("\nTimeoutStopSec=15s\n"));
  EXPECT_THAT(unit, HasSubstr("\nKillSignal=SIGTERM\n"));
  EXPECT_THAT(unit, HasSubstr("\nRestart=always\n"));
}

TEST(Unit, HandsKeysOverAsCredentials) {
  const std::string unit = page("config/fixbridge.service");
  EXPECT_THAT(unit, HasSubstr("\nLoadCredential=binance-main.secret:"));
  EXPECT_THAT(unit, Not(HasSubstr("\nEnvironment=")));
}

TEST(Unit, IsInstalledWithWhatShips) {
  EXPECT_THAT(page("config/fixbridge.service"), HasSubstr("what ./run package made; or: ./run install"));
  EXPECT_THAT(page("config/fixbridge.service"), Not(HasSubstr("build/release/bridge/fixbridge")));
}

TEST(Image, RunsAsNobodySpecial) {
  const std::string recipe = page("Dockerfile");
  EXPECT_THAT(recipe, HasSubstr("\nUSER fixbridge\n"));
  EXPECT_THAT(recipe, HasSubstr("docker run --read-only --cap-drop ALL --security-opt no-new-privileges"));
  EXPECT_THAT(recipe, HasSubstr("\nRUN ./run package "));
  EXPECT_THAT(recipe, HasSubstr("apt-get install -y --no-install-recommends /tmp/fixbridge_*.deb"));
  EXPECT_THAT(recipe, Not(HasSubstr("fixbridge-simulator")));
}

}  // namespace
}  // namespace bridge::hardening
