#include "fix/wire/message_types.hpp"

#include <algorithm>
#include <array>

namespace bridge::fix {
namespace {

// The types that each version added to the one before, sorted. The dictionaries declare the same ones with
// ClOrdID alone. No version took a type away.
constexpr auto kFix42 = std::to_array<std::string_view>(
    {"6", "7", "B", "C", "E", "J", "K", "L", "M", "N", "P", "Q", "R", "S", "T", "V",
     "W", "X", "Y", "Z", "a", "b", "c", "d", "e", "f", "g", "h", "i", "k", "l", "m"});
constexpr auto kFix44 = std::to_array<std::string_view>(
    {"AA", "AB", "AC", "AD", "AE", "AG", "AH", "AI", "AJ", "AK", "AL", "AM", "AN", "AO", "AP",
     "AQ", "AR", "AS", "AT", "AU", "AV", "AW", "AX", "AY", "AZ", "BA", "BB", "BC", "BD", "BE",
     "BF", "BG", "BH", "o",  "p",  "s",  "t",  "u",  "v",  "w",  "x",  "y",  "z"});
constexpr auto kFix50Sp2 = std::to_array<std::string_view>(
    {"BI", "BJ", "BK", "BL", "BM", "BN", "BO", "BP", "BQ", "BR", "BS", "BT", "BU",
     "BV", "BW", "BX", "BY", "BZ", "CA", "CB", "CC", "CD", "CE", "CF", "CG"});
static_assert(std::ranges::is_sorted(kFix42) && std::ranges::is_sorted(kFix44) &&
              std::ranges::is_sorted(kFix50Sp2));

}  // namespace

bool is_unsupported_type(std::string_view begin_string, std::string_view msg_type) {
  const auto in = [msg_type](const auto& types) { return std::ranges::binary_search(types, msg_type); };
  if (begin_string == "FIX.4.2") return in(kFix42);
  if (begin_string == "FIX.4.4") return in(kFix42) || in(kFix44);
  if (begin_string == "FIXT.1.1") return in(kFix42) || in(kFix44) || in(kFix50Sp2);
  return false;
}

}  // namespace bridge::fix
