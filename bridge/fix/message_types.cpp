#include "fix/message_types.hpp"

#include <algorithm>
#include <array>

namespace bridge::fix {
namespace {

// Sorted; the dictionary declares the same ones with ClOrdID alone.
constexpr auto kUnsupported = std::to_array<std::string_view>(
    {"6",  "7",  "AA", "AB", "AC", "AD", "AE", "AF", "AG", "AH", "AI", "AJ", "AK", "AL", "AM", "AN", "AO",
     "AP", "AQ", "AR", "AS", "AT", "AU", "AV", "AW", "AX", "AY", "AZ", "B",  "BA", "BB", "BC", "BD", "BE",
     "BF", "BG", "BH", "C",  "D",  "E",  "G",  "H",  "J",  "K",  "L",  "M",  "N",  "P",  "Q",  "R",  "S",
     "T",  "V",  "W",  "X",  "Y",  "Z",  "a",  "b",  "c",  "d",  "e",  "f",  "g",  "h",  "i",  "k",  "l",
     "m",  "o",  "p",  "q",  "r",  "s",  "t",  "u",  "v",  "w",  "x",  "y",  "z"});
static_assert(std::ranges::is_sorted(kUnsupported));

}  // namespace

bool is_unsupported_type(std::string_view msg_type) {
  return std::ranges::binary_search(kUnsupported, msg_type);
}

}  // namespace bridge::fix
