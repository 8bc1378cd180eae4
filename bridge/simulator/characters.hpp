// Which characters the venue takes in a name. Pure; any thread.
#pragma once

#include <cstddef>

namespace bridge::simulator {

inline bool is_key_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

// fixspec/venue.md, 4.5.
inline bool is_client_id_character(char c) { return is_key_character(c) || c == '.' || c == ':' || c == '/'; }

inline constexpr std::size_t kClientIdMax = 36;

}  // namespace bridge::simulator
