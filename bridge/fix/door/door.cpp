#include "fix/door/door.hpp"

#include "base/text.hpp"
#include "fix/door/schedule.hpp"
#include "fix/soh.hpp"
#include "fix/wire/frame.hpp"
#include "fix/wire/framer.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <utility>

namespace bridge::fix {
namespace {

constexpr std::string_view kFix50Sp2 = "9";  // ApplVerID

constexpr seconds kSendingTimeOff{120};  // of a signed Logon: QuickFIX's own limit

// The fields of length and data, pair by pair: SecureData, Signature, XmlData, the Encoded… and Encrypted…
// ones.
constexpr auto kDataTags = std::to_array<int>(
    {89,   90,   91,   93,   212,  213,  348,  349,  350,  351,  352,  353,  354,  355, 356,  357,
     358,  359,  360,  361,  362,  363,  364,  365,  445,  446,  618,  619,  621,  622, 1184, 1185,
     1277, 1278, 1280, 1281, 1282, 1283, 1397, 1398, 1401, 1402, 1403, 1404, 1468, 1469});
static_assert(std::ranges::is_sorted(kDataTags));

struct FieldText {
  int tag = 0;
  std::string_view value;
};

// The fields of the Logon; nothing when one of them is not "tag=value".
std::optional<std::vector<FieldText>> split(std::string_view message) {
  std::vector<FieldText> fields;
  while (!message.empty()) {
    const auto end = message.find(kSoh);
    const auto equal = message.substr(0, end).find('=');
    if (end == std::string_view::npos || equal == std::string_view::npos || equal + 1 == end) return {};
    // A zero in front would hide the field from whoever looks for "56=" (framer.hpp), and not from the
    // engine.
    if (message.front() == '0') return {};
    int tag = 0;
    const auto [last, error] = std::from_chars(message.data(), message.data() + equal, tag);
    if (error != std::errc{} || last != message.data() + equal || tag <= 0) return {};
    fields.push_back({.tag = tag, .value = message.substr(equal + 1, end - equal - 1)});
    message.remove_prefix(end + 1);
  }
  return fields;
}

std::string quoted(std::string_view text) { return "\"" + clean_text(text, 64) + "\""; }

class Logon {
 public:
  explicit Logon(std::vector<FieldText> fields) : fields_(std::move(fields)) {}

  [[nodiscard]] std::string_view operator[](int tag) const {
    const auto found = std::ranges::find(fields_, tag, &FieldText::tag);
    return found == fields_.end() ? std::string_view{} : found->value;
  }
  [[nodiscard]] bool has(int tag) const { return !(*this)[tag].empty(); }
  // Of two fields with one tag the engine might read the other one.
  [[nodiscard]] bool repeats(int tag) const { return std::ranges::count(fields_, tag, &FieldText::tag) > 1; }

 private:
  std::vector<FieldText> fields_;
};

const SessionSettings* find_session(const Logon& logon, const std::vector<SessionSettings>& sessions) {
  const auto found = std::ranges::find_if(sessions, [&](const SessionSettings& session) {
    return session.begin_string == logon[8] && session.target_comp_id == logon[49] &&
           session.sender_comp_id == logon[56];
  });
  return found == sessions.end() ? nullptr : &*found;
}

// RawData(96) goes with its length, and the length must be the field's.
std::optional<Refused> refuse_raw_data(const Logon& logon) {
  if (!logon.has(95) && !logon.has(96)) return {};
  const auto stated = whole_number(logon[95]);
  if (stated && static_cast<std::size_t>(*stated) == logon[96].size()) return {};
  return Refused{"data_field", "RawDataLength(95) is " + quoted(logon[95]) + ", and RawData(96) has " +
                                   std::to_string(logon[96].size()) + " bytes"};
}

std::optional<Refused> refuse_structure(const Logon& logon) {
  for (const int tag :
       {8, 34, 35, 49, 52, 56, 95, 96, 98, 108, 141, 553, 554, 1137, kCancelOrdersOnDisconnect}) {
    if (logon.repeats(tag)) return Refused{"malformed", "tag " + std::to_string(tag) + " appears twice"};
  }
  if (whole_number(logon[34]).value_or(0) == 0) {
    return Refused{"malformed", "MsgSeqNum(34) is " + quoted(logon[34]) + ", not a number from 1 on"};
  }
  if (!logon.has(52)) return Refused{"malformed", "SendingTime(52) is missing"};
  // The sender of a NextExpectedMsgSeqNum(789) waits for us to resend unasked, which the engine cannot do:
  // reports would be lost in silence.
  if (logon.has(789)) {
    return Refused{"malformed", "NextExpectedMsgSeqNum(789) is not supported; the client must switch it off"};
  }
  return refuse_raw_data(logon);
}

std::optional<Refused> refuse_terms(const Logon& logon, const SessionSettings& session) {
  if (logon[98] != "0") {
    return Refused{"encrypt_method", "EncryptMethod(98) is " + quoted(logon[98]) + ", must be 0"};
  }
  if (session.version() == Version::Fix50Sp2 && logon[1137] != kFix50Sp2) {
    return Refused{"appl_ver_id", "DefaultApplVerID(1137) is " + quoted(logon[1137]) +
                                      ", must be 9: this session speaks FIX 5.0 SP2"};
  }
  if (session.reset == ResetPolicy::Never && logon[141] == "Y") {
    return Refused{"reset", "ResetSeqNumFlag(141) is Y; this session's numbers are never reset"};
  }
  const auto on_disconnect = logon[kCancelOrdersOnDisconnect];
  if (!on_disconnect.empty() && on_disconnect != "S" && on_disconnect != "N") {
    return Refused{"cancel_on_disconnect", "CancelOrdersOnDisconnect(8013) is " + quoted(on_disconnect) +
                                               ", must be S (the session's orders) or N (none)"};
  }
  const auto interval = whole_number(logon[108]);
  if (!interval || *interval < session.heart_bt_int_min || *interval > session.heart_bt_int_max) {
    return Refused{"heart_bt_int", "HeartBtInt(108) is " + quoted(logon[108]) + ", must be from " +
                                       std::to_string(session.heart_bt_int_min) + " to " +
                                       std::to_string(session.heart_bt_int_max) + " seconds"};
  }
  return {};
}

std::optional<Refused> refuse_logon(const Logon& logon, const SessionSettings& session) {
  auto refused = refuse_terms(logon, session);
  return refused ? refused : refuse_structure(logon);
}

std::optional<Refused> refuse_origin(const Origin& origin, const SessionSettings& session) {
  if (!admits(session.networks, origin.address)) {
    return Refused{"network", "the session's networks do not hold the client's address"};
  }
  const auto& rule = session.certificate;
  if (!rule.any()) return {};
  if (!origin.certificate) {
    return Refused{"certificate", "the session asks for a client certificate, and this connection has none"};
  }
  const auto& [subject, fingerprint] = *origin.certificate;
  const bool fits = (rule.subject.empty() || rule.subject == subject) &&
                    (rule.fingerprints.empty() || std::ranges::count(rule.fingerprints, fingerprint) > 0);
  if (fits) return {};
  return Refused{"certificate", "the client's certificate is another than the session's: subject " +
                                    quoted(subject) + ", SHA-256 " + fingerprint};
}

// A signature that was taken once is good for nothing later.
std::optional<Refused> refuse_time(std::optional<Timestamp> sent_at, Timestamp at) {
  if (sent_at && std::chrono::abs(*sent_at - at) <= kSendingTimeOff) return {};
  return Refused{"credentials", "the signed Logon's SendingTime(52) is not within " +
                                    std::to_string(kSendingTimeOff.count()) + " s of our clock"};
}

std::optional<Refused> refuse_claim(const Logon& logon, const Credentials& credentials) {
  const auto missing = [](const char* field) {
    return Refused{"credentials", std::string(field) + " is missing; the session asks for it"};
  };
  if (!credentials.password_hash.empty() && !logon.has(553)) return missing("Username(553)");
  if (!credentials.password_hash.empty() && !logon.has(554)) return missing("Password(554)");
  if (!credentials.public_key.empty() && !logon.has(96)) return missing("RawData(96)");
  return {};
}

Claim claim_of(const Logon& logon) {
  std::string text;
  for (const int tag : {35, 49, 56, 34, 52}) {
    if (!text.empty()) text += kSoh;
    text += logon[tag];
  }
  return {.username = std::string(logon[553]),
          .password = Secret(std::string(logon[554])),
          .signed_text = std::move(text),
          .signature = std::string(logon[96])};
}

std::string hours_text(const Schedule& schedule, Timestamp at) {
  const auto next = schedule.next(at);
  return next ? "the session's hours begin at " + iso_text(next->begin) : "the session has no hours";
}

std::string session_of(std::string_view message) {
  std::string text(field(message, 8));
  text.append(":").append(field(message, 56)).append("->").append(field(message, 49));
  return clean_text(text, 160);
}

LogonDecision judge_message(std::string_view message, const Origin& origin,
                            const std::vector<SessionSettings>& sessions, Timestamp at) {
  const auto fields = split(message);
  if (!fields) return Refused{"malformed", "a field is not tag=value"};
  const Logon logon(*fields);
  if (logon[35] != "A") {
    return Refused{"not_logon", "the first message is 35=" + clean_text(logon[35], 8) + ", not a Logon"};
  }
  if (has_data_field(message)) {
    return Refused{
        "data_field",
        "the Logon carries a DATA field; take it out, RawData(96) is the only one that may be there"};
  }
  const auto* session = find_session(logon, sessions);
  if (session == nullptr) {
    return Refused{"unknown_session", "no session is configured for BeginString(8) " + quoted(logon[8]) +
                                          ", SenderCompID(49) " + quoted(logon[49]) + ", TargetCompID(56) " +
                                          quoted(logon[56])};
  }
  if (auto refused = refuse_origin(origin, *session)) return *std::move(refused);
  if (auto refused = refuse_logon(logon, *session)) return *std::move(refused);
  const Schedule schedule(session->schedule);
  if (!schedule.window(at)) return Refused{"out_of_hours", hours_text(schedule, at)};
  Admitted admitted{.session = session->key(), .bytes = message.size()};
  if (!session->credentials.any()) return admitted;
  if (auto refused = refuse_claim(logon, session->credentials)) return *std::move(refused);
  if (!session->credentials.public_key.empty()) {
    const auto sent_at = from_fix_text(logon[52]);
    if (auto refused = refuse_time(sent_at, at)) return *std::move(refused);
    admitted.sent_at = *sent_at;
  }
  admitted.claim = claim_of(logon);
  return admitted;
}

}  // namespace

LogonDecision judge_first_message(std::string_view input, const Origin& origin,
                                  const std::vector<SessionSettings>& sessions, std::size_t limit,
                                  Timestamp at) {
  constexpr std::string_view kBegin = "8=FIX";
  const auto prefix = std::min(input.size(), kBegin.size());
  if (input.substr(0, prefix) != kBegin.substr(0, prefix)) {
    return Refused{"not_fix", "the first bytes are " + quoted(input.substr(0, 16)) + ", not 8=FIX"};
  }
  const auto frame = measure(input, limit);
  switch (frame.kind) {
    case Frame::Kind::Incomplete:
      return NeedMore{};
    case Frame::Kind::Oversized:
      return Refused{"too_long", "BodyLength(9) announces " + std::to_string(frame.size) +
                                     " bytes, a Logon may have " + std::to_string(limit)};
    case Frame::Kind::WrongSum:
      return Refused{"checksum", "CheckSum(10) is wrong"};
    case Frame::Kind::Malformed:
      return Refused{"malformed",
                     "BeginString(8), BodyLength(9), MsgType(35) or CheckSum(10) is not "
                     "where it belongs"};
    case Frame::Kind::Whole:
      break;
  }
  const auto message = input.substr(0, frame.size);
  auto verdict = judge_message(message, origin, sessions, at);
  if (auto* refused = std::get_if<Refused>(&verdict)) {
    refused->whole = true;
    refused->session = session_of(message);
  }
  return verdict;
}

std::optional<Refused> judge_logon(std::string_view message, const SessionSettings& session) {
  const auto fields = split(message);
  if (!fields) return Refused{"malformed", "a field is not tag=value"};
  if (has_data_field(message)) return Refused{"data_field", "the Logon carries a DATA field"};
  return refuse_logon(Logon(*fields), session);
}

bool has_data_field(std::string_view message) {
  while (!message.empty()) {
    int tag = 0;
    const auto [last, error] = std::from_chars(message.data(), message.data() + message.size(), tag);
    const bool named = error == std::errc{} && last != message.data() + message.size() && *last == '=';
    if (named && std::ranges::binary_search(kDataTags, tag)) return true;
    const auto end = message.find(kSoh);
    message.remove_prefix(end == std::string_view::npos ? message.size() : end + 1);
  }
  return false;
}

const std::vector<const char*>& refusal_reasons() {
  static const std::vector<const char*> reasons{"not_fix",
                                                "too_long",
                                                "checksum",
                                                "not_logon",
                                                "unknown_session",
                                                "heart_bt_int",
                                                "encrypt_method",
                                                "appl_ver_id",
                                                "reset",
                                                "out_of_hours",
                                                "data_field",
                                                "malformed",
                                                "deadline",
                                                "evicted",
                                                "gone",
                                                "tls",
                                                "already_connected",
                                                "sending_time",
                                                "network",
                                                "certificate",
                                                "credentials",
                                                "attempts",
                                                "busy",
                                                "too_fast",
                                                "too_many",
                                                "full",
                                                "cancel_on_disconnect"};
  return reasons;
}

}  // namespace bridge::fix
