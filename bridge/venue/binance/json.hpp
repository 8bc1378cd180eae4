// JSON as the venue's frames may use it, and typed looks into it. Any thread.
#pragma once

#include "base/result.hpp"
#include "venue/dialect.hpp"

#include <cstddef>
#include <cstdint>
#include <forward_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bridge::venue::binance {

// A value of a frame. All stand in one row, each before what it holds:
//   {"a":[1,2],"b":"c"}  object (span 5), array a (span 3), integer, integer, text b
// Iterated over, it gives the members of an object, the elements of an array, and nothing of another.
struct Value {
  enum class Kind : std::uint8_t { Null, Flag, Integer, Number, Text, Array, Object };

  class Iterator {
   public:
    explicit Iterator(const Value* at) : at_(at) {}
    const Value& operator*() const { return *at_; }
    Iterator& operator++() {
      at_ += at_->span;
      return *this;
    }
    bool operator==(const Iterator&) const = default;

   private:
    const Value* at_;
  };

  [[nodiscard]] Iterator begin() const { return Iterator(this + 1); }
  [[nodiscard]] Iterator end() const { return Iterator(this + span); }

  Kind kind = Kind::Null;
  std::uint32_t span = 1;    // itself and all it holds
  std::int64_t integer = 0;  // of an Integer; 1 of a Flag that is true
  std::string_view key;      // of a member
  std::string_view text;     // of a Text, without escapes
};

class Json {
 public:
  static constexpr std::size_t kFrameLimit = 1U << 20U;
  // Reads a frame of at most `size_limit` bytes, 16 levels deep, with objects of at most 256 members and no
  // key twice in one. It keeps views into `frame`, which must outlive it.
  [[nodiscard]] static Result<Json, Unreadable> read(std::string_view frame,
                                                     std::size_t size_limit = kFrameLimit);

  Json(Json&&) = default;  // a copy would have views into the memory of another
  Json& operator=(Json&&) = default;

  [[nodiscard]] const Value& root() const { return row_.front(); }

 private:
  class Writer;
  Json() = default;

  std::vector<Value> row_;
  std::forward_list<std::string> unescaped_;  // what cannot be a view
};

// Looks members of an object up, one after the other. Venues write them in an order, and we ask in much the
// same: a search begins where the last one ended. Null counts as absent: a reply with `"error":null` has no
// error.
class Members {
 public:
  explicit Members(const Value& object) : object_(object), next_(object.begin()) {}

  [[nodiscard]] const Value* find(std::string_view key);
  [[nodiscard]] const Value* find_object(std::string_view key);
  // An integer as the venue wrote it; a double or a number beyond 64 bits is none.
  [[nodiscard]] std::optional<std::int64_t> find_integer(std::string_view key);
  [[nodiscard]] std::optional<std::string_view> find_text(std::string_view key);
  [[nodiscard]] bool find_flag(std::string_view key);

 private:
  const Value& object_;
  Value::Iterator next_;
};

}  // namespace bridge::venue::binance
