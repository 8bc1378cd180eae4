#include "venue/binance/errors.hpp"

#include "venue/errors_csv.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <map>

namespace bridge::venue::binance {

namespace {

using order::Missing;
using order::Rejected;
using order::RejectReason;
using order::Unclear;

using test::Row;
using test::statuses_of;
using test::texts_of;

std::vector<Row> csv_codes() {
  auto rows = test::errors_csv();
  std::erase_if(rows, [](const Row& row) { return !test::has_code(row); });
  return rows;
}

std::string_view word(Category category) {
  using enum Category;
  switch (category) {
    case Account:
      return "account";
    case Auth:
      return "auth";
    case Engine:
      return "engine";
    case Filter:
      return "filter";
    case Market:
      return "market";
    case Order:
      return "order";
    case Overload:
      return "overload";
    case RateLimit:
      return "ratelimit";
    case Request:
      return "request";
    case Risk:
      return "risk";
    case Server:
      return "server";
    case Stream:
      return "stream";
    case Timing:
      return "timing";
  }
  return "";
}

std::string_view word(Proof proof) {
  using enum Proof;
  switch (proof) {
    case Rejected:
      return "KNOWN-REJECTED";
    case Unknown:
      return "UNKNOWN";
    case Done:
      return "KNOWN-DONE";
    case NotAnOrder:
      return "N/A";
  }
  return "";
}

std::string kind(const order::Outcome& outcome) {
  if (std::holds_alternative<Rejected>(outcome)) return "Rejected";
  if (std::holds_alternative<Missing>(outcome)) return "Missing";
  if (std::holds_alternative<Unclear>(outcome)) return "Unclear";
  return "?";
}

std::string expected_kind(Row& row) {
  if (row["code"] == "-2011" || row["code"] == "-2013") return "Missing";
  return row["order_outcome"] == "UNKNOWN" ? "Unclear" : "Rejected";
}

template <class T>
order::VenueError error_in(const order::Outcome& outcome) {
  EXPECT_TRUE(std::holds_alternative<T>(outcome));
  return std::get<T>(outcome).error;
}

}  // namespace

TEST(Errors, CarryTheTableRowByRow) {
  auto rows = csv_codes();
  const auto known = known_errors();
  ASSERT_EQ(known.size(), rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    EXPECT_EQ(std::to_string(known[i].code), rows[i]["code"]);
    EXPECT_EQ(known[i].name, rows[i]["name"]);
    EXPECT_EQ(word(known[i].category), rows[i]["category"]) << known[i].code;
    EXPECT_EQ(word(known[i].proof), rows[i]["order_outcome"]) << known[i].code;
    EXPECT_EQ(std::to_string(static_cast<int>(known[i].ord_rej_reason)), rows[i]["ord_rej_reason"])
        << known[i].code;
    EXPECT_TRUE(i == 0 || known[i].code < known[i - 1].code);
  }
}

TEST(Errors, AreJudgedAsTheTableSaysForEveryRowStatusAndText) {
  for (Row& row : csv_codes()) {
    for (const int status : statuses_of(row["ws_status"])) {
      for (const std::string& text : texts_of(row["typical_msg"])) {
        EXPECT_EQ(kind(judge(status, std::stoi(row["code"]), text)), expected_kind(row))
            << row["code"] << ' ' << status << ' ' << text;
      }
    }
  }
}

TEST(Errors, WithoutACodeFollowTheTablesLastRows) {
  std::map<std::string, std::string> outcomes;
  for (Row& row : test::errors_csv()) {
    if (!test::has_code(row)) outcomes[row["code"]] = row["order_outcome"];
  }
  EXPECT_EQ(outcomes, (std::map<std::string, std::string>{{"(no response)", "UNKNOWN"},
                                                          {"(5xx other)", "UNKNOWN"},
                                                          {"(403)", "KNOWN-REJECTED"},
                                                          {"(200)", "KNOWN-DONE"}}));
  for (const int status : {500, 502, 503, 504, 599}) EXPECT_EQ(kind(judge(status, 0, "?")), "Unclear");
  EXPECT_EQ(kind(judge(403, 0, "")), "Rejected");
}

TEST(Errors, OfAnUnknownCodeAreRejectedBelow500AndUnclearFromThere) {
  EXPECT_EQ(kind(judge(400, -4999, "new")), "Rejected");
  EXPECT_EQ(kind(judge(500, -4999, "new")), "Unclear");
  EXPECT_EQ(kind(judge(408, -4999, "new")), "Unclear");
}

TEST(Errors, LeaveDoubtWhenTheTextSaysSoWhateverTheCode) {
  const auto* text = "Unknown error, please check your request or try again later.";
  for (const int code : {-1000, -1001, -1008, -2011, -9999})
    EXPECT_EQ(kind(judge(503, code, text)), "Unclear");
  EXPECT_EQ(kind(judge(400, -9999, "Send status unknown; execution status unknown.")), "Unclear");
}

TEST(Errors, Of1001AreOnlyFinalWithTheDocumentedTexts) {
  EXPECT_EQ(kind(judge(503, -1001, "Service Unavailable.")), "Rejected");
  EXPECT_EQ(kind(judge(503, -1001, "Something else.")), "Unclear");
  EXPECT_EQ(kind(judge(400, -1001, "Something else.")), "Unclear");
}

TEST(Errors, ThatContradictThemselvesLeaveDoubt) {
  EXPECT_EQ(kind(judge(200, -2011, "Unknown order sent.")), "Unclear");
  EXPECT_EQ(kind(judge(0, -1022, "Signature for this request is not valid.")), "Unclear");
  EXPECT_EQ(kind(judge(503, -2011, "Unknown order sent.")), "Unclear");
  EXPECT_EQ(kind(judge(400, 0, "")), "Unclear");
  EXPECT_EQ(kind(judge(409, -1, "")), "Unclear");
}

TEST(Errors, SayWhatIsWorthAnotherTry) {
  const auto retry = [](int status, int code) { return describe(status, code, "").retry; };
  EXPECT_EQ(retry(503, -1001), order::Retry::Soon);
  EXPECT_EQ(retry(503, -1008), order::Retry::Soon);
  EXPECT_EQ(retry(400, -1021), order::Retry::Soon);
  EXPECT_EQ(retry(400, -5028), order::Retry::Soon);
  EXPECT_EQ(retry(429, -1003), order::Retry::Later);
  EXPECT_EQ(retry(418, -1003), order::Retry::Never) << "a ban";
  EXPECT_EQ(retry(401, -2015), order::Retry::Never);
}

TEST(Errors, BlameTheVenueForThrottlingKeysOverloadAndMaintenance) {
  for (const int code : {-1002, -1003, -1008, -1015, -1016, -1022, -2014, -2015, -2017, -4056}) {
    EXPECT_EQ(describe(400, code, "").reason, RejectReason::VenueOption) << code;
  }
  EXPECT_EQ(describe(429, 0, "").reason, RejectReason::VenueOption);
}

TEST(Errors, NeverCallAnOrderUnknownByTheirOwnWord) {
  for (const DocumentedError& known : known_errors()) {
    const auto reason = describe(400, known.code, "").reason;
    EXPECT_TRUE(reason == RejectReason::Other || reason == RejectReason::VenueOption) << known.code;
  }
  EXPECT_EQ(describe(400, -1121, "Invalid symbol.").reason, RejectReason::Other);
}

TEST(Errors, SayWhyANewOrderIsRefused) {
  using enum order::OrdRejReason;
  const std::vector<std::pair<order::OrdRejReason, std::vector<int>>> reasons{
      {UnknownSymbol, {-1121, -1122, -4141}},
      {ExceedsLimit, {-2018, -2019, -2025, -2027, -2028, -4045}},
      {DuplicateOrder, {-4116}},
      {StaleOrder, {-1021, -5028}},
      {IncorrectQuantity, {-4003, -4004, -4005, -4023}},
      {InvalidPriceIncrement, {-4014}},
      {UnsupportedCharacteristic, {-1102, -1106, -1114, -1115, -1116, -1117, -2026, -4061, -4062, -4120}},
      {BrokerOption, {-1003, -1008, -1015, -1016, -1022, -2014, -2015, -2017, -2022, -4105, -4400, -4401}},
      {Other, {-1111, -2021, -4001, -4002, -4013, -4016, -4024, -4131, -5021, -5022, -5041, -9999}}};
  for (const auto& [reason, codes] : reasons) {
    for (const int code : codes) EXPECT_EQ(ord_rej_reason(400, code), reason) << code;
  }
  EXPECT_EQ(ord_rej_reason(403, 0), BrokerOption) << "turned away at the gate";
  EXPECT_EQ(ord_rej_reason(429, -9999), BrokerOption);
}

TEST(Errors, OfAnAmendmentLeaveTheOrderAsItWas) {
  for (const int code : {-4014, -5024, -5025, -5026, -5027, -5029, -5043, -5047}) {
    EXPECT_EQ(kind(judge(400, code, "no", 0, order::RequestKind::Modify)), "Rejected") << code;
  }
  for (const int code : {-2011, -2013}) {
    EXPECT_EQ(kind(judge(400, code, "no", 0, order::RequestKind::Modify)), "Missing") << code;
  }
}

// The documented frames say in `outcome` what they prove.
TEST(Errors, OfNewOrdersAndAmendmentsProveWhatTheirFramesSay) {
  std::size_t judged = 0;
  for (const auto& file : std::filesystem::directory_iterator{test::kFrames}) {
    const std::string name = file.path().filename();
    const bool place = name.starts_with("order.place.error_");
    if (!place && !name.starts_with("order.modify.error_")) continue;
    const auto frame = test::read_frame_file(name);
    const auto& response = frame.at("response");
    const std::string said{frame.at("_meta").at("outcome").as_string()};
    const auto code = static_cast<int>(response.at("error").at("code").as_int64());
    const std::string text{response.at("error").at("msg").as_string()};
    const std::string proves = kind(judge(static_cast<int>(response.at("status").as_int64()), code, text, 0,
                                          place ? order::RequestKind::Place : order::RequestKind::Modify));
    const bool gone = code == -2011 || code == -2013;
    EXPECT_EQ(proves, said == "UNKNOWN" ? "Unclear" : gone ? "Missing" : "Rejected") << name << ' ' << said;
    ++judged;
  }
  EXPECT_GE(judged, 37U);
}

TEST(Errors, OfANewOrderNeverCallItMissing) {
  for (const int code : {-2011, -2013}) {
    EXPECT_EQ(kind(judge(400, code, "no", 0, order::RequestKind::Place)), "Rejected") << code;
  }
}

TEST(Errors, ThatOnlyAPageCallsFinalLeaveANewOrderInDoubt) {
  for (const char* text :
       {"Service Unavailable.", "Internal error; unable to process your request. Please try again."}) {
    EXPECT_EQ(kind(judge(503, -1001, text)), "Rejected");
    EXPECT_EQ(kind(judge(503, -1001, text, 0, order::RequestKind::Place)), "Unclear");
    EXPECT_EQ(kind(judge(500, -1001, text, 0, order::RequestKind::Modify)), "Unclear");
  }
}

TEST(Errors, ReadTheEndOfABanFromDataOrText) {
  const std::string text = "Way too many requests; IP banned until 1795359720000. Please use the websocket";
  EXPECT_EQ(error_in<Rejected>(judge(418, -1003, text)).retry_after_ms, 1795359720000);
  EXPECT_EQ(error_in<Rejected>(judge(418, -1003, text, 1795359730000)).retry_after_ms, 1795359730000);
  EXPECT_EQ(error_in<Rejected>(judge(429, -1003, "IP banned until soon")).retry_after_ms, 0);
  EXPECT_EQ(error_in<Rejected>(judge(429, -1003, "IP banned until 99999999999999999999")).retry_after_ms, 0);
}

TEST(Errors, CleanTheVenuesText) {
  const auto error = error_in<Rejected>(judge(400, -1100, std::string{"a\x01"} + "58=b\n"));
  EXPECT_EQ(error.text, "a?58=b?");
}

TEST(Errors, NameARemedyWhereThereIsOne) {
  for (const int code : {-1003, -1021, -1022, -2014, -2015, -4056})
    EXPECT_FALSE(remedy(code).empty()) << code;
  EXPECT_NE(remedy(-1022).find("accounts.<name>.secret"), std::string::npos);
  EXPECT_NE(remedy(-1022).find("key_type"), std::string::npos);
  EXPECT_NE(remedy(-4056).find("session_logon: false"), std::string::npos);
  EXPECT_EQ(remedy(-2011), "");
  EXPECT_EQ(remedy(0), "");
}

}  // namespace bridge::venue::binance
