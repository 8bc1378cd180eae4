// The door: any bytes as a connection's first ones. It must admit nobody it does not know, and must say the
// same of the same bytes however they arrive.
//
// An input is 'R' and raw bytes, or '2', '4' or '5' and the fields of a message from 35= on, '|' for SOH,
// which gets header and trailer of that version.
#include "base/log.hpp"
#include "fix/door/door.hpp"
#include "fix/message.hpp"
#include "fix/wire/framer.hpp"
#include "fuzz/target.hpp"

#include <algorithm>
#include <string>
#include <variant>
#include <vector>

namespace bridge::fuzz {
namespace {

constexpr std::size_t kLimit = 512;  // of a Logon
const Timestamp kAt = from_ms(1795359600057);

fix::SessionSettings session(const std::string& begin_string, const std::string& client) {
  fix::SessionSettings settings;
  settings.begin_string = begin_string;
  settings.sender_comp_id = "BRIDGE";
  settings.target_comp_id = client;
  return settings;
}

std::vector<fix::SessionSettings> configured() {
  std::vector<fix::SessionSettings> sessions = {session("FIX.4.2", "DESK"),  session("FIX.4.4", "DESK"),
                                                session("FIXT.1.1", "DESK"), session("FIX.4.4", "NEVER"),
                                                session("FIX.4.4", "HOURS"), session("FIX.4.4", "SECRET"),
                                                session("FIX.4.4", "FAR"),   session("FIX.4.4", "CERT")};
  sessions[3].reset = fix::ResetPolicy::Never;
  sessions[4].schedule = {.time_zone = "Europe/London",
                          .start = std::chrono::hours(1),
                          .end = std::chrono::hours(2),
                          .days = {},
                          .start_day = {},
                          .end_day = {},
                          .reset = false};
  sessions[5].credentials = {.username = "desk", .password_hash = "$scrypt$", .public_key = "PEM"};
  sessions[6].networks = {*Network::parse("192.0.2.0/24")};
  sessions[7].certificate.subject = "CN=desk";
  return sessions;
}

const std::vector<fix::SessionSettings>& sessions() {
  static const auto all = configured();
  return all;
}

fix::LogonDecision judge(std::string_view input) {
  return fix::judge_first_message(input, {}, sessions(), kLimit, kAt);
}

std::string input_of(std::string_view text) {
  switch (take(text)) {
    case '2':
      return fix::message(std::string(text), "FIX.4.2");
    case '4':
      return fix::message(std::string(text), "FIX.4.4");
    case '5':
      return fix::message(std::string(text), "FIXT.1.1");
    default:
      return std::string(text);
  }
}

void admitted(std::string_view input, const fix::Admitted& verdict) {
  check(verdict.bytes <= input.size() && verdict.bytes <= kLimit, "a Logon within its limit");
  const std::string_view logon = input.substr(0, verdict.bytes);
  const auto known = std::ranges::find(sessions(), verdict.session, &fix::SessionSettings::key);
  check(known != sessions().end(), "a session that is configured");
  check(fix::field(logon, 8) == known->begin_string && fix::field(logon, 49) == known->target_comp_id &&
            fix::field(logon, 56) == known->sender_comp_id,
        "the session that the Logon names");
  check(fix::field(logon, 35) == "A", "a Logon");
  check(fix::measure(logon, kLimit).kind == fix::Frame::Kind::Whole, "whole and sound");
  check(!fix::has_data_field(logon), "no DATA field");
  check(!fix::judge_logon(logon, *known), "by the rules that hold within a session too");
  check(known->target_comp_id != "HOURS", "within the session's hours");
  check(known->target_comp_id != "FAR" && known->target_comp_id != "CERT", "from where it may come");
  check(known->target_comp_id != "SECRET" || !verdict.claim.signature.empty(), "with all it has to prove");
  check(known->target_comp_id != "NEVER" || fix::field(logon, 141) != "Y", "no reset where none is allowed");
}

void refused(const fix::Refused& verdict) {
  const auto& reasons = fix::refusal_reasons();
  check(std::ranges::find(reasons, verdict.reason) != reasons.end(), "a reason that is in the metric's list");
  check(!verdict.detail.empty() && verdict.detail.size() < 512 && is_clean(verdict.detail),
        "a sentence for the log");
}

// What was decided of a part of the bytes holds of all of them.
void holds_for_parts(std::string_view input, const fix::LogonDecision& whole) {
  const std::size_t step = input.size() / 8 + 1;
  for (std::size_t size = step; size < input.size(); size += step) {
    const fix::LogonDecision part = judge(input.substr(0, size));
    if (const auto* early = std::get_if<fix::Refused>(&part)) {
      const auto* late = std::get_if<fix::Refused>(&whole);
      check(late != nullptr && (late->reason == early->reason || early->reason == "malformed"),
            "who was refused stays refused");
    } else if (const auto* here = std::get_if<fix::Admitted>(&part)) {
      const auto* there = std::get_if<fix::Admitted>(&whole);
      check(there != nullptr && there->session == here->session && there->bytes == here->bytes,
            "who was admitted is so with more bytes");
    }
  }
}

}  // namespace
}  // namespace bridge::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace bridge::fuzz;
  const std::string input = input_of(text_of(data, size));
  const auto verdict = judge(input);
  if (const auto* found = std::get_if<bridge::fix::Admitted>(&verdict)) admitted(input, *found);
  if (const auto* found = std::get_if<bridge::fix::Refused>(&verdict)) refused(*found);
  if (std::holds_alternative<bridge::fix::NeedMore>(verdict)) {
    bridge::check(input.size() < kLimit, "no more than a Logon is waited for");
  }
  holds_for_parts(input, verdict);
  return 0;
}
