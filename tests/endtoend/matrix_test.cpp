// Each version of FIX, each way to name an order, each state the order can be in: the whole answer, what the
// venue was asked, and what became of the orders.
#include "endtoend/versions.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <iterator>
#include <tuple>

namespace bridge::endtoend {
namespace {

using testing::ElementsAreArray;

using Methods = std::vector<std::string>;

enum class Naming { By37, By41, ByBoth, ByMismatch, ByNeither };
struct NamingRow {
  Naming naming;
  const char* name;
};
constexpr NamingRow kNamings[]{{Naming::By37, "by 37"},
                               {Naming::By41, "by 41"},
                               {Naming::ByBoth, "by both"},
                               {Naming::ByMismatch, "37 and 41 name different orders"},
                               {Naming::ByNeither, "neither"}};

// $id and $own are the order's own 37 and 41. $echo37 is what the client sent, $echo41 too; where it sent no
// 41 $or_own is $own and $echo41 is NONE, or nothing in 5.0 SP2. $warning is there when 37 and 41 disagree.
constexpr const char* kCanceled =
    "35=8|49=BRIDGE|56=DESK1|6=0|11=$request|14=0|17=*|[2]20=0|37=$id|38=0.250|39=4|40=2|41=$own|44=65000.10|"
    "54=1|55=BTCUSDT|58=$warning|59=1|60=venue|150=4|151=0|[5]167=FUT|25001=3|25101=LIMIT|"
    "25102=CONTRACT_PRICE|25107=BOTH|";
constexpr const char* kPartFilled =
    "35=8|49=BRIDGE|56=DESK1|6=65000.05000|11=$request|14=0.100|17=*|[2]20=0|37=$id|38=0.250|39=4|40=2|"
    "41=$own|44=65000.10|54=1|55=BTCUSDT|58=$warning|59=1|60=venue|150=4|151=0|[5]167=FUT|25001=3|"
    "25017=6500.00500|25018=20260102-03:04:05.678|25101=LIMIT|25102=CONTRACT_PRICE|25107=BOTH|";
constexpr const char* kFilled =
    "35=9|49=BRIDGE|56=DESK1|11=$request|37=$id|39=2|41=$or_own|"
    "58=Too late to cancel: the order is FILLED|60=venue|102=0|434=1|";
constexpr const char* kExpired =
    "35=9|49=BRIDGE|56=DESK1|11=$request|37=$id|39=C|41=$or_own|"
    "58=Too late to cancel: the order is EXPIRED|60=venue|102=0|434=1|";
constexpr const char* kUnknown =
    "35=9|49=BRIDGE|56=DESK1|11=$request|37=NONE|39=0|41=$echo41|58=-2013 Order does not exist. Conditional "
    "(algo) orders are not reachable. The order's status is not known|60=own|102=1|434=1|25016=-2013|";
constexpr const char* kThrottled =
    "35=9|49=BRIDGE|56=DESK1|11=$request|37=$echo37|39=0|41=$echo41|58=-1003 Too many requests. The order's "
    "status is not known|60=own|102=2|434=1|25016=-1003|";
constexpr const char* kUnauthorized =
    "35=9|49=BRIDGE|56=DESK1|11=$request|37=$echo37|39=0|41=$echo41|"
    "58=-2015 Invalid API-key, IP, or permissions for action. The order's status is not "
    "known|60=own|102=2|434=1|25016=-2015|";
constexpr const char* kNoId =
    "35=9|49=BRIDGE|56=DESK1|11=$request|37=NONE|39=0|[24]41=NONE|"
    "58=Neither OrderID(37) nor OrigClOrdID(41) names an order; send one of them. The order's status is not "
    "known|60=own|[2]102=2|[45]102=99|"
    "434=1|";
constexpr const char* kWarning =
    "Warning: the order canceled by OrderID(37) has another client id than OrigClOrdID(41) said";

// Until long after answer_within, at any second of the minute: there is no second try.
simulator::Refusal too_many_requests() {
  return {429, -1003, "Too many requests.", std::chrono::minutes{10}};
}

struct State {
  const char* name;
  const char* before;                         // at the venue; empty: there is no such order
  const char* after;                          // once canceled
  const char* row;                            // the answer
  std::size_t queries;                        // order.status, after the cancel
  simulator::Refusal (*refusal)() = nullptr;  // what the venue says instead
};
constexpr State kStates[]{
    {"Canceled", "NEW", "CANCELED", kCanceled, 0},
    {"PartFilled", "PARTIALLY_FILLED", "CANCELED", kPartFilled, 1},
    {"Filled", "FILLED", "FILLED", kFilled, 1},
    {"Expired", "EXPIRED", "EXPIRED", kExpired, 1},
    {"Unknown", "", "", kUnknown, 2},
    {"Throttled", "NEW", "NEW", kThrottled, 0, &too_many_requests},
    {"Unauthorized", "NEW", "NEW", kUnauthorized, 0, &simulator::invalid_key},
};

void PrintTo(const State& state, std::ostream* out) { *out << state.name; }

// One request of the matrix. Each has an order of its own, and beside it one that it must leave alone.
struct Request {
  FixVersion version;
  State state;
  Naming naming;

  [[nodiscard]] std::int64_t id() const {
    const auto index = [](const auto& rows, const auto& is) {
      return std::find_if(std::begin(rows), std::end(rows), is) - std::begin(rows);
    };
    const auto v = index(kVersions, [&](const auto& row) { return row.mark == version.mark; });
    const auto s = index(kStates, [&](const auto& row) { return row.row == state.row; });
    return 8389765500000000000 + v * 1000 + s * 100 + static_cast<int>(naming) * 10;
  }
  [[nodiscard]] std::int64_t bystander() const { return id() + 1; }
  static std::string client_id(std::int64_t id) { return "order-" + std::to_string(id); }
  [[nodiscard]] std::string cl_ord_id() const { return "cancel-" + std::to_string(id()); }

  [[nodiscard]] std::string sent37() const {
    return naming == Naming::By41 || naming == Naming::ByNeither ? "" : std::to_string(id());
  }
  [[nodiscard]] std::string sent41() const {
    if (naming == Naming::By37 || naming == Naming::ByNeither) return "";
    return client_id(naming == Naming::ByMismatch ? bystander() : id());
  }
  [[nodiscard]] std::string expected() const {
    const std::string none = version.mark == '5' ? "" : "NONE";
    const std::string own = client_id(id());
    return in_version(naming == Naming::ByNeither ? kNoId : state.row, version,
                      {{"request", cl_ord_id()},
                       {"id", std::to_string(id())},
                       {"own", own},
                       {"or_own", sent41().empty() ? own : sent41()},
                       {"echo37", sent37().empty() ? "NONE" : sent37()},
                       {"echo41", sent41().empty() ? none : sent41()},
                       {"warning", naming == Naming::ByMismatch ? kWarning : ""}});
  }
  [[nodiscard]] Methods asks() const {
    if (naming == Naming::ByNeither) return {};
    Methods methods{"order.cancel"};
    methods.insert(methods.end(), state.queries, "order.status");
    return methods;
  }
};

simulator::Order order_of(const Request& request) {
  const auto client_id = Request::client_id(request.id());
  const std::string status = request.state.before;
  return status == "PARTIALLY_FILLED" ? part_filled_order(request.id(), client_id)
                                      : order(request.id(), client_id, status);
}

// One gateway for all of them that run in one process.
class Matrix : public testing::TestWithParam<std::tuple<FixVersion, State>> {
 protected:
  static void SetUpTestSuite() {
    stage = std::make_unique<Stage>(StageSettings{.sessions = sessions_of_all(), .log_level = "debug"});
    ASSERT_TRUE(stage->gateway_becomes_ready()) << stage->err();
  }
  static void TearDownTestSuite() {
    expect_nothing_was_rejected(*stage);
    clients.clear();
    stage.reset();
  }

  static fix::Oms& client(const FixVersion& version) {
    auto& oms = clients[version.mark];
    if (!oms) {
      oms = stage->make_oms_of(version.begin_string);
      EXPECT_TRUE(oms->log_on(kPatience)) << stage->log();
    }
    return *oms;
  }

  static void put_at_the_venue(const Request& request) {
    auto& venue = stage->venue();
    if (request.state.before[0] != '\0') venue.put(order_of(request));
    venue.put(order(request.bystander(), Request::client_id(request.bystander())));
    if (request.state.refusal == nullptr) return;
    venue.behave(Request::client_id(request.id()),
                 {.cancels = {{.executes = false, .refusal = request.state.refusal()}}});
  }

  static void expect_the_whole_answer(const Request& request) {
    put_at_the_venue(request);
    const auto asked_before = stage->asked().size();
    fix::Oms& oms = client(request.version);
    ASSERT_TRUE(oms.send_cancel(cancel(request.cl_ord_id(), request.sent37(), request.sent41())));
    const auto answer = oms.wait_for_report(request.cl_ord_id(), kPatience);
    EXPECT_EQ(whole(answer, *stage, request.id()), request.expected());

    auto asked = stage->asked();
    asked.erase(asked.begin(), asked.begin() + static_cast<std::ptrdiff_t>(asked_before));
    EXPECT_THAT(asked, ElementsAreArray(request.asks()));
    const auto found = stage->venue().find("BTCUSDT", request.id());
    const bool touched = request.naming != Naming::ByNeither;
    EXPECT_EQ(found ? found->status : "", touched ? request.state.after : request.state.before);
    EXPECT_EQ(stage->venue().find("BTCUSDT", request.bystander())->status, "NEW");
  }

  // The gateway sends nothing before the limit ends; a new one knows of none.
  static void forget_the_limit() {
    ASSERT_TRUE(stage->gateway_becomes_ready()) << stage->err();
    for (const auto& [mark, oms] : clients) ASSERT_TRUE(oms->log_on(kPatience));
  }

  static inline std::unique_ptr<Stage> stage;
  static inline std::map<char, std::unique_ptr<fix::Oms>> clients;
};

TEST_P(Matrix, IsAnsweredInWholeMessages) {
  const auto& [version, state] = GetParam();
  for (const auto& [naming, name] : kNamings) {
    SCOPED_TRACE(name);
    expect_the_whole_answer({version, state, naming});
    if (state.refusal == &too_many_requests) forget_the_limit();
  }
  exchange_last_words(client(version), std::string("last-") + state.name);
}

std::string name_of_cell(const testing::TestParamInfo<Matrix::ParamType>& cell) {
  const auto& [version, state] = cell.param;
  return std::string(version.name) + state.name;
}

INSTANTIATE_TEST_SUITE_P(Each, Matrix,
                         testing::Combine(testing::ValuesIn(kVersions), testing::ValuesIn(kStates)),
                         name_of_cell);

}  // namespace
}  // namespace bridge::endtoend
