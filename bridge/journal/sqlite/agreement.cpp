#include "journal/sqlite/agreement.hpp"

#include <boost/json.hpp>

#include <algorithm>

namespace bridge::journal {
namespace {

namespace json = boost::json;

bool is_within(const json::value& part, const json::value& whole) {
  if (!part.is_object() || !whole.is_object()) return part == whole;
  return std::ranges::all_of(part.get_object(), [&](const json::key_value_pair& field) {
    const json::value* same = whole.get_object().if_contains(field.key());
    return same != nullptr && is_within(field.value(), *same);
  });
}

}  // namespace

bool all_was_read(std::string_view stored, std::string_view read) {
  if (stored == read) return true;
  boost::system::error_code error;
  const json::value part = json::parse(stored, error);
  if (error) return false;
  const json::value whole = json::parse(read, error);
  return !error && is_within(part, whole);
}

}  // namespace bridge::journal
