#include "endtoend/versions.hpp"

#include <gmock/gmock.h>

#include <csignal>
#include <regex>
#include <stdexcept>

namespace bridge::endtoend {
namespace {

// "[24]41=$orig" without its mark; empty when it is not of this version.
std::string_view unmarked(std::string_view field, char version) {
  if (!field.starts_with('[')) return field;
  const auto end = field.find(']');
  const bool meant = field.substr(1, end - 1).find(version) != std::string_view::npos;
  return meant ? field.substr(end + 1) : std::string_view{};
}

}  // namespace

void PrintTo(const FixVersion& version, std::ostream* out) { *out << version.begin_string; }

std::string name_of(const testing::TestParamInfo<FixVersion>& info) { return info.param.name; }

std::vector<std::string> sessions_of_all(const std::string& options) {
  std::vector<std::string> sessions;
  for (const auto& version : kVersions) sessions.push_back(session(version.begin_string, options));
  return sessions;
}

std::string in_version(std::string_view row, const FixVersion& version, const Words& words) {
  std::string message;
  while (!row.empty()) {
    const auto end = row.find('|');
    const std::string_view field = unmarked(row.substr(0, end), version.mark);
    row.remove_prefix(end + 1);
    const auto dollar = field.find('$');
    if (dollar == std::string_view::npos) {
      message.append(field).append(field.empty() ? "" : "|");
      continue;
    }
    const auto word = words.find(field.substr(dollar + 1));
    if (word == words.end()) throw std::runtime_error("no word for " + std::string(field));
    if (word->second.empty()) continue;
    message.append(field.substr(0, dollar)).append(word->second).append("|");
  }
  return message;
}

std::string whole(const std::string& message, const Stage& stage, std::int64_t order_id) {
  static const std::regex time(R"(\|60=[0-9]{8}-[0-9:]{8}\.[0-9]{3}\|)");
  const auto order = stage.venue().find("BTCUSDT", order_id);
  const bool venues = order && value(message, 60) == fix_text(from_ms(order->update_time));
  return std::regex_replace(essence(message), time, venues ? "|60=venue|" : "|60=own|");
}

std::string wait_for_field(const fix::Oms& oms, const std::string& msg_type, int tag,
                           const std::string& wanted) {
  return oms.wait_for(
      [&](std::string_view message) {
        return value(message, 35) == msg_type && value(message, tag) == wanted;
      },
      kPatience);
}

void exchange_last_words(fix::Oms& oms, const std::string& cl_ord_id) {
  for (const char* turn : {"-1", "-2"}) {
    ASSERT_TRUE(oms.send_cancel(cancel(cl_ord_id + turn, "")));
    ASSERT_FALSE(oms.wait_for_report(cl_ord_id + turn, kPatience).empty());
  }
}

void expect_nothing_was_rejected(Stage& stage) {
  stage.gateway().signal(SIGTERM);
  EXPECT_EQ(stage.gateway().wait(), 0);
  const auto log = stage.log();
  EXPECT_NE(log.find("|35=F|"), std::string::npos) << "the log is not at debug";
  for (const auto& line : lines_of(log)) {
    if (line.find("fix_in") == std::string::npos) continue;
    EXPECT_THAT(line, testing::Not(testing::ContainsRegex("[|]35=(3|j)[|]")));
  }
}

EachVersion::EachVersion(const StageSettings& settings)
    : stage(settings), oms(stage.make_oms_of(GetParam().begin_string)) {}

void EachVersion::SetUp() {
  ASSERT_TRUE(stage.gateway_becomes_ready()) << stage.err();
  ASSERT_TRUE(oms->log_on(kPatience)) << stage.log();
}

void EachVersion::TearDown() {
  exchange_last_words(*oms, "last");
  expect_nothing_was_rejected(stage);
}

}  // namespace bridge::endtoend
