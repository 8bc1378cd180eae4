#include "fix/codec/body.hpp"

#include "fix/soh.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace bridge::fix {
namespace {

// The tags of StandardHeader and StandardTrailer: a session adds these, and a resend changes some.
constexpr std::array kOfSession{8,   9,   10,  34,  35,  43,  49,  50,  52,  56,  57,  90,  91,   97,  115,
                                116, 122, 128, 129, 142, 143, 144, 145, 212, 213, 347, 369, 1128, 1129};

bool is_of_session(int tag) { return std::ranges::find(kOfSession, tag) != kOfSession.end(); }

struct Field {
  int tag = 0;
  std::string_view whole;  // "11=c1" and SOH
  std::string_view value;
};

// Calls `use` for each field until it returns false.
template <class Use>
void each_field(std::string_view text, Use use) {
  while (!text.empty()) {
    const auto end = std::min(text.find(kSoh), text.size() - 1);
    Field field{.tag = 0, .whole = text.substr(0, end + 1), .value = {}};
    text.remove_prefix(end + 1);
    const auto equal = field.whole.find('=');
    if (equal != std::string_view::npos) {
      std::from_chars(field.whole.data(), field.whole.data() + equal, field.tag);
      field.value = field.whole.substr(equal + 1);
      if (field.value.ends_with(kSoh)) field.value.remove_suffix(1);
    }
    if (!use(field)) return;
  }
}

}  // namespace

Body body_of(std::string_view message) {
  Body body;
  each_field(message, [&](const Field& field) {
    if (field.tag == 35) body.msg_type = field.value;
    if (field.tag == 97) body.poss_resend = field.value == "Y";
    if (!is_of_session(field.tag)) body.fields += field.whole;
    return true;
  });
  return body;
}

std::string_view value_in(const Body& body, int tag) {
  std::string_view value;
  each_field(body.fields, [&](const Field& field) {
    if (field.tag == tag) value = field.value;
    return field.tag != tag;
  });
  return value;
}

}  // namespace bridge::fix
