// A value with a name of its own, so that two ids of one shape cannot be swapped. It is built and read
// explicitly, and can be ordered, compared and hashed. Any thread.
#pragma once

#include <compare>
#include <functional>
#include <utility>

namespace bridge {

template <class Tag, class T>
class Strong {
 public:
  Strong() = default;
  explicit Strong(T value) : value_(std::move(value)) {}

  [[nodiscard]] const T& value() const { return value_; }

  friend auto operator<=>(const Strong&, const Strong&) = default;
  friend bool operator==(const Strong&, const Strong&) = default;

 private:
  T value_{};
};

}  // namespace bridge

template <class Tag, class T>
struct std::hash<bridge::Strong<Tag, T>> {
  std::size_t operator()(const bridge::Strong<Tag, T>& strong) const noexcept {
    return std::hash<T>{}(strong.value());
  }
};
