#include "link.hpp"

#include "venue/binance/request_id.hpp"

#include <algorithm>
#include <utility>

namespace bridge::simulation {
namespace {

// The request that a frame makes; nothing when it is none of an order's.
std::optional<order::RequestId> request_in(const std::string& frame) {
  return venue::binance::read_request_id(read(frame).id);
}

}  // namespace

Link::Link(World& world, const Plan& plan, Venue& venue, Judge& judge, const bool& healed, Inbox inbox,
           const venue::LinkSettings& settings, Handler& handler)
    : world_(world),
      plan_(plan),
      venue_(venue),
      judge_(judge),
      healed_(healed),
      inbox_(std::move(inbox)),
      settings_(settings),
      handler_(handler),
      backoff_(settings.backoff_first, settings.backoff_max),
      self_(std::make_shared<Link*>(this)) {}

// The process is gone, or has done with it: what the socket has is on its way, what is here is lost.
Link::~Link() {
  *self_ = nullptr;
  let_go();
}

void Link::let_go() {
  if (!connection_) return;
  connection_->client = nullptr;
  world_.after(venue_.latency(), [connection = connection_] { connection->up = false; });
  connection_.reset();
}

void Link::soon(std::function<void()> what) {
  inbox_([self = self_, what = std::move(what)] {
    if (*self != nullptr) what();
  });
}

void Link::later(microseconds wait, std::function<void()> what) {
  world_.after(wait, [self = self_, what = std::move(what)] {
    if (*self != nullptr) (*self)->soon(what);
  });
}

// ---- connecting ----

void Link::open() { connect(); }

void Link::connect() {
  world_.point("link.connect");
  const auto again = [this](milliseconds wait) {
    state_ = State::Waiting;
    later(wait, [this] {
      if (state_ == State::Waiting) connect();
    });
  };
  if (const auto wait = handler_.on_link_connecting(); wait > milliseconds{0}) return again(wait);
  state_ = State::Connecting;
  world_.after(venue_.latency() * 3, [this, self = self_] {
    if (*self == nullptr) return;
    milliseconds hold{0};
    const bool tells = settings_.path.starts_with("/private/");
    auto connection = tells ? venue_.listen(settings_.path) : venue_.connect(hold);
    later(venue_.latency(),
          [this, connection = std::move(connection), hold] { connected(connection, hold); });
  });
}

void Link::connected(const std::shared_ptr<Connection>& connection, milliseconds hold) {
  if (state_ != State::Connecting) return;
  if (!connection || !connection->up) return over("the venue cannot be reached", hold);
  world_.note("link", "connection ", connection->number, " is open");
  connection_ = connection;
  connection->client = this;
  state_ = State::Open;
  opened_ = world_.now();
  handler_.on_link_open();
}

void Link::end(const std::string& reason) {
  soon([this, reason] {
    if (state_ == State::Open) over(reason, milliseconds{0});
  });
}

void Link::over(const std::string& reason, milliseconds hold) {
  const bool was_open = state_ == State::Open;
  const auto up =
      was_open ? std::chrono::duration_cast<milliseconds>(world_.now() - opened_) : milliseconds{0};
  std::ranges::move(staged_, std::back_inserter(queued_));
  staged_.clear();
  for (const Frame& frame : std::exchange(queued_, {})) {
    if (const auto request = request_in(frame.bytes)) judge_.kept_back(*request);
  }
  writing_ = false;
  let_go();
  state_ = State::Waiting;
  const auto wait = std::max(backoff_.wait_after(up, static_cast<std::uint32_t>(world_.random.next())), hold);
  world_.note("link", "over: ", reason, "; back in ", wait.count(), " ms");
  later(wait, [this] {
    if (state_ == State::Waiting) connect();
  });
  was_open ? handler_.on_link_lost(reason, handed_over_) : handler_.on_link_unreachable(reason, hold);
}

void Link::close(std::function<void()> done) {
  staged_.clear();
  queued_.clear();
  state_ = State::Closed;
  let_go();
  inbox_(std::move(done));
}

// ---- frames ----

std::optional<std::uint64_t> Link::stage(std::string frame) {
  world_.point("link.stage");
  const std::size_t waiting = staged_.size() + queued_.size() + (writing_ ? 1 : 0);
  if (state_ != State::Open || waiting >= settings_.queue_limit) return std::nullopt;
  if (const auto request = request_in(frame)) judge_.staged(*request);
  staged_.push_back({std::move(frame), ++last_number_, world_.now()});
  return last_number_;
}

void Link::flush() {
  world_.point("link.flush");
  if (staged_.empty()) return;
  judge_.leaving();
  for (const Frame& frame : staged_) {
    if (const auto request = request_in(frame.bytes)) judge_.handed_over(*request);
  }
  std::ranges::move(staged_, std::back_inserter(queued_));
  staged_.clear();
  write_next();
  world_.point("link.flushed");
}

void Link::write_next() {
  if (writing_ || queued_.empty() || state_ != State::Open) return;
  world_.point("link.write");
  writing_ = true;
  const Frame frame = std::move(queued_.front());
  handed_over_ = frame.number;
  queued_.pop_front();
  const Asked asked = read(frame.bytes);
  world_.note("wire", "out ", connection_->number, ": ", frame.bytes.substr(0, 200));
  judge_.written(asked, frame.staged);
  microseconds takes{0};
  if (!healed_ && world_.random.chance(plan_.stalls * 5)) {
    takes = world_.random.between(microseconds{1000}, microseconds{4'000'000});
    // Should the connection end meanwhile, it may have arrived or not.
    if (world_.random.chance(50)) takes = -takes;
  }
  const auto connection = connection_;
  const auto arrives = std::max(takes, microseconds{0}) + venue_.latency();
  world_.after(arrives,
               [&venue = venue_, connection, bytes = frame.bytes] { venue.arrive(connection, bytes); });
  later(takes < microseconds{0} ? -takes : takes, [this, connection] {
    if (connection_ != connection) return;
    writing_ = false;
    write_next();
  });
}

void Link::hear(const Said& said) {
  soon([this, said, connection = connection_] {
    if (state_ != State::Open || connection_ != connection) return;
    world_.note("wire", "in ", connection_->number, ": ", said.frame.substr(0, 400));
    if (said.refused) judge_.refused(said.asked);
    if (said.open_at) judge_.said_open(said.asked, *said.open_at);
    if (said.wait_until) judge_.told_to_wait(*said.wait_until);
    handler_.on_frame(said.frame);
  });
}

}  // namespace bridge::simulation
