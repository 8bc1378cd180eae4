// The writes of a turn as bytes: what the record keeps until the tables have them. A write is its number and
// its values, in the order of its statement's parameters (tables.cpp). Pure. Any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace bridge::journal {

// Numbers and parameters are for ever: the record of a release that died is read by the next one.
enum class Write : std::uint8_t {
  Event = 1,
  Ticket = 2,
  CloseTicket = 3,
  SettleTicket = 4,
  ForgetTicket = 5,
  Message = 6,
  Session = 7,
  ArchiveSession = 8,
  SettleOwed = 9,
};

using Value = std::variant<std::monostate, std::int64_t, std::string_view>;  // monostate: NULL

class Turn {
 public:
  template <class... Values>
  void add(Write write, const Values&... values) {
    bytes_ += static_cast<char>(write);
    bytes_ += static_cast<char>(sizeof...(values));
    (put(values), ...);
  }
  [[nodiscard]] bool empty() const { return bytes_.empty(); }
  [[nodiscard]] std::string_view bytes() const { return bytes_; }
  void clear() { bytes_.clear(); }

 private:
  void put(std::int64_t value);
  void put(std::string_view value);
  template <class T>
  void put(const std::optional<T>& value) {
    value ? put(*value) : put_null();
  }
  void put_null();

  std::string bytes_;
};

// Goes through the writes of one or several turns, one after the other.
class Writes {
 public:
  explicit Writes(std::string_view bytes) : rest_(bytes) {}
  // Reads the next write; returns false at the end. It throws JournalError for what add() has not written.
  [[nodiscard]] bool next();
  [[nodiscard]] Write write() const { return write_; }
  // The texts point into the bytes.
  [[nodiscard]] const std::vector<Value>& values() const { return values_; }

 private:
  [[nodiscard]] std::string_view take(std::size_t length);
  template <class T>
  [[nodiscard]] T take_number();
  [[nodiscard]] Value take_value();

  std::string_view rest_;
  Write write_{};
  std::vector<Value> values_;
};

}  // namespace bridge::journal
