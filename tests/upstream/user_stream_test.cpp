// A user-data stream between links that are made up here: they open and close when the test says so.
#include "upstream/user_stream.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace bridge {
namespace {

class HeldLink final : public venue::Link {
 public:
  explicit HeldLink(Handler& handler) : handler_(handler) {}

  void open() override {}
  void use_path(std::string) override {}
  std::optional<std::uint64_t> stage(std::string) override { return std::nullopt; }
  void flush() override {}
  void discard() override {}
  void close(std::function<void()> done) override { done_.push_back(std::move(done)); }
  [[nodiscard]] bool is_open() const override { return false; }

  void come_up() { handler_.on_link_open(); }
  [[nodiscard]] bool closing() const { return !done_.empty(); }
  void finish_closing() {
    for (const auto& done : std::exchange(done_, {})) done();
  }

 private:
  Handler& handler_;
  std::vector<std::function<void()>> done_;
};

class AUserStream : public testing::Test, private UserStream::Handler {
 protected:
  static constexpr milliseconds kRotateAfter{3'600'000};

  AUserStream() {
    stream_.tick();
    connect();
  }

  // The venue has given a key, and the link it is for is open.
  void connect() {
    stream_.key_answered({.id = "1", .listen_key = "key", .error = {}});
    links_.back()->come_up();
  }
  void pass(milliseconds time) {
    now_ += time;
    stream_.tick();
  }

  Timestamp now_ = from_ms(1'795'359'600'000);
  std::vector<HeldLink*> links_;
  UserStream stream_{{.account = "main",
                      .link = {},
                      .make_link =
                          [this](const venue::LinkSettings&, venue::Link::Handler& handler) {
                            auto link = std::make_unique<HeldLink>(handler);
                            links_.push_back(link.get());
                            return link;
                          },
                      .now = [this] { return now_; },
                      .rotate_after = kRotateAfter,
                      .seed = 1},
                     nullptr,
                     *this};

 private:
  void on_stream_up() override {}
  void on_stream_down(const std::string&) override {}
  void on_stream_order(const order::OrderUpdate&, std::string_view) override {}
  void on_stream_algo(const order::AlgoUpdate&, std::string_view) override {}
  bool ask_key(venue::ListenKeyAction) override { return true; }
};

TEST_F(AUserStream, IsClosedOnceEveryLinkIsGone) {
  bool closed = false;
  stream_.close([&] { closed = true; });
  EXPECT_FALSE(closed);
  links_[0]->finish_closing();
  EXPECT_TRUE(closed);
}

TEST_F(AUserStream, WaitsForALinkThatWasClosingAlready) {
  pass(kRotateAfter + seconds{1});
  connect();
  pass(seconds{11});
  ASSERT_TRUE(links_[0]->closing());

  bool closed = false;
  stream_.close([&] { closed = true; });
  links_[1]->finish_closing();
  EXPECT_FALSE(closed);
  links_[0]->finish_closing();
  EXPECT_TRUE(closed);
}

}  // namespace
}  // namespace bridge
