#include "venue/binance/json.hpp"

#include "base/text.hpp"

#include <boost/json/basic_parser_impl.hpp>

#include <algorithm>
#include <functional>
#include <limits>
#include <utility>

namespace bridge::venue::binance {

namespace json = boost::json;

namespace {

constexpr std::size_t kDepthLimit = 16;
// Finds a key that comes twice: each is compared with those before it that look like it.
constexpr std::size_t kMembersLimit = 256;
// A reply has some 35 values.
constexpr std::size_t kUsualValues = 48;

// One bit of 64, which is the same for equal keys.
std::uint64_t look_of(std::string_view key) {
  const auto byte = [](char c) { return static_cast<unsigned char>(c); };
  const std::size_t look = key.empty() ? 0 : 9 * key.size() + 8UL * byte(key.front()) + byte(key.back());
  return 1ULL << (look % 64);
}

bool has_key_twice(const Value& object) {
  if (object.kind != Value::Kind::Object) return false;
  std::uint64_t looks = 0;  // of the keys before
  for (auto member = object.begin(); member != object.end(); ++member) {
    const std::uint64_t look = look_of((*member).key);
    for (auto before = object.begin(); (looks & look) != 0 && before != member; ++before) {
      if ((*before).key == (*member).key) return true;
    }
    looks |= look;
  }
  return false;
}

}  // namespace

// Puts down what Boost.JSON's parser tells of a frame, as it comes. The names are the parser's.
class Json::Writer {
 public:
  using error_code = boost::system::error_code;

  // NOLINTBEGIN(readability-identifier-naming)
  static constexpr std::size_t max_object_size = kMembersLimit;
  // The frame's own length is the limit of what it holds.
  static constexpr std::size_t max_array_size = std::numeric_limits<std::size_t>::max();
  static constexpr std::size_t max_key_size = max_array_size;
  static constexpr std::size_t max_string_size = max_array_size;
  // NOLINTEND(readability-identifier-naming)

  explicit Writer(std::string_view frame) : frame_(frame) {
    json_.row_.reserve(kUsualValues);
    open_.reserve(kDepthLimit);
  }

  Json take() { return std::move(json_); }

  bool on_document_begin(error_code&) { return true; }
  bool on_document_end(error_code&) { return true; }
  bool on_object_begin(error_code&) { return begin(Value::Kind::Object); }
  bool on_object_end(std::size_t, error_code&) { return end(); }
  bool on_array_begin(error_code&) { return begin(Value::Kind::Array); }
  bool on_array_end(std::size_t, error_code&) { return end(); }
  bool on_key_part(json::string_view part, std::size_t, error_code&) { return add_part(part); }
  bool on_key(json::string_view part, std::size_t, error_code&) {
    key_ = whole(part);
    return true;
  }
  bool on_string_part(json::string_view part, std::size_t, error_code&) { return add_part(part); }
  bool on_string(json::string_view part, std::size_t, error_code&) {
    add(Value::Kind::Text).text = whole(part);
    return true;
  }
  bool on_number_part(json::string_view, error_code&) { return true; }
  bool on_int64(std::int64_t number, json::string_view, error_code&) {
    add(Value::Kind::Integer).integer = number;
    return true;
  }
  bool on_uint64(std::uint64_t number, json::string_view, error_code&) {
    if (number > std::numeric_limits<std::int64_t>::max()) return add(Value::Kind::Number), true;
    add(Value::Kind::Integer).integer = static_cast<std::int64_t>(number);
    return true;
  }
  bool on_double(double, json::string_view, error_code&) { return add(Value::Kind::Number), true; }
  bool on_bool(bool flag, error_code&) {
    add(Value::Kind::Flag).integer = flag ? 1 : 0;
    return true;
  }
  bool on_null(error_code&) { return add(Value::Kind::Null), true; }
  bool on_comment_part(json::string_view, error_code&) { return true; }
  bool on_comment(json::string_view, error_code&) { return true; }

 private:
  Value& add(Value::Kind kind) {
    Value& value = json_.row_.emplace_back();
    value.kind = kind;
    value.key = std::exchange(key_, {});
    return value;
  }

  bool begin(Value::Kind kind) {
    open_.push_back(json_.row_.size());
    add(kind);
    return true;
  }

  bool end() {
    json_.row_[open_.back()].span = static_cast<std::uint32_t>(json_.row_.size() - open_.back());
    open_.pop_back();
    return true;
  }

  // Of a string with escapes the parser makes pieces, the last one in memory of its own.
  bool add_part(json::string_view part) {
    parts_.append(part.data(), part.size());
    return true;
  }

  std::string_view whole(json::string_view part) {
    const std::less_equal<const char*> not_after;
    const bool within =
        not_after(frame_.data(), part.data()) && not_after(part.data(), frame_.data() + frame_.size());
    if (parts_.empty() && within) return {part.data(), part.size()};
    parts_.append(part.data(), part.size());
    return json_.unescaped_.emplace_front(std::exchange(parts_, {}));
  }

  std::string_view frame_;
  Json json_;
  std::vector<std::size_t> open_;  // objects and arrays, by their place in the row
  std::string_view key_;           // of the value to come
  std::string parts_;
};

Result<Json, Unreadable> Json::read(std::string_view frame, std::size_t size_limit) {
  if (frame.size() > size_limit) {
    return Unreadable{"frame of " + std::to_string(frame.size()) + " bytes, the limit is " +
                      std::to_string(size_limit)};
  }
  json::parse_options options;
  options.max_depth = kDepthLimit;
  json::basic_parser<Writer> parser(options, frame);
  boost::system::error_code error;
  const std::size_t read = parser.write_some(false, frame.data(), frame.size(), error);
  if (!error && read < frame.size()) error = json::error::extra_data;
  if (error) return Unreadable{clean_text("not the JSON we accept: " + error.message())};
  Json json = parser.handler().take();
  // A frame that says two things says nothing.
  if (std::ranges::any_of(json.row_, has_key_twice)) return Unreadable{"an object has a key twice"};
  return json;
}

const Value* Members::find(std::string_view key) {
  for (const auto& [from, to] : {std::pair{next_, object_.end()}, std::pair{object_.begin(), next_}}) {
    for (auto at = from; at != to; ++at) {
      const Value& member = *at;
      if (member.key != key) continue;
      next_ = ++at;
      return member.kind != Value::Kind::Null ? &member : nullptr;
    }
  }
  return nullptr;
}

const Value* Members::find_object(std::string_view key) {
  const Value* member = find(key);
  return member && member->kind == Value::Kind::Object ? member : nullptr;
}

std::optional<std::int64_t> Members::find_integer(std::string_view key) {
  const Value* member = find(key);
  if (!member || member->kind != Value::Kind::Integer) return {};
  return member->integer;
}

std::optional<std::string_view> Members::find_text(std::string_view key) {
  const Value* member = find(key);
  if (!member || member->kind != Value::Kind::Text) return {};
  return member->text;
}

bool Members::find_flag(std::string_view key) {
  const Value* member = find(key);
  return member && member->kind == Value::Kind::Flag && member->integer != 0;
}

}  // namespace bridge::venue::binance
