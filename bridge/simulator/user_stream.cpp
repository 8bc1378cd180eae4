#include "simulator/user_stream.hpp"

#include "simulator/query.hpp"

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace bridge::simulator {
namespace {

constexpr std::string_view kRaw = "/private/ws";
constexpr std::string_view kCombined = "/private/stream";
constexpr std::string_view kExpired = "listenKeyExpired";
// "/private/…" takes user data streams, the others market data, which this venue has none of.
constexpr std::array<std::string_view, 5> kStreams{"/private", "/public", "/market", "/ws", "/stream"};

std::set<std::string> cut_at_slashes(std::string_view list) {
  std::set<std::string> parts;
  while (!list.empty()) {
    const auto part = list.substr(0, list.find('/'));
    if (!part.empty()) parts.emplace(part);
    list.remove_prefix(std::min(part.size() + 1, list.size()));
  }
  return parts;
}

bool wants(const Subscription& subscription, std::string_view type) {
  return subscription.events.empty() || subscription.events.contains(std::string{type});
}

std::string as_told_on(const Subscription& subscription, const std::string& json) {
  if (!subscription.combined) return json;
  return R"({"stream":")" + subscription.listen_key + R"(","data":)" + json + '}';
}

// The streams a request is about, and whether it subscribes to them; nothing when it does neither.
struct StreamRequest {
  bool subscribes = false;
  std::set<std::string> streams{};
  boost::json::value id;
};

std::optional<StreamRequest> read_stream_request(std::string_view frame) {
  boost::system::error_code wrong;
  const boost::json::value parsed = boost::json::parse(frame, wrong);
  const auto* said = parsed.if_object();
  const auto* method = said != nullptr ? said->if_contains("method") : nullptr;
  const auto* params = said != nullptr ? said->if_contains("params") : nullptr;
  const auto* id = said != nullptr ? said->if_contains("id") : nullptr;
  if (method == nullptr || params == nullptr || id == nullptr || !params->is_array()) return std::nullopt;
  StreamRequest request{.subscribes = *method == "SUBSCRIBE", .id = *id};
  if (!request.subscribes && *method != "UNSUBSCRIBE") return std::nullopt;
  for (const auto& stream : params->get_array()) {
    if (stream.is_string()) request.streams.emplace(stream.get_string());
  }
  return request;
}

}  // namespace

bool is_stream(std::string_view target) {
  const auto path = path_of(target);
  return std::any_of(kStreams.begin(), kStreams.end(), [&](std::string_view stream) {
    return path.starts_with(stream) && (path.size() == stream.size() || path[stream.size()] == '/');
  });
}

Subscription read_subscription(std::string_view target) {
  Subscription subscription;
  const auto path = path_of(target);
  subscription.combined = path == kCombined;
  if (!subscription.combined && !path.starts_with(kRaw)) return subscription;
  const auto rest = subscription.combined ? std::string_view{} : path.substr(kRaw.size());
  if (rest.starts_with('/')) subscription.listen_key = rest.substr(1);
  for (const auto& [name, value] : read_query(query_of(target))) {
    if (name == "listenKey" && rest.empty()) subscription.listen_key = value;
    if (name == "streams" && subscription.combined) subscription.listen_key = value;
    if (name == "events") subscription.events = cut_at_slashes(value);
  }
  return subscription;
}

void UserStream::join(Listener& listener, std::string_view target) {
  seats_.push_back({.listener = &listener, .wants = read_subscription(target)});
}

void UserStream::leave(const Listener& listener) {
  seats_.remove_if([&](const Seat& seat) { return seat.listener == &listener; });
}

void UserStream::hear(const Listener& listener, std::string_view frame) {
  const auto seat = std::ranges::find(seats_, &listener, &Seat::listener);
  if (seat == seats_.end() || !seat->wants.combined) return;
  const auto request = read_stream_request(frame);
  if (!request) return;
  std::string& key = seat->wants.listen_key;
  if (!request->subscribes && request->streams.contains(key)) key.clear();
  if (request->subscribes && !request->streams.empty()) key = *request->streams.begin();
  const boost::json::object reply{{"result", nullptr}, {"id", request->id}};
  seat->listener->say({.frame = boost::json::serialize(reply)});
}

void UserStream::publish(std::string_view type, std::string json) {
  ++published_;
  if (!keys_.current().empty()) bring(keys_.current(), type, json);
  if (to_ != nullptr) to_->publish(type, std::move(json));
}

void UserStream::tell_expired(const std::string& listen_key, Timestamp clock) {
  const boost::json::object event{{"e", kExpired}, {"E", to_ms(clock)}, {"listenKey", listen_key}};
  bring(listen_key, kExpired, boost::json::serialize(event));
}

void UserStream::close(const std::string& listen_key) {
  for (const Seat& seat : seats_) {
    if (seat.wants.listen_key == listen_key) seat.listener->turn(Line::Ended, {});
  }
}

void UserStream::reset() {
  for (Seat& seat : seats_) seat.held.clear();
  published_ = 0;
}

// A fault is met once an event, however many connections there are.
void UserStream::bring(const std::string& listen_key, std::string_view type, const std::string& json) {
  const StreamFault fault = faults_.next(type);
  int connection = 0;
  for (Seat& seat : seats_) {
    if (seat.wants.listen_key != listen_key) continue;
    ++connection;
    if (!wants(seat.wants, type)) continue;
    const bool meets = fault.connection == 0 || fault.connection == connection;
    say(seat, meets ? fault : StreamFault{}, json);
  }
}

void UserStream::say(Seat& seat, const StreamFault& fault, const std::string& json) {
  Reply reply{.frame = fault.says.empty() ? as_told_on(seat.wants, json) : fault.says, .delay = fault.delay};
  if (fault.line != Line::Open) seat.listener->turn(fault.line, fault.line_after);
  if (fault.lost) return;
  if (fault.lets_pass > 0) {
    seat.held.push_back({.reply = std::move(reply), .left = fault.lets_pass});
    return;
  }
  if (fault.again_after) {
    Reply again{.frame = reply.frame, .delay = reply.delay + *fault.again_after};
    seat.listener->say(std::move(reply));
    seat.listener->say(std::move(again));
  } else {
    seat.listener->say(std::move(reply));
  }
  release(seat);
}

// An event was said, so those that wait for some to pass wait for one less.
void UserStream::release(Seat& seat) {
  for (Held& held : seat.held) {
    if (--held.left <= 0) seat.listener->say(std::move(held.reply));
  }
  std::erase_if(seat.held, [](const Held& held) { return held.left <= 0; });
}

}  // namespace bridge::simulator
