// What ends each field of a FIX message.
#pragma once

namespace bridge::fix {

inline constexpr char kSoh = '\x01';

}  // namespace bridge::fix
