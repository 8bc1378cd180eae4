#include "endtoend/raw_oms.hpp"

#include <algorithm>

namespace bridge::endtoend {
namespace {

bool ends_with_a_check_sum(const std::string& bytes) {
  constexpr std::size_t kLength = 7;  // "10=" with three digits and SOH
  return bytes.size() > kLength && bytes.ends_with('\x01') &&
         bytes.compare(bytes.size() - kLength, 3, "10=") == 0;
}

}  // namespace

RawOms::RawOms(unsigned short port, const FixVersion& version, seconds ahead)
    : client_(port), version_(version), ahead_(ahead) {
  say("A", "98=0|108=30|141=Y|" + std::string(version.mark == '5' ? "1137=9|" : ""));
  (void)hear("35=A");
}

std::string RawOms::time() const { return fix_text(now() + ahead_); }

void RawOms::say(const std::string& msg_type, const std::string& body, const std::string& header) {
  client_.send(framed("35=" + msg_type + "|34=" + std::to_string(++number_) + "|49=DESK1|52=" + time() +
                          "|56=BRIDGE|" + header + body,
                      version_.begin_string));
}

void RawOms::cancel(const std::string& cl_ord_id, const std::string& ids, const std::string& header,
                    const std::string& made) {
  say("F", "11=" + cl_ord_id + "|" + ids + "54=1|55=BTCUSDT|60=" + (made.empty() ? time() : made) + "|",
      header);
}

std::vector<std::string> RawOms::hear(const std::string& field) {
  const auto wanted = '\x01' + field + '\x01';
  const auto text = client_.read([&](const std::string& bytes) {
    return bytes.find(wanted) != std::string::npos && ends_with_a_check_sum(bytes);
  });
  std::vector<std::string> messages;
  for (std::size_t begin = 0; begin < text.size();) {
    const auto end = std::min(text.find("|8=FIX", begin), text.size() - 1) + 1;
    messages.push_back(text.substr(begin, end - begin));
    begin = end;
  }
  return messages;
}

}  // namespace bridge::endtoend
