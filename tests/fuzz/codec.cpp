// A request's body through the dictionary, decode(), and the answer back through
// encode. What the dictionary lets pass is decoded or found wanting by FIX's own rules, and what we answer is
// sound itself.
//
// An input is '2', '4' or '5' for the version, then the message from 35= on, '|' for SOH.
#include "fix/codec/codec.hpp"

#include "fix/codec/body.hpp"
#include "fix/codec_desk.hpp"
#include "fuzz/target.hpp"
#include "order/reporting.hpp"

#include <optional>
#include <string>
#include <variant>

namespace bridge::fuzz {
namespace {

constexpr auto kReason = order::RejectReason::Other;
const Timestamp kAt = from_ms(1795359600057);

const fix::Desk& desk_of(char version) {
  return version == '2' ? fix::fix42() : version == '5' ? fix::fix50sp2() : fix::fix44();
}

// Nothing: what the engine answers with 35=3, or ignores.
std::optional<order::Command> decoded(const fix::Desk& desk, const std::string& body) {
  try {
    const FIX::Message message = desk.checked(body);
    return fix::decode(message, desk.session);
  } catch (const FIX::Exception&) {
  }
  return {};
}

// What the client gets, which its own dictionary must take.
fix::Body told(const fix::Desk& desk, const order::Report& report) {
  static_cast<void>(desk.told(report));
  return fix::encode(report, desk.session);
}

void answer(const fix::Desk& desk, const order::CancelCommand& command) {
  check(!command.cl_ord_id.value().empty() && !command.symbol.empty(), "a cancel has its fields");
  const auto body = told(desk, order::reject_report(command, kReason, order::Standing{}, {},
                                                    "refused \x01"
                                                    "11=another\x01",
                                                    kAt));
  check(body.msg_type == "9", "a refusal is 35=9");
  check(fix::value_in(body, 11) == command.cl_ord_id.value(), "the answer names the cancel");
  check(fix::value_in(body, 58).starts_with("refused ?11=another?"), "a text adds no field");
}

void answer(const fix::Desk& desk, const order::StatusCommand& question) {
  const auto later = told(
      desk, order::status_rejected_report(question, order::BusinessReason::NotAvailable, "no link", kAt));
  check(later.msg_type == "j", "a question that cannot be asked gets 35=j");
}

}  // namespace
}  // namespace bridge::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace bridge::fuzz;
  std::string_view text = text_of(data, size);
  const auto& desk = desk_of(take(text));
  if (const auto request = decoded(desk, std::string(text))) {
    std::visit([&desk](const auto& command) { answer(desk, command); }, *request);
  }
  return 0;
}
