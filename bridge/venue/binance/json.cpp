#include "venue/binance/json.hpp"

#include "base/text.hpp"

#include <boost/json.hpp>

namespace bridge::venue::binance {

namespace json = boost::json;

namespace {

constexpr std::size_t kSizeLimit = 1U << 20;
constexpr std::size_t kDepthLimit = 16;

// An odd number of backslashes stands before it.
bool is_escaped(std::string_view text, std::size_t at) {
  std::size_t begin = at;
  while (begin > 0 && text[begin - 1] == '\\') --begin;
  return (at - begin) % 2 == 1;
}

// Outside of strings, valid JSON has one colon a key.
std::size_t count_keys_written(std::string_view text) {
  std::size_t colons = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == ':') ++colons;
    if (text[at] != '"') continue;
    do {
      at = text.find('"', at + 1);
    } while (is_escaped(text, at));
  }
  return colons;
}

std::size_t count_keys_kept(const json::value& value) {
  std::size_t keys = 0;
  if (const auto* object = value.if_object()) {
    keys = object->size();
    for (const auto& member : *object) keys += count_keys_kept(member.value());
  } else if (const auto* array = value.if_array()) {
    for (const auto& element : *array) keys += count_keys_kept(element);
  }
  return keys;
}

}  // namespace

Result<json::value, Unreadable> read_json(std::string_view text, json::storage_ptr storage) {
  if (text.size() > kSizeLimit) {
    return Unreadable{"frame of " + std::to_string(text.size()) + " bytes, the limit is " +
                      std::to_string(kSizeLimit)};
  }
  json::parse_options options;
  options.max_depth = kDepthLimit;
  boost::system::error_code error;
  json::value value = json::parse(text, error, std::move(storage), options);
  if (error) return Unreadable{clean_text("not the JSON we accept: " + error.message())};
  // Boost.JSON keeps the last of two equal keys in silence; a frame that says two things says nothing.
  if (count_keys_kept(value) != count_keys_written(text)) return Unreadable{"an object has a key twice"};
  return value;
}

const json::value* find_member(const json::object& in, std::string_view key) {
  const json::value* member = in.if_contains(key);
  return member && !member->is_null() ? member : nullptr;
}

const json::object* find_object(const json::object& in, std::string_view key) {
  const json::value* member = in.if_contains(key);
  return member ? member->if_object() : nullptr;
}

std::optional<std::int64_t> find_integer(const json::object& in, std::string_view key) {
  const json::value* member = in.if_contains(key);
  // Positive numbers up to int64's end are of kind int64; beyond it begins uint64, then double.
  if (!member || !member->is_int64()) return {};
  return member->get_int64();
}

std::optional<std::string_view> find_text(const json::object& in, std::string_view key) {
  const json::value* member = in.if_contains(key);
  if (!member || !member->is_string()) return {};
  const json::string& text = member->get_string();
  return std::string_view{text.data(), text.size()};
}

bool find_flag(const json::object& in, std::string_view key) {
  const json::value* member = in.if_contains(key);
  return member && member->is_bool() && member->get_bool();
}

}  // namespace bridge::venue::binance
