#include "venue/websocket.hpp"

#include "base/check.hpp"
#include "base/failpoint.hpp"
#include "base/text.hpp"
#include "venue/endpoint.hpp"
#include "venue/tls.hpp"
#include "venue/tls_dial.hpp"
#include "venue/tls_stream.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket/rfc6455.hpp>
#include <boost/beast/websocket/stream.hpp>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <utility>

namespace bridge::venue {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace ssl = asio::ssl;
namespace websocket = beast::websocket;
using boost::system::error_code;
using SteadyClock = std::chrono::steady_clock;

namespace {

constexpr seconds kCloseDeadline{2};
// The hold when a venue turns us away for too many requests and does not say for how long.
constexpr seconds kHoldDefault{60};
constexpr seconds kHoldMax{3600};
// The most pings, pongs and close frames that are taken in one second. The venue pings every three minutes;
// each ping costs a pong.
constexpr int kControlFramesMax = 100;

std::string ms_text(milliseconds time) { return std::to_string(time.count()) + " ms"; }

milliseconds hold_asked(const websocket::response_type& response) {
  const unsigned status = response.result_int();
  if (status != 418 && status != 429) return milliseconds{0};
  const auto text = response[beast::http::field::retry_after];
  std::int64_t asked = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), asked);
  if (error != std::errc{} || asked <= 0) return kHoldDefault;
  return std::min(seconds{asked}, kHoldMax);
}

class BeastSocket final : public WebSocket, public std::enable_shared_from_this<BeastSocket> {
 public:
  BeastSocket(asio::io_context& io, std::shared_ptr<Tls> tls, LinkSettings settings, Handler& handler)
      : tls_(std::move(tls)),
        settings_(std::move(settings)),
        handler_(&handler),
        timer_(io),
        ws_(io, tls_->context),
        dial_(io, ws_.next_layer(), settings_.host, settings_.port),
        buffer_(settings_.frame_limit + 1) {}

  void connect() override {
    timer_.expires_after(settings_.connect_timeout);
    timer_.async_wait([self = shared_from_this()](error_code error) {
      if (error || !self->handler_ || self->open_) return;
      self->end("not connected within " + ms_text(self->settings_.connect_timeout) + ", while " +
                self->step());
    });
    if (failpoint::fails("link.connect")) {
      return asio::post(ws_.get_executor(), [self = shared_from_this()] {
        if (self->handler_) self->end("looking up the host: failpoint link.connect");
      });
    }
    dial_.go(AnyCompletion{[self = shared_from_this()](error_code error) {
      if (self->goes_on(error)) self->shake_hands_websocket();
    }});
  }

  void write(std::string message, bool more) override {
    check(handler_ && open_ && !writing_, "one write at a time, on an open socket");
    if (failpoint::fails("link.write")) shut();
    writing_ = true;
    write_began_ = SteadyClock::now();
    // The text is kept here, because the write may still read it after the owner has heard of the end.
    outgoing_ = std::move(message);
    ws_.next_layer().more = more;
    ws_.async_write(asio::buffer(outgoing_), [self = shared_from_this()](error_code error, std::size_t) {
      if (!error && failpoint::fails("link.written")) error = asio::error::connection_reset;
      self->writing_ = false;
      self->step_ = "writing";
      if (self->goes_on(error)) self->handler_->on_written();
    });
  }

  void close(std::function<void()> done) override {
    check(open_, "only an open socket takes leave");
    handler_ = nullptr;
    done_ = std::move(done);
    timer_.expires_after(kCloseDeadline);
    timer_.async_wait([self = shared_from_this()](error_code error) {
      if (!error) self->finish_close();
    });
    if (failpoint::fails("link.close")) {
      asio::post(ws_.get_executor(), [self = shared_from_this()] { self->finish_close(); });
      return;
    }
    ws_.next_layer().taking_leave = true;
    ws_.next_layer().more = false;
    ws_.async_close(websocket::close_code::going_away,
                    [self = shared_from_this()](error_code) { self->finish_close(); });
  }

  void abandon() override {
    handler_ = nullptr;
    done_ = nullptr;
    shut();
  }

 private:
  // --- the way up ---
  void shake_hands_websocket() {
    step_ = "shaking hands (WebSocket)";
    // Our own timer is the deadline of every step; Beast's would be a second opinion.
    ws_.set_option(websocket::stream_base::timeout{websocket::stream_base::none(),
                                                   websocket::stream_base::none(), false});
    websocket::permessage_deflate deflate;
    deflate.client_enable = settings_.compression;
    ws_.set_option(deflate);
    ws_.set_option(websocket::stream_base::decorator(
        [](websocket::request_type& request) { request.set(beast::http::field::user_agent, "fixbridge"); }));
    // The buffer is the limit: Beast's own one ends in a TLS shutdown whose error hides the cause.
    ws_.read_message_max(0);
    ws_.auto_fragment(false);
    ws_.text(true);
    ws_.control_callback([this](websocket::frame_type, beast::string_view) { on_control(); });
    ws_.async_handshake(response_, host_header(settings_.host, settings_.port), settings_.path,
                        [self = shared_from_this()](error_code error) {
                          if (self->goes_on(error)) self->rise();
                        });
  }

  // What was not offered may not be chosen (RFC 6455, 4.1); Beast would overlook it.
  bool chose_unoffered() const {
    using beast::http::field;
    const bool extension = response_.count(field::sec_websocket_extensions) > 0 && !settings_.compression;
    return extension || response_.count(field::sec_websocket_protocol) > 0;
  }

  void rise() {
    if (failpoint::fails("link.open")) return end("failpoint link.open");
    if (chose_unoffered()) {
      return end(std::string{step_} + ": the venue chose an extension or a protocol that was not offered");
    }
    open_ = true;
    heard_ = SteadyClock::now();
    step_ = "reading";
    watch();
    read();
    handler_->on_open();
  }

  // --- up ---
  void read() {
    ws_.async_read(buffer_, [self = shared_from_this()](error_code error, std::size_t) {
      if (!error && failpoint::fails("link.receive")) error = asio::error::connection_reset;
      self->step_ = "reading";
      if (!self->goes_on(error)) return;
      self->heard_ = SteadyClock::now();
      const auto bytes = self->buffer_.cdata();
      if (bytes.size() > self->settings_.frame_limit) return self->end(self->too_long());
      self->handler_->on_message({static_cast<const char*>(bytes.data()), bytes.size()});
      self->buffer_.consume(self->buffer_.size());
      // The owner may have taken leave meanwhile; the close then does the reading.
      if (self->handler_) self->read();
    });
  }

  // This is called from within Beast's reading, which must not lose its socket then.
  void on_control() {
    const auto now = SteadyClock::now();
    heard_ = now;
    if (now - control_second_ >= seconds{1}) {
      control_second_ = now;
      control_frames_ = 0;
    }
    if (++control_frames_ != kControlFramesMax + 1) return;
    asio::post(ws_.get_executor(), [self = shared_from_this()] {
      if (!self->handler_) return;
      self->end("more than " + std::to_string(kControlFramesMax) + " control frames (pings) in a second");
    });
  }

  // Looks after the peer four times per deadline.
  void watch() {
    const auto period =
        std::max(std::min(settings_.ping_interval, settings_.pong_timeout) / 4, milliseconds{1});
    timer_.expires_after(period);
    timer_.async_wait([self = shared_from_this()](error_code error) {
      if (!error && self->handler_ && self->alive()) self->watch();
    });
  }

  // Returns false when this was the end.
  bool alive() {
    const auto now = SteadyClock::now();
    if (writing_ && now - write_began_ >= settings_.pong_timeout) {
      end("the venue took no frame for " + ms_text(settings_.pong_timeout));
      return false;
    }
    if (heard_ > pinged_) awaiting_pong_ = false;
    if (awaiting_pong_ && now - pinged_ >= settings_.pong_timeout) {
      end("no sign of life for " + ms_text(settings_.pong_timeout) + " after our ping");
      return false;
    }
    if (!awaiting_pong_ && now - heard_ >= settings_.ping_interval) ping(now);
    return true;
  }

  void ping(SteadyClock::time_point now) {
    awaiting_pong_ = true;
    pinged_ = now;
    // A ping that could not leave yet stands for this one too.
    if (std::exchange(pinging_, true)) return;
    ws_.async_ping({}, [self = shared_from_this()](error_code error) {
      self->pinging_ = false;
      self->step_ = "pinging";
      (void)self->goes_on(error);
    });
  }

  // --- the end ---
  // Returns true when there was no error and somebody still wants to know; an error ends the socket.
  bool goes_on(error_code error) {
    if (!handler_) return false;
    if (!error) return true;
    const bool declined = error == websocket::error::upgrade_declined;
    end(explain(error), declined ? hold_asked(response_) : milliseconds{0});
    return false;
  }

  std::string explain(error_code error) const {
    if (error == websocket::error::closed) {
      const auto& reason = ws_.reason();
      const std::string words{reason.reason.data(), reason.reason.size()};
      return clean_text("the venue closed with " + std::to_string(reason.code) +
                        (words.empty() ? "" : " " + words));
    }
    if (error == websocket::error::upgrade_declined) {
      return "the venue declined the WebSocket with HTTP status " + std::to_string(response_.result_int());
    }
    if (error == websocket::error::buffer_overflow) return too_long();
    if (step_ == nullptr) return dial_.explain(error);
    if (error == asio::error::eof || error == ssl::error::stream_truncated) {
      return std::string{step_} + ": the venue closed the connection without a word";
    }
    return clean_text(std::string{step_} + ": " + error.message());
  }

  std::string too_long() const {
    return "a frame of more than " + std::to_string(settings_.frame_limit) + " bytes";
  }

  void end(const std::string& reason, milliseconds hold = milliseconds{0}) {
    Handler* owner = std::exchange(handler_, nullptr);
    shut();
    owner->on_end(reason, hold);
  }

  void finish_close() {
    shut();
    if (const auto done = std::exchange(done_, nullptr)) done();
  }

  void shut() {
    timer_.cancel();
    dial_.cancel();
    error_code ignored;
    ws_.next_layer().socket().close(ignored);
  }

  const char* step() const { return step_ != nullptr ? step_ : dial_.step(); }

  std::shared_ptr<Tls> tls_;
  LinkSettings settings_;
  Handler* handler_;  // null: nobody wants to know any more
  asio::steady_timer timer_;
  websocket::stream<TlsStream> ws_;
  TlsDial dial_;
  beast::flat_buffer buffer_;
  std::string outgoing_;
  websocket::response_type response_;
  std::function<void()> done_;
  const char* step_ = nullptr;  // nothing while the dial is on its way

  bool open_ = false;
  bool writing_ = false;
  bool pinging_ = false;        // our ping is being written
  bool awaiting_pong_ = false;  // nothing was heard since our ping
  SteadyClock::time_point write_began_;
  SteadyClock::time_point pinged_;
  SteadyClock::time_point heard_;
  SteadyClock::time_point control_second_;
  int control_frames_ = 0;  // since then
};

}  // namespace

std::shared_ptr<WebSocket> make_websocket(asio::io_context& io, std::shared_ptr<Tls> tls,
                                          const LinkSettings& settings, WebSocket::Handler& handler) {
  return std::make_shared<BeastSocket>(io, std::move(tls), settings, handler);
}

}  // namespace bridge::venue
