#include "venue/link.hpp"

#include "base/check.hpp"
#include "base/failpoint.hpp"
#include "base/log.hpp"
#include "base/text.hpp"
#include "venue/backoff.hpp"
#include "venue/endpoint.hpp"
#include "venue/tls.hpp"
#include "venue/websocket.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include <algorithm>
#include <chrono>
#include <deque>
#include <optional>
#include <random>
#include <stdexcept>
#include <utility>

namespace bridge::venue {

namespace asio = boost::asio;
using SteadyClock = std::chrono::steady_clock;

namespace {

struct Frame {
  std::string bytes;
  std::uint64_t number;
};

//            open()            on_open            close()
//   Idle ──────────▶ Connecting ───────▶ Open ──────────▶ Closing ──▶ Closed
//                     ▲     │ on_end      │ on_end                     ▲
//          wait is over     ▼             ▼                            │ close()
//                     └─── Waiting ◀──────┘        from Idle, Connecting and Waiting
enum class State { Idle, Connecting, Open, Waiting, Closing, Closed };

class SteadfastLink final : public Link, private WebSocket::Handler {
 public:
  SteadfastLink(asio::io_context& io, LinkSettings settings, Link::Handler& handler)
      : io_(io),
        settings_(std::move(settings)),
        handler_(handler),
        tls_(make_tls(settings_.ca_file)),
        backoff_(settings_.backoff_first, settings_.backoff_max),
        retry_(io),
        random_(std::random_device{}()) {}

  ~SteadfastLink() override {
    // Handlers in flight keep the socket; they must not find us.
    if (socket_) socket_->abandon();
  }

  void open() override {
    check(state_ == State::Idle, "a link is opened once");
    connect();
  }

  void use_path(std::string path) override {
    check(is_path(path), "a path begins with a slash and has no blanks");
    settings_.path = std::move(path);
    if (!asked_to_wait_) return;
    asked_to_wait_ = false;
    connect_after(milliseconds{0});
  }

  std::optional<std::uint64_t> stage(std::string bytes) override {
    const std::size_t waiting = staged_.size() + queued_.size() + (writing_ ? 1 : 0);
    if (state_ != State::Open || waiting >= settings_.queue_limit) return std::nullopt;
    if (failpoint::fails("link.stage")) return std::nullopt;
    staged_.push_back(Frame{std::move(bytes), ++last_number_});
    return last_number_;
  }

  void flush() override {
    std::ranges::move(staged_, std::back_inserter(queued_));
    staged_.clear();
    write_next();
  }

  void discard() override { staged_.clear(); }

  void close(std::function<void()> done) override {
    retry_.cancel();
    staged_.clear();
    if (state_ == State::Open) {
      state_ = State::Closing;
      done_.push_back(std::move(done));
      socket_->close([this] { finish_close(); });
    } else if (state_ == State::Closing) {
      done_.push_back(std::move(done));
    } else {
      if (socket_) socket_->abandon();
      state_ = State::Closed;
      asio::post(io_, std::move(done));
    }
  }

  bool is_open() const override { return state_ == State::Open; }

 private:
  void connect() {
    asked_to_wait_ = false;
    if (const auto wait = handler_.on_link_connecting(); wait > milliseconds{0}) {
      state_ = State::Waiting;
      asked_to_wait_ = true;
      log::info("link_waiting",
                {{"host", settings_.host}, {"port", settings_.port}, {"wait_ms", wait.count()}});
      return connect_after(wait);
    }
    state_ = State::Connecting;
    log::info("link_connecting", {{"host", settings_.host}, {"port", settings_.port}});
    socket_ = make_websocket(io_, tls_, settings_, *this);
    socket_->connect();
  }

  void on_open() override {
    state_ = State::Open;
    opened_ = SteadyClock::now();
    log::info("link_open", {{"host", settings_.host}, {"port", settings_.port}});
    handler_.on_link_open();
  }

  void on_message(std::string_view message) override { handler_.on_frame(message); }

  void on_written() override {
    writing_ = false;
    write_next();
  }

  void on_end(const std::string& reason, milliseconds hold) override {
    const bool was_open = state_ == State::Open;
    const auto up =
        was_open ? std::chrono::duration_cast<milliseconds>(SteadyClock::now() - opened_) : milliseconds{0};
    if (failpoint::fails("link.lost")) hold = std::max<milliseconds>(hold, seconds{1});
    // What is still here never left.
    writing_ = false;
    staged_.clear();
    queued_.clear();
    socket_.reset();
    state_ = State::Waiting;
    const auto wait = std::max(backoff_.wait_after(up, static_cast<std::uint32_t>(random_())), hold);
    log::warn(was_open ? "link_lost" : "link_unreachable", {{"host", settings_.host},
                                                            {"port", settings_.port},
                                                            {"reason", reason},
                                                            {"backoff_ms", wait.count()}});
    connect_after(wait);
    // This comes last, because the handler may close us.
    was_open ? handler_.on_link_lost(reason, handed_over_) : handler_.on_link_unreachable(reason, hold);
  }

  void connect_after(milliseconds wait) {
    retry_.expires_after(wait);
    retry_.async_wait([this](boost::system::error_code error) {
      if (!error && state_ == State::Waiting) connect();
    });
  }

  void write_next() {
    if (writing_ || queued_.empty() || state_ != State::Open) return;
    writing_ = true;
    std::string bytes = std::move(queued_.front().bytes);
    handed_over_ = queued_.front().number;
    queued_.pop_front();
    socket_->write(std::move(bytes), !queued_.empty());
  }

  void finish_close() {
    state_ = State::Closed;
    // Whoever waits for this may destroy us.
    for (const auto done = std::exchange(done_, {}); const auto& tell : done) tell();
  }

  asio::io_context& io_;
  LinkSettings settings_;
  Link::Handler& handler_;
  std::shared_ptr<Tls> tls_;
  Backoff backoff_;
  asio::steady_timer retry_;
  std::mt19937 random_;
  State state_ = State::Idle;
  bool asked_to_wait_ = false;  // it is the handler that it waits for
  std::shared_ptr<WebSocket> socket_;
  SteadyClock::time_point opened_;

  std::vector<Frame> staged_;      // until flush()
  std::deque<Frame> queued_;       // flushed, not yet given to the socket
  bool writing_ = false;           // the socket has one
  std::uint64_t last_number_ = 0;  // of a frame
  std::uint64_t handed_over_ = 0;  // to a socket, last: some of its bytes may have arrived
  std::vector<std::function<void()>> done_;
};

void check_settings(const LinkSettings& settings) {
  check_endpoint(settings.host, settings.port);
  if (is_path(settings.path)) return;
  throw std::runtime_error("the venue's path is \"" + clean_text(settings.path) +
                           "\": begin with a slash and leave out blanks, such as /ws-fapi/v1");
}

}  // namespace

std::unique_ptr<Link> make_link(asio::io_context& io, LinkSettings settings, Link::Handler& handler) {
  check_settings(settings);
  return std::make_unique<SteadfastLink>(io, std::move(settings), handler);
}

}  // namespace bridge::venue
