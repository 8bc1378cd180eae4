#include "fix/wire/frame.hpp"

#include "base/number.hpp"
#include "fix/soh.hpp"
#include "fix/wire/framer.hpp"

#include <algorithm>

namespace bridge::fix {
namespace {

void append(std::string& body, std::string_view tag, std::string_view value) {
  body.append(tag).append("=").append(value).push_back(kSoh);
}

// BeginString, BodyLength and CheckSum around a body, "35=…" and SOH at its end.
std::string framed(std::string_view begin_string, std::string_view body) {
  std::string text;
  append(text, "8", begin_string);
  append(text, "9", std::to_string(body.size()));
  text.append(body);
  const std::string digits = std::to_string(1000 + checksum(text));
  append(text, "10", digits.substr(1));
  return text;
}

}  // namespace

// All that is needed of the message is what our 35=j or 35=3 says.
std::string cut_down(std::string_view message, std::string_view more) {
  constexpr int kKept[] = {35, 1128, 49,  56,  34,  52,  43,  97,  122, 50,
                           57, 115,  116, 128, 129, 142, 143, 144, 145, 11};
  std::string body;
  for (const int number : kKept) {
    const auto value = field(message, number);
    if (!value.empty()) append(body, std::to_string(number), value);
  }
  if (!more.empty()) body.append(more).push_back(kSoh);
  return framed(field(message, 8), body);
}

std::string with_range(std::string_view resend_request, int begin_seq_no, int end_seq_no) {
  std::string body;
  for (auto rest = resend_request; !rest.empty();) {
    const auto end = std::min(rest.find(kSoh), rest.size() - 1);
    const auto whole = rest.substr(0, end);
    const auto tag = whole.substr(0, whole.find('='));
    if (tag == "7") {
      append(body, tag, std::to_string(begin_seq_no));
    } else if (tag == "16") {
      append(body, tag, std::to_string(end_seq_no));
    } else if (tag != "8" && tag != "9" && tag != "10") {
      body.append(whole).push_back(kSoh);
    }
    rest.remove_prefix(end + 1);
  }
  return framed(field(resend_request, 8), body);
}

std::optional<int> whole_number(std::string_view text) {
  constexpr unsigned kMost = 999'999'999;
  const auto number = bridge::whole_number<unsigned>(text);
  return number && *number <= kMost ? std::optional{static_cast<int>(*number)} : std::nullopt;
}

}  // namespace bridge::fix
