// JSON as the venue's frames may use it, and typed looks into it. Nothing here throws. Any thread.
#pragma once

#include "base/result.hpp"
#include "venue/dialect.hpp"

#include <boost/json/fwd.hpp>
#include <boost/json/storage_ptr.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace bridge::venue::binance {

// At most 1 MiB, 16 levels deep, no object with the same key twice.
[[nodiscard]] Result<boost::json::value, Unreadable> read_json(std::string_view text,
                                                               boost::json::storage_ptr storage);

// Null counts as absent: a reply with `"error":null` has no error.
[[nodiscard]] const boost::json::value* find_member(const boost::json::object& in, std::string_view key);
[[nodiscard]] const boost::json::object* find_object(const boost::json::object& in, std::string_view key);
// Integers as the venue wrote them: a double or a number beyond 64 bits is none.
[[nodiscard]] std::optional<std::int64_t> find_integer(const boost::json::object& in, std::string_view key);
[[nodiscard]] std::optional<std::string_view> find_text(const boost::json::object& in, std::string_view key);
[[nodiscard]] bool find_flag(const boost::json::object& in, std::string_view key);

}  // namespace bridge::venue::binance
