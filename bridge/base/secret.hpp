// A key or a passphrase. It cannot be streamed, formatted or copied; it is wiped when it dies.
// Owned by whoever signs with it; any thread.
#pragma once

#include <string>
#include <string_view>

namespace bridge {

class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string value);
  Secret(Secret&& other) noexcept;
  Secret& operator=(Secret&& other) noexcept;
  Secret(const Secret&) = delete;
  Secret& operator=(const Secret&) = delete;
  ~Secret();

  // The only way to the bytes. Never hand the view to a log, an error text or the journal.
  [[nodiscard]] std::string_view reveal() const { return value_; }
  [[nodiscard]] bool empty() const { return value_.empty(); }

 private:
  void wipe();

  std::string value_;
};

}  // namespace bridge
