#include "simulator/fields.hpp"

#include "base/text.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <limits>

namespace bridge::simulator {

namespace json = boost::json;

namespace {

constexpr std::int64_t kLongestMs = 30LL * 24 * 3600 * 1000;

const json::object& object_in(const json::value& value) {
  if (!value.is_object()) throw Wrong{"must be an object, is " + shown(value)};
  return value.get_object();
}

}  // namespace

void convert(const json::value& value, bool& into) {
  if (!value.is_bool()) throw Wrong{"must be true or false, is " + shown(value)};
  into = value.get_bool();
}

void convert(const json::value& value, std::string& into) {
  if (!value.is_string()) throw Wrong{"must be a string, is " + shown(value)};
  into = value.get_string();
}

void convert(const json::value& value, std::int64_t& into) {
  if (!value.is_int64()) throw Wrong{"must be an integer without quotes, is " + shown(value)};
  into = value.get_int64();
}

void convert(const json::value& value, int& into) {
  std::int64_t wide = 0;
  convert(value, wide);
  if (wide < std::numeric_limits<int>::min() || wide > std::numeric_limits<int>::max()) {
    throw Wrong{"is too far from 0: " + shown(value)};
  }
  into = static_cast<int>(wide);
}

void convert(const json::value& value, milliseconds& into) {
  std::int64_t count = 0;
  convert(value, count);
  if (count < -kLongestMs || count > kLongestMs) throw Wrong{"is more than 30 days: " + shown(value)};
  into = milliseconds{count};
}

Fields::Fields(const json::value& value) : object_(object_in(value)) {}

void Fields::end() const {
  for (const auto& entry : object_) {
    const std::string name{entry.key()};
    if (std::find(known_.begin(), known_.end(), name) != known_.end()) continue;
    std::string list;
    for (const std::string& known : known_) list += (list.empty() ? "" : ", ") + known;
    throw Wrong{.what = "is not known here; " + (list.empty() ? "nothing" : list) + " may be",
                .place = clean_text(name, 60)};
  }
}

}  // namespace bridge::simulator
