// A table of ids of fixed size, as hashes with a time: nothing in it ever moves, so that no insert takes
// longer than another, and what it costs is known beforehand. Its memory is taken page by page as it fills.
// Filled by one thread; read by any once that one has handed it on.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

namespace bridge::journal {

class IdTable {
 public:
  static constexpr std::size_t kSlots = std::size_t{1} << 19U;
  static constexpr std::size_t kBytes = kSlots * sizeof(std::uint64_t);  // 4 MiB
  static constexpr std::size_t kRoom = kSlots / 4 * 3;                   // ids

  // It throws std::bad_alloc.
  IdTable();

  // Adds an id; it must not be full(). `at` is 1 or more; when the id is there already, the later time
  // counts.
  void add(std::uint64_t id, std::uint32_t at);
  // Tells whether the id is there with a time not before `since`. One other id in a billion is taken for it.
  [[nodiscard]] bool has(std::uint64_t id, std::uint32_t since) const;
  [[nodiscard]] bool full() const { return ids_ == kRoom; }
  [[nodiscard]] std::size_t room() const { return kRoom - ids_; }
  // The latest time in the table; 0 when it is empty.
  [[nodiscard]] std::uint32_t latest() const { return latest_; }

 private:
  struct Unmap {
    void operator()(std::uint64_t* slots) const;
  };

  std::unique_ptr<std::uint64_t[], Unmap> slots_;  // half of the hash, and the time; 0: free
  std::size_t ids_ = 0;
  std::uint32_t latest_ = 0;
};

}  // namespace bridge::journal
