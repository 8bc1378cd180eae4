// What goes over REST, out of an account's upstream whose links and REST client are made up here.
#include "upstream/upstream.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace bridge {
namespace {

using testing::IsEmpty;
using testing::SizeIs;
using testing::StartsWith;

class SilentLink final : public venue::Link {
 public:
  void open() override {}
  void use_path(std::string) override {}
  std::optional<std::uint64_t> stage(std::string) override { return std::nullopt; }
  void flush() override {}
  void discard() override {}
  void close(std::function<void()> done) override { done(); }
  [[nodiscard]] bool is_open() const override { return false; }
};

class FakeRest final : public venue::RestClient {
 public:
  explicit FakeRest(Handler& of) : handler(of) {}
  bool send(venue::RestCall call) override {
    calls.push_back(std::move(call));
    return true;
  }
  void close(std::function<void()> done) override { done(); }

  Handler& handler;
  std::vector<venue::RestCall> calls;
};

class OverRest : public testing::Test, private Upstream::Handler {
 protected:
  static config::Account account() {
    config::Account account;
    account.name = "main";
    account.order_entry = true;
    account.credentials = {.api_key = "key", .secret = Secret{std::string("secret")}};
    return account;
  }
  std::optional<Upstream::Unsent> stage(const order::Request& request) {
    return upstream_.stage(request, {}, {order::SessionKey{"FIX.4.4:B->D"}, "c1"});
  }
  static order::RequestId id(order::RequestKind kind) { return {order::TicketId{17}, 1, kind}; }
  static order::SweepOpenOrders sweep(bool repeat = false) {
    return {id(order::RequestKind::SweepOpenOrders), "BTCUSDT", order::OrderId{0}, repeat};
  }
  static order::SweepAlgoOrders algo_sweep() {
    return {id(order::RequestKind::SweepAlgoOrders), "BTCUSDT", order::OrderId{0}};
  }

  Timestamp now_ = from_ms(1'795'359'600'000);
  SharedWeightLimiter limiter_{{.limit = 10}};
  ops::Metrics metrics_;
  std::unique_ptr<ops::Metrics::Lane> lane_ = metrics_.lane("main");
  std::vector<venue::Reply> replies_;
  std::vector<VenueSession::Lost> lost_;
  FakeRest* rest_ = nullptr;
  config::Account account_ = account();
  Upstream upstream_{account_,
                     {.make_link = [](const venue::LinkSettings&,
                                      venue::Link::Handler&) { return std::make_unique<SilentLink>(); },
                      .dialect = nullptr,
                      .make_rest =
                          [this](const venue::RestSettings&, venue::RestClient::Handler& handler) {
                            auto rest = std::make_unique<FakeRest>(handler);
                            rest_ = rest.get();
                            return rest;
                          },
                      .weight_limiter = limiter_,
                      .metrics = *lane_,
                      .now = [this] { return now_; },
                      .seed = 1},
                     *this};

 private:
  void on_ready(Upstream&) override {}
  void on_down(Upstream&, const std::string&) override {}
  void on_lost(Upstream&, const VenueSession::Lost& lost, const std::string&) override {
    lost_.push_back(lost);
  }
  void on_reply(Upstream&, const venue::Reply& reply, std::string_view) override {
    replies_.push_back(reply);
  }
  void on_stream_up(Upstream&) override {}
  void on_stream_down(Upstream&, const std::string&) override {}
  void on_stream_order(Upstream&, const order::OrderUpdate&, std::string_view) override {}
  void on_stream_algo(Upstream&, const order::AlgoUpdate&, std::string_view) override {}
};

TEST_F(OverRest, ASweepLeavesWithItsTurnAndItsAnswerComesBack) {
  ASSERT_FALSE(stage(sweep()));
  ASSERT_FALSE(stage(algo_sweep()));
  EXPECT_THAT(rest_->calls, IsEmpty()) << "before the turn's commit";
  upstream_.flush();
  ASSERT_THAT(rest_->calls, SizeIs(2));
  EXPECT_THAT(rest_->calls[0].target, StartsWith("/fapi/v1/allOpenOrders?symbol=BTCUSDT&"));
  EXPECT_THAT(rest_->calls[1].target, StartsWith("/fapi/v1/algoOpenOrders?symbol=BTCUSDT&"));
  for (const auto& call : rest_->calls) EXPECT_EQ(call.method, venue::RestMethod::Delete);
  venue::RestAnswer answer;
  answer.status = 200;
  answer.body = R"({"code":200,"msg":"done"})";
  rest_->handler.on_rest_answer(rest_->calls[0].number, answer);
  rest_->handler.on_rest_failed(rest_->calls[1].number, "the connection ended", false);
  ASSERT_THAT(replies_, SizeIs(1));
  EXPECT_EQ(replies_[0].request, sweep().request);
  EXPECT_TRUE(std::holds_alternative<order::Swept>(replies_[0].outcome));
  ASSERT_THAT(lost_, SizeIs(1));
  EXPECT_EQ(lost_[0].request, algo_sweep().request);
  EXPECT_FALSE(lost_[0].never_left);
}

TEST_F(OverRest, ASweepOfATurnThatWasUndoneNeverLeaves) {
  ASSERT_FALSE(stage(sweep()));
  upstream_.discard();
  upstream_.flush();
  EXPECT_THAT(rest_->calls, IsEmpty());
}

TEST_F(OverRest, ASweepMayTakeOfWhatIsKeptForFirstCancels) {
  ASSERT_FALSE(limiter_.take(now_, 8, order::WeightLimiter::Purpose::Other));
  const order::AskOpenOrders question{id(order::RequestKind::OpenOrders), "BTCUSDT", order::OrderId{1}};
  EXPECT_TRUE(stage(question)) << "a fifth is kept";
  EXPECT_TRUE(stage(sweep(true))) << "a repeat has had its turn";
  EXPECT_FALSE(stage(sweep()));
  EXPECT_FALSE(stage(algo_sweep()));
  EXPECT_TRUE(stage(sweep())) << "all is used up";
}

}  // namespace
}  // namespace bridge
