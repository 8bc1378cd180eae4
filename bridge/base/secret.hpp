// A key or a passphrase. It cannot be streamed, formatted or copied. Its bytes have pages of their own, which
// are not swapped, not in a core dump and not in a child (where the system allows that), and are wiped when
// it dies. Owned by whoever signs with it; any thread.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace bridge {

// Overwrites a text that held a secret, the room it has reserved included, and leaves it empty.
void wipe(std::string& text);

class Secret {
 public:
  Secret() = default;
  // It wipes the text that it was given.
  explicit Secret(std::string value);
  Secret(Secret&& other) noexcept;
  Secret& operator=(Secret&& other) noexcept;
  Secret(const Secret&) = delete;
  Secret& operator=(const Secret&) = delete;
  ~Secret();

  // Makes a secret of so many zeros, for whoever reads straight into it.
  [[nodiscard]] static Secret of_size(std::size_t size);
  [[nodiscard]] std::span<char> room() { return {bytes_, size_}; }
  // Wipes what is beyond the first `size` bytes.
  void shorten(std::size_t size);

  // This is the only way to the bytes. The view must never reach a log, an error text or the journal.
  [[nodiscard]] std::string_view reveal() const { return {bytes_, size_}; }
  [[nodiscard]] bool empty() const { return size_ == 0; }

 private:
  void wipe();

  char* bytes_ = nullptr;
  std::size_t size_ = 0;
  std::size_t mapped_ = 0;
};

}  // namespace bridge
