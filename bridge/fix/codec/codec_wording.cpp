#include "fix/codec/codec_wording.hpp"

namespace bridge::fix {
namespace {

// clang-format off
//                          20     150=I  790    6      41     1100-2 1107   836    167    102 380
//                          sent   exists exists must   must   not 99                      max max
constexpr Wording kFix42   {true,  false, false, true,  true,  false, false, false, false,  3,  5};
constexpr Wording kFix44   {false, true,  true,  true,  true,  false, true,  true,  false, 99,  7};
constexpr Wording kFix50Sp2{false, true,  true,  false, false, true,  true,  true,  true,  99, 18};
// clang-format on

}  // namespace

const Wording& wording(Version version) {
  switch (version) {
    case Version::Fix42:
      return kFix42;
    case Version::Fix50Sp2:
      return kFix50Sp2;
    case Version::Fix44:
      break;
  }
  return kFix44;
}

}  // namespace bridge::fix
