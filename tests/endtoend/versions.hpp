// What the tests of all versions of FIX share: a session of each, and whole messages written once.
#pragma once

#include "endtoend/stage.hpp"

#include <gtest/gtest.h>

#include <map>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

namespace bridge::endtoend {

struct FixVersion {
  char mark;                 // in the rows below
  const char* begin_string;  // FIXT.1.1 is FIX 5.0 SP2
  const char* name;          // of a test
};
inline constexpr FixVersion kVersions[]{
    {'2', "FIX.4.2", "Fix42"}, {'4', "FIX.4.4", "Fix44"}, {'5', "FIXT.1.1", "Fix50Sp2"}};

void PrintTo(const FixVersion& version, std::ostream* out);
[[nodiscard]] std::string name_of(const testing::TestParamInfo<FixVersion>& info);

// A session() of each version.
[[nodiscard]] std::vector<std::string> sessions_of_all(const std::string& options = "account: main");

using Words = std::map<std::string, std::string, std::less<>>;
// A message of one version from a row about all of them: "[2]20=0|[24]41=$orig|" has 20 in FIX 4.2 only, 41
// in 4.2 and 4.4; `words` say what $orig is. A field whose word is empty is left out, and so is a word alone.
[[nodiscard]] std::string in_version(std::string_view row, const FixVersion& version, const Words& words);

// essence() where TransactTime(60) is one word as well: `venue` when it is the venue's time of the order's
// last update, `own` when it is another time.
[[nodiscard]] std::string whole(const std::string& message, const Stage& stage, std::int64_t order_id);

// The first answer with these two values; empty when none came.
[[nodiscard]] std::string wait_for_field(const fix::Oms& oms, const std::string& msg_type, int tag,
                                         const std::string& wanted);

// The client validates what it gets and answers what it finds wrong with 35=3 or 35=j. These two see that it
// found nothing. First, for each client: two round trips, so that the gateway has read what the client said
// to all that came before. Then, once: the gateway is ended, and its log, which must be at debug, has none.
void exchange_last_words(fix::Oms& oms, const std::string& cl_ord_id);
void expect_nothing_was_rejected(Stage& stage);

// The gateway is ready, and the client of the version in question is logged on.
class EachVersion : public testing::TestWithParam<FixVersion> {
 protected:
  // `settings` have a session of each version, and the log at debug.
  explicit EachVersion(const StageSettings& settings);
  void SetUp() override;
  void TearDown() override;

  [[nodiscard]] std::string wait_for(const std::string& msg_type, int tag, const std::string& wanted) const {
    return wait_for_field(*oms, msg_type, tag, wanted);
  }
  [[nodiscard]] std::string said(std::string_view row, const Words& words = {}) const {
    return in_version(row, GetParam(), words);
  }

  Stage stage;
  std::unique_ptr<fix::Oms> oms;
};

}  // namespace bridge::endtoend
