#include "venue/https.hpp"

#include "base/check.hpp"
#include "base/number.hpp"
#include "base/text.hpp"
#include "venue/endpoint.hpp"
#include "venue/tls.hpp"
#include "venue/tls_dial.hpp"
#include "venue/tls_stream.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>

#include <optional>
#include <utility>

namespace bridge::venue {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using boost::system::error_code;

namespace {

constexpr int kHttp11 = 11;
constexpr std::size_t kHeaderLimit = 16384;
// The longest that the venue bans an address (fixspec/venue.md, 6.2).
constexpr seconds kRetryAfterMax{72 * 3600};
// Answers of the kind "go on" before the one that counts (RFC 9110, 15.2).
constexpr int kInterimMax = 8;

http::verb verb_of(RestMethod method) {
  switch (method) {
    case RestMethod::Get:
      return http::verb::get;
    case RestMethod::Post:
      return http::verb::post;
    case RestMethod::Put:
      return http::verb::put;
    case RestMethod::Delete:
      return http::verb::delete_;
  }
  return http::verb::unknown;
}

std::optional<std::int64_t> count_in(beast::string_view text) {
  const auto number = whole_number<std::int64_t>(text);
  return number && *number >= 0 ? number : std::nullopt;
}

using Response = http::response<http::string_body>;

std::optional<milliseconds> retry_after_in(const Response& response) {
  const auto wait = count_in(response[http::field::retry_after]);
  if (!wait) return {};
  return std::min<std::int64_t>(*wait, kRetryAfterMax.count()) * milliseconds{1000};
}

class BeastHttps final : public HttpsConnection, public std::enable_shared_from_this<BeastHttps> {
 public:
  BeastHttps(asio::io_context& io, std::shared_ptr<Tls> tls, RestSettings settings, Handler& handler)
      : tls_(std::move(tls)),
        settings_(std::move(settings)),
        handler_(&handler),
        timer_(io),
        stream_(io, tls_->context),
        dial_(io, stream_, settings_.host, settings_.port) {}

  void connect() override {
    timer_.expires_after(settings_.connect_timeout);
    timer_.async_wait([self = shared_from_this()](error_code error) {
      if (error || !self->handler_ || self->connected_) return;
      self->end("not connected within " + std::to_string(self->settings_.connect_timeout.count()) +
                " ms, while " + self->dial_.step());
    });
    dial_.go(AnyCompletion{[self = shared_from_this()](error_code error) {
      if (!self->handler_) return;
      if (error) return self->end(self->dial_.explain(error));
      self->connected_ = true;
      self->timer_.cancel();
      self->read();
      self->handler_->on_connected();
    }});
  }

  void send(const RestCall& call) override {
    check(handler_ && connected_ && !asked_, "one request at a time, on a connection");
    asked_ = true;
    writing_ = true;
    request_ = {};
    request_.version(kHttp11);
    request_.method(verb_of(call.method));
    request_.target(call.target);
    request_.set(http::field::host, host_header(settings_.host, settings_.port));
    request_.set(http::field::user_agent, "fixbridge");
    for (const HttpField& field : call.fields) request_.set(field.name, field.value);
    request_.prepare_payload();
    http::async_write(stream_, request_, [self = shared_from_this()](error_code error, std::size_t) {
      self->writing_ = false;
      if (!self->handler_) return;
      if (error) return self->end(clean_text("writing: " + error.message()));
      self->tell_when_done();
    });
  }

  void abandon() override {
    handler_ = nullptr;
    shut();
  }

 private:
  // It reads all the time, so that a venue that hangs up between two calls is noticed before the next.
  void read() {
    parser_.emplace();
    parser_->header_limit(kHeaderLimit);
    parser_->body_limit(settings_.body_limit);
    http::async_read(stream_, buffer_, *parser_, [self = shared_from_this()](error_code error, std::size_t) {
      if (!self->handler_) return;
      if (error) return self->end(self->explain(error));
      self->take();
    });
  }

  void take() {
    if (!asked_) return end("the venue sent an answer that nobody had asked for");
    if (parser_->get().result_int() < 200) {
      if (++interim_ > kInterimMax) return end("the venue sent one interim answer after the other");
      return read();
    }
    answered_ = true;
    tell_when_done();
  }

  // An answer may be there before we hear that the request has left.
  void tell_when_done() {
    if (!answered_ || writing_) return;
    const Response response = parser_->release();
    // Whatever stands behind the answer would be taken for the next one.
    const bool stays = response.keep_alive() && !response.need_eof() && buffer_.size() == 0;
    asked_ = answered_ = false;
    interim_ = 0;
    const RestAnswer answer{.status = static_cast<int>(response.result_int()),
                            .used_weight = count_in(response[settings_.used_weight_header]),
                            .retry_after = retry_after_in(response),
                            .body = response.body()};
    if (stays) {
      read();
      return handler_->on_answer(answer, true);
    }
    Handler* owner = std::exchange(handler_, nullptr);
    shut();
    owner->on_answer(answer, false);
  }

  std::string explain(error_code error) const {
    if (error == http::error::body_limit) {
      return "an answer of more than " + std::to_string(settings_.body_limit) + " bytes";
    }
    if (error == http::error::end_of_stream || error == asio::ssl::error::stream_truncated) {
      return "the venue closed the connection";
    }
    return clean_text("reading: " + error.message());
  }

  void end(const std::string& reason) {
    Handler* owner = std::exchange(handler_, nullptr);
    shut();
    owner->on_end(reason);
  }

  void shut() {
    timer_.cancel();
    dial_.cancel();
    error_code ignored;
    stream_.socket().close(ignored);
  }

  std::shared_ptr<Tls> tls_;
  RestSettings settings_;
  Handler* handler_;  // null: nobody wants to know any more
  asio::steady_timer timer_;
  TlsStream stream_;
  TlsDial dial_;
  beast::flat_buffer buffer_;
  http::request<http::empty_body> request_;
  std::optional<http::response_parser<http::string_body>> parser_;

  bool connected_ = false;
  bool asked_ = false;     // there is a request without an answer
  bool writing_ = false;   // the request is being written
  bool answered_ = false;  // the whole answer is in the parser
  int interim_ = 0;        // answers of the kind "go on", to this request
};

}  // namespace

std::shared_ptr<HttpsConnection> make_https(asio::io_context& io, std::shared_ptr<Tls> tls,
                                            const RestSettings& settings, HttpsConnection::Handler& owner) {
  return std::make_shared<BeastHttps>(io, std::move(tls), settings, owner);
}

}  // namespace bridge::venue
