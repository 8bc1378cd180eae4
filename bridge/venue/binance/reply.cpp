#include "venue/binance/reply.hpp"

#include "base/text.hpp"
#include "venue/binance/algo_reader.hpp"
#include "venue/binance/errors.hpp"
#include "venue/binance/json.hpp"
#include "venue/binance/order_reader.hpp"
#include "venue/binance/request_id.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <array>
#include <limits>
#include <optional>
#include <utility>

namespace bridge::venue::binance {

namespace json = boost::json;

namespace {

// A reply carries two or three counters (fixspec/venue.md, 6.3).
constexpr std::size_t kRateLimitsMax = 16;

int to_int(std::optional<std::int64_t> number) {
  using limits = std::numeric_limits<int>;
  return number && *number >= limits::min() && *number <= limits::max() ? static_cast<int>(*number) : 0;
}

bool is_count(std::optional<std::int64_t> number) {
  return number && *number >= 0 && *number <= std::numeric_limits<std::int32_t>::max();
}

std::vector<RateLimit> read_rate_limits(Members& frame) {
  const Value* array = frame.find("rateLimits");
  std::vector<RateLimit> limits;
  if (!array || array->kind != Value::Kind::Array) return limits;
  for (const Value& element : *array) {
    if (limits.size() == kRateLimitsMax) break;
    Members item(element);
    const auto limit = item.find_integer("limit");
    const auto count = item.find_integer("count");
    if (!is_count(limit) || !is_count(count)) continue;
    limits.push_back(RateLimit{.type = clean_text(item.find_text("rateLimitType").value_or(""), 32),
                               .interval = clean_text(item.find_text("interval").value_or(""), 32),
                               .interval_num = to_int(item.find_integer("intervalNum")),
                               .limit = *limit,
                               .count = *count});
  }
  return limits;
}

// The parts of `error`, as far as they are there.
struct ErrorPart {
  int code = 0;
  std::string_view text;
  std::int64_t retry_after_ms = 0;
};

ErrorPart read_error(const Value& error) {
  Members in(error);
  const Value* detail = in.find_object("data");
  return ErrorPart{.code = to_int(in.find_integer("code")),
                   .text = in.find_text("msg").value_or(""),
                   .retry_after_ms = detail ? Members(*detail).find_integer("retryAfter").value_or(0) : 0};
}

order::Unclear unclear(int status, int code, const std::string& why) {
  return order::Unclear{describe(status, code, why)};
}

order::Outcome judge_result(const Value& result, int status, order::RequestKind kind) {
  // 200 says that it was done; a result we cannot read does not undo it.
  if (status != 200) {
    return unclear(status, 0, "a result with status " + std::to_string(status));
  }
  if (kind == order::RequestKind::AlgoPlace) {
    auto placed = read_algo_order(result);
    if (!placed) return unclear(status, 0, "status 200, but " + placed.error().what);
    return order::AlgoFound{std::move(*placed)};
  }
  if (kind == order::RequestKind::AlgoCancel) {
    auto canceled = read_algo_cancel(result);
    if (!canceled) return unclear(status, 0, "status 200, but " + canceled.error().what);
    return std::move(*canceled);
  }
  auto order = read_order(result);
  if (!order) return unclear(status, 0, "status 200, but " + order.error().what);
  if (kind != order::RequestKind::Cancel) return order::Found{std::move(*order)};
  if (order->status != order::OrderStatus::Canceled) {
    return unclear(status, 0, "order.cancel answered with order status " + order->status_text);
  }
  return order::Canceled{std::move(*order)};
}

order::Outcome judge_reply(Members& frame, order::RequestKind kind) {
  const int status = to_int(frame.find_integer("status"));
  const Value* result = frame.find("result");
  const Value* error = frame.find("error");
  if (result && error) return unclear(status, 0, "a reply with both result and error");
  if (!result && !error) return unclear(status, 0, "a reply with neither result nor error");

  if (error) {
    if (error->kind != Value::Kind::Object) return unclear(status, 0, "a reply whose error is not an object");
    const ErrorPart part = read_error(*error);
    auto outcome = judge(status, part.code, part.text, part.retry_after_ms, kind);
    if (auto* rejected = std::get_if<order::Rejected>(&outcome)) {
      rejected->error.ord_rej_reason = ord_rej_reason(status, part.code);
    }
    return outcome;
  }
  if (result->kind != Value::Kind::Object) return unclear(status, 0, "a reply whose result is not an object");
  return judge_result(*result, status, kind);
}

order::VenueError error_of(Members& frame, const Value& error) {
  const ErrorPart part = read_error(error);
  return describe(to_int(frame.find_integer("status")), part.code, part.text, part.retry_after_ms);
}

// A listen key as it may stand in a path: nothing else can be one (fixspec/venue.md, 4.10).
bool is_listen_key(std::string_view text) {
  constexpr std::size_t kListenKeyMax = 256;
  return !text.empty() && text.size() <= kListenKeyMax && std::ranges::all_of(text, [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  });
}

// Reads the reply to a session's request; nothing when it answers neither what we ask a session nor with an
// error. An error outranks a result: who is told both is not logged on.
std::optional<SessionReply> read_session_reply(Members& frame, std::string_view id) {
  SessionReply reply{
      .id = std::string{id}, .server_time_ms = 0, .authorized = false, .listen_key = {}, .error = {}};
  if (const Value* error = frame.find_object("error")) {
    reply.error = error_of(frame, *error);
    return reply;
  }
  const Value* result = frame.find_object("result");
  if (!result || frame.find_integer("status") != 200) return {};
  Members session(*result);
  if (const auto key = session.find_text("listenKey"); key && is_listen_key(*key)) {
    reply.listen_key = *key;
    return reply;
  }
  // A listen key that was given another hour is not always named.
  if (id.starts_with("key-")) return reply;
  const auto ms = session.find_integer("serverTime");
  if (!ms) return {};
  reply.server_time_ms = *ms;
  reply.authorized = session.find_text("apiKey").has_value();
  return reply;
}

Stray stray(Members& frame, const Value* id) {
  Stray stray{.what = "a frame without an id of ours", .error = {}};
  if (!id) stray.what = "a frame without an id";
  if (id && id->kind == Value::Kind::Text) {
    stray.what = clean_text("a reply to \"" + std::string{id->text} + "\"");
  }
  if (const Value* error = frame.find_object("error")) stray.error = error_of(frame, *error);
  return stray;
}

Message read_event(const Value& event) {
  const auto name = Members(event).find_text("e").value_or("");
  if (name == "serverShutdown") return Shutdown{};
  return Stray{.what = clean_text("event " + std::string{name}), .error = {}};
}

Message read_message(Members& frame) {
  const Value* id = frame.find("id");
  if (!id) {
    if (const Value* event = frame.find_object("event")) return read_event(*event);
  }
  // Our ids are strings: a number is somebody else's, whatever it counts.
  if (id && id->kind == Value::Kind::Text) {
    if (const auto request = read_request_id(id->text)) {
      return Reply{.request = *request, .outcome = judge_reply(frame, request->kind)};
    }
    if (auto reply = read_session_reply(frame, id->text)) return std::move(*reply);
  }
  return stray(frame, id);
}

void mask(json::value& value) {
  static constexpr std::array<std::string_view, 3> kSecrets{"apiKey", "signature", "listenKey"};
  if (auto* object = value.if_object()) {
    for (auto& member : *object) {
      const std::string_view key{member.key().data(), member.key().size()};
      if (std::ranges::find(kSecrets, key) == kSecrets.end()) {
        mask(member.value());
      } else if (!member.value().is_null()) {
        member.value() = "***";
      }
    }
  } else if (auto* array = value.if_array()) {
    for (auto& element : *array) mask(element);
  }
}

}  // namespace

Result<Decoded, Unreadable> read_frame(std::string_view frame) {
  const auto json = Json::read(frame);
  if (!json) return json.error();
  const Value& root = json->root();
  if (root.kind != Value::Kind::Object) return Unreadable{"a frame that is not a JSON object"};
  Members members(root);
  return Decoded{.message = read_message(members), .rate_limits = read_rate_limits(members)};
}

std::string mask_frame(std::string_view frame) {
  if (!Json::read(frame)) return "(unreadable frame, " + std::to_string(frame.size()) + " bytes)";
  json::value value = json::parse(frame);
  mask(value);
  return json::serialize(value);
}

}  // namespace bridge::venue::binance
