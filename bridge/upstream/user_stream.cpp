#include "upstream/user_stream.hpp"

#include "base/log.hpp"

#include <utility>

namespace bridge {
namespace {

constexpr seconds kKeyAnswerWithin{5};
constexpr milliseconds kKeyAgainFirst{1000};
constexpr milliseconds kKeyAgainMax{60000};
constexpr std::chrono::minutes kPingEvery{25};  // a key lives for 60 minutes (fixspec/venue.md, 4.10)
constexpr seconds kBothHeardFor{10};            // an old stream is heard so long beside the new one
constexpr seconds kDoubtedAgain{60};            // a stream is replaced for a doubt so seldom
constexpr seconds kConnectWithin{15};           // then the key is asked for anew

}  // namespace

// ---- one connection ----

UserStream::Connection::Connection(UserStream& stream_of, const std::string& key) : stream(stream_of) {
  venue::LinkSettings settings = stream.around_.link;
  settings.path += key;
  link = stream.around_.make_link(std::move(settings), *this);
  since = stream.around_.now();
  link->open();
}

void UserStream::Connection::on_link_open() {
  open = true;
  since = stream.around_.now();
  stream.opened(*this);
}

void UserStream::Connection::on_link_lost(const std::string& reason, std::uint64_t) {
  open = false;
  stream.lost(*this, reason);
}

void UserStream::Connection::on_link_unreachable(const std::string& reason, milliseconds) {
  if (!stream.up()) stream.reason_ = reason;
}

void UserStream::Connection::on_frame(std::string_view frame) { stream.told(frame); }

// ---- the stream ----

UserStream::UserStream(Resources around, std::shared_ptr<const venue::Dialect> dialect, Handler& handler)
    : around_(std::move(around)),
      dialect_(std::move(dialect)),
      handler_(handler),
      random_(around_.seed),
      backoff_(kKeyAgainFirst, kKeyAgainMax) {}

UserStream::~UserStream() = default;

void UserStream::tick() {
  if (closing_) return;
  const Timestamp at = around_.now();
  for (auto& old : leaving_) {
    if (old->closing || at < old->close_at) continue;
    old->closing = true;
    old->link->close([connection = old.get()] { connection->gone = true; });
  }
  leaving_.remove_if([](const auto& old) { return old->gone; });
  if (asked_ && at - asked_at_ > kKeyAnswerWithin) asked_.reset();
  const auto stuck = [&](const std::unique_ptr<Connection>& connection) {
    return connection && !connection->open && at - connection->since > kConnectWithin;
  };
  if (stuck(successor_)) leave(std::move(successor_), milliseconds{0});
  if (stuck(current_)) start_over("no connection in time");
  const bool old = up() && at - current_->since > around_.rotate_after;
  if (!successor_ && (current_ == nullptr || old)) return ask_key();
  if (up() && at >= ping_at_ && !asked_ && handler_.ask_key(venue::ListenKeyAction::Ping)) {
    asked_ = venue::ListenKeyAction::Ping;
    asked_at_ = at;
  }
}

void UserStream::ask_key() {
  const Timestamp at = around_.now();
  if (asked_ || at < ask_again_at_ || !handler_.ask_key(venue::ListenKeyAction::Start)) return;
  asked_ = venue::ListenKeyAction::Start;
  asked_at_ = at;
}

void UserStream::key_answered(const venue::SessionReply& answer) {
  const auto asked = std::exchange(asked_, std::nullopt);
  if (closing_ || !asked) return;
  const Timestamp at = around_.now();
  if (answer.error) {
    const auto wait = backoff_.wait_after(milliseconds{0}, static_cast<std::uint32_t>(random_()));
    ask_again_at_ = at + wait;
    log::warn("listen_key_refused", {{"account", around_.account},
                                     {"code", answer.error->code},
                                     {"text", answer.error->text},
                                     {"again_in_ms", wait.count()}});
    // The key is gone (-1125): nothing more comes under it, however long the socket lives.
    if (*asked == venue::ListenKeyAction::Ping) return start_over("the listen key is not known any more");
    if (!up()) reason_ = "no listen key: " + answer.error->text;
    return;
  }
  ping_at_ = at + kPingEvery;
  if (*asked != venue::ListenKeyAction::Start || answer.listen_key.empty()) return;
  auto& place = current_ == nullptr ? current_ : successor_;
  if (!place) place = std::make_unique<Connection>(*this, answer.listen_key);
}

void UserStream::opened(Connection& connection) {
  if (connection.leaving) return;
  backoff_ = venue::Backoff(kKeyAgainFirst, kKeyAgainMax);
  if (successor_.get() == &connection) {
    leave(std::exchange(current_, std::move(successor_)), kBothHeardFor);
    log::info("stream_replaced", {{"account", around_.account}});
    return;
  }
  log::info("stream_up", {{"account", around_.account}});
  handler_.on_stream_up();
}

void UserStream::lost(Connection& connection, const std::string& reason) {
  if (successor_.get() == &connection) return leave(std::move(successor_), milliseconds{0});
  if (current_.get() != &connection) return;  // it was on its way out
  start_over(reason);
}

// The next connection has a key of its own time: one that has expired connects, and stays silent for ever.
void UserStream::start_over(const std::string& reason) {
  const bool was_up = up() || (current_ && !reason.empty());
  reason_ = reason;
  if (current_) leave(std::move(current_), milliseconds{0});
  if (successor_) leave(std::move(successor_), milliseconds{0});
  log::warn("stream_down", {{"account", around_.account}, {"reason", reason}});
  if (was_up) handler_.on_stream_down(reason);
}

void UserStream::doubt(const std::string& reason) {
  // A venue whose every word is late would have us connect without end.
  if (!up() || around_.now() < doubted_at_ + kDoubtedAgain) return;
  doubted_at_ = around_.now();
  start_over("doubted: " + reason);
}

void UserStream::leave(std::unique_ptr<Connection> connection, milliseconds heard_for) {
  connection->leaving = true;
  connection->close_at = around_.now() + heard_for;
  leaving_.push_back(std::move(connection));
}

void UserStream::told(std::string_view frame) {
  auto event = dialect_->read_stream(frame);
  if (!event) {
    log::warn("stream_unreadable",
              {{"account", around_.account}, {"bytes", frame.size()}, {"what", event.error().what}});
    return doubt("a frame cannot be read");
  }
  if (const auto* update = std::get_if<order::OrderUpdate>(&*event))
    return handler_.on_stream_order(*update, frame);
  if (const auto* update = std::get_if<order::AlgoUpdate>(&*event))
    return handler_.on_stream_algo(*update, frame);
  if (std::holds_alternative<order::ListenKeyExpired>(*event) && up())
    start_over("the listen key has expired");
}

void UserStream::close(std::function<void()> done) {
  closing_ = true;
  if (current_) leave(std::move(current_), milliseconds{0});
  if (successor_) leave(std::move(successor_), milliseconds{0});
  // One that is closing already as well.
  links_closing_ = 1;
  const auto closed = [this, done = std::move(done)] {
    if (--links_closing_ == 0) done();
  };
  for (const auto& old : leaving_) {
    ++links_closing_;
    old->link->close(closed);
  }
  closed();
}

}  // namespace bridge
