// A journal that the disk has not kept as it was written: the gateway says so before somebody needs what is
// gone.
#include "endtoend/stage.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <fstream>

namespace bridge::endtoend {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr int kCancels = 60;

class Damage : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(stage.gateway_becomes_ready()) << stage.err();
    const auto oms = stage.make_oms();
    ASSERT_TRUE(oms->log_on(kPatience));
    for (int i = 0; i < kCancels; ++i) {
      const std::string name = "c" + std::to_string(i);
      ASSERT_TRUE(oms->send_cancel(cancel(name, std::to_string(1000 + i))));
      ASSERT_EQ(value(oms->wait_for_report(name, kPatience), 150), "4");
    }
    ASSERT_GT(std::stoull(stage.metric(R"(fixbridge_journal_bytes{account="main"})")), 100'000U);
    ASSERT_GT(std::stod(stage.metric(R"(fixbridge_journal_disk_free_bytes{account="main"})")), 0);
  }
  void stop() {
    stage.gateway().signal(SIGTERM);
    ASSERT_EQ(stage.gateway().wait(), 0);
  }
  static std::vector<simulator::Order> book() {
    std::vector<simulator::Order> orders;
    for (int i = 0; i < kCancels; ++i) orders.push_back(order(1000 + i, "order-" + std::to_string(i)));
    return orders;
  }

  Stage stage{{.orders = book()}};
};

// Half a page in the middle, as a disk loses it.
TEST_F(Damage, OfTheTablesClosesReadinessAndNamesTheRemedy) {
  stop();
  const auto file = stage.journal() / "main.db";
  std::string bytes = read_file(file);
  const std::size_t row = bytes.find("venue_answered", bytes.size() / 2);
  ASSERT_NE(row, std::string::npos);
  const std::size_t begin = row / 4096 * 4096;
  for (std::size_t i = begin; i < begin + 4096; ++i) bytes[i] = static_cast<char>(~bytes[i]);
  write_file(file, bytes);
  stage.start_gateway();
  ASSERT_TRUE(eventually([&] { return stage.log().find("journal_damaged") != std::string::npos; }))
      << stage.log();
  ASSERT_TRUE(eventually([&] {
    const auto page = stage.page("/ready");
    return page.status == 503 && page.body.find("restore a backup") != std::string::npos;
  })) << stage.page("/ready").body;
}

TEST_F(Damage, IsNotFoundWhereThereIsNone) {
  stop();
  ASSERT_TRUE(stage.gateway_becomes_ready()) << stage.err();
  ASSERT_TRUE(eventually([&] { return count_of(stage.log(), "journal_inspected") == 2; })) << stage.log();
  EXPECT_TRUE(stage.is_ready());
  for (const char* word : {"journal_damaged", "journal_record_torn", "journal_record_cut"}) {
    EXPECT_THAT(stage.log(), Not(HasSubstr(word)));
  }
}

// The same after a crash, and with the record it leaves.
TEST_F(Damage, IsNotFoundAfterACrash) {
  stage.gateway().kill();
  ASSERT_TRUE(stage.gateway_becomes_ready()) << stage.err();
  ASSERT_TRUE(eventually([&] { return count_of(stage.log(), "journal_inspected") == 2; })) << stage.log();
  for (const char* word : {"journal_damaged", "journal_record_torn", "journal_record_cut"}) {
    EXPECT_THAT(stage.log(), Not(HasSubstr(word)));
  }
}

TEST_F(Damage, OfTheRecordIsTold) {
  stage.gateway().kill();
  const auto record = stage.journal() / "main.db-turns-1";
  std::filesystem::resize_file(record, std::filesystem::file_size(record) / 2);
  ASSERT_TRUE(stage.gateway_becomes_ready()) << stage.err() << stage.log();
  EXPECT_THAT(stage.log(), HasSubstr("journal_record_cut"));
  EXPECT_THAT(stage.log(), HasSubstr("Look up at the venue what was cancelled"));
}

}  // namespace
}  // namespace bridge::endtoend
