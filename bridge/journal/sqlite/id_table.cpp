#include "journal/sqlite/id_table.hpp"

#include <algorithm>
#include <new>
#include <sys/mman.h>

namespace bridge::journal {
namespace {

constexpr std::uint64_t kTime = 0xFFFFFFFFU;

std::uint64_t mark_of(std::uint64_t id) { return id & ~kTime; }
std::uint32_t time_of(std::uint64_t slot) { return static_cast<std::uint32_t>(slot & kTime); }
// The slot is chosen by the half of the hash that it does not hold.
std::size_t first_slot(std::uint64_t id) { return id & (IdTable::kSlots - 1); }
std::size_t next_slot(std::size_t slot) { return (slot + 1) & (IdTable::kSlots - 1); }

// The memory is not from the heap, which may have to clear all of it at once.
std::uint64_t* map_slots() {
  void* const memory =
      ::mmap(nullptr, IdTable::kBytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) throw std::bad_alloc();
  return static_cast<std::uint64_t*>(memory);
}

}  // namespace

void IdTable::Unmap::operator()(std::uint64_t* slots) const { ::munmap(slots, kBytes); }

IdTable::IdTable() : slots_(map_slots()) {}

void IdTable::add(std::uint64_t id, std::uint32_t at) {
  latest_ = std::max(latest_, at);
  std::size_t slot = first_slot(id);
  while (slots_[slot] != 0 && mark_of(slots_[slot]) != mark_of(id)) slot = next_slot(slot);
  if (slots_[slot] == 0) ++ids_;
  slots_[slot] = mark_of(id) | std::max(at, time_of(slots_[slot]));
}

bool IdTable::has(std::uint64_t id, std::uint32_t since) const {
  if (latest_ < since) return false;
  for (std::size_t slot = first_slot(id); slots_[slot] != 0; slot = next_slot(slot)) {
    if (mark_of(slots_[slot]) == mark_of(id)) return time_of(slots_[slot]) >= since;
  }
  return false;
}

}  // namespace bridge::journal
