#include "fix/session/fault.hpp"

#include "base/text.hpp"
#include "fix/soh.hpp"
#include "fix/wire/frame.hpp"
#include "fix/wire/framer.hpp"

#include <algorithm>

namespace bridge::fix {
namespace {

constexpr std::size_t kShownTag = 16;

constexpr int kBeginSeqNo = 7;
constexpr int kEndSeqNo = 16;
constexpr int kMsgType = 35;
constexpr int kNewSeqNo = 36;

// A number from 1 on, without a zero in front (FIX 4.4 Vol. 1, "Field Delimiter").
bool is_tag(std::string_view text) {
  return !text.empty() && text.front() != '0' && whole_number(text).has_value();
}

std::optional<Fault> tag_fault(std::string_view message) {
  while (!message.empty()) {
    const auto end = std::min(message.find(kSoh), message.size());
    const auto whole = message.substr(0, end);
    const auto tag = whole.substr(0, whole.find('='));
    if (tag.size() == whole.size() || !is_tag(tag)) {
      return Fault{.ref_tag_id = whole_number(tag),
                   .reason = "0",
                   .text = "Invalid tag number: " + clean_text(tag, kShownTag)};
    }
    message.remove_prefix(std::min(end + 1, message.size()));
  }
  return {};
}

Fault out_of_range(int tag) { return {tag, "5", "Value is incorrect (out of range) for this tag"}; }

// True for what the engine takes for a number although what it reads is none that a session has: one with a
// sign, or so long that it wraps. What it does not take for one it rejects itself.
bool is_no_number(std::string_view text) {
  const auto digits = text.substr(text.starts_with('-') ? 1 : 0);
  const bool taken = !digits.empty() && digits.find_first_not_of("0123456789") == std::string_view::npos;
  return taken && !whole_number(text);
}

// 7=0 is taken for 1 (resend_pacer.cpp).
std::optional<Fault> range_fault(std::string_view request, int last_sent) {
  const auto begin_text = field(request, kBeginSeqNo);
  const auto end_text = field(request, kEndSeqNo);
  if (is_no_number(begin_text)) return out_of_range(kBeginSeqNo);
  if (is_no_number(end_text)) return out_of_range(kEndSeqNo);
  const auto begin = whole_number(begin_text);
  const auto end = whole_number(end_text);
  if (!begin || !end) return {};
  if (*begin > last_sent) return out_of_range(kBeginSeqNo);
  if (*end != 0 && *end < *begin) return out_of_range(kEndSeqNo);
  return {};
}

}  // namespace

std::optional<Fault> fault_of(std::string_view message, int last_sent) {
  if (auto fault = tag_fault(message)) return fault;
  const auto msg_type = field(message, kMsgType);
  if (msg_type == "2") return range_fault(message, last_sent);
  if (msg_type == "4" && is_no_number(field(message, kNewSeqNo))) return out_of_range(kNewSeqNo);
  return {};
}

std::string to_be_rejected(std::string_view message) { return cut_down(message, "0=0"); }

}  // namespace bridge::fix
