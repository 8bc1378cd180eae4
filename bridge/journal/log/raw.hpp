// Reads and writes files of our own beside the tables. Numbers are in the machine's order, because these
// files do not travel, and writes are whole. Any thread.
#pragma once

#include <cstddef>
#include <cstring>
#include <filesystem>
#include <string>
#include <string_view>

namespace bridge::journal {

template <class T>
void put_raw(std::string& out, T value) {
  out.append(reinterpret_cast<const char*>(&value), sizeof value);
}

// Takes the value off the front of `in`; returns false when there is too little.
template <class T>
[[nodiscard]] bool take_raw(std::string_view& in, T& value) {
  if (in.size() < sizeof value) return false;
  std::memcpy(&value, in.data(), sizeof value);
  in.remove_prefix(sizeof value);
  return true;
}

// Makes the names in a directory durable. Some file systems refuse a sync of a directory: they need none.
void sync_directory(const std::filesystem::path& directory);

// Writes all of it at `offset`. Returns false when that fails; errno says why.
[[nodiscard]] bool write_all(int fd, std::string_view bytes, std::size_t offset);

}  // namespace bridge::journal
