#include "commands/message_history.hpp"

#include "journal/text.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

namespace bridge {
namespace {

constexpr int kMessagesAtOnce = 512;
constexpr std::size_t kAheadMax = 4096;  // messages read while one is looked for
constexpr int kTicketsMax = 16;          // with one ClOrdID

// The beginnings of the texts of refusals that are told at once, without an event.
constexpr const char* kAtOnce[] = {"The journal cannot record", "Above the limit of "};

// The field that names a report.
std::string key_of(const fix::Body& body) {
  const bool by_cl_ord_id = body.msg_type == "9" || body.msg_type == "r";
  const int tag = body.msg_type == "8" ? 17 : by_cl_ord_id ? 11 : 45;
  return body.msg_type + (body.poss_resend ? "!" : " ") + std::string(fix::value_in(body, tag));
}

bool is_report(const fix::Body& body) {
  return body.msg_type == "8" || body.msg_type == "9" || body.msg_type == "j" || body.msg_type == "r";
}

// True when the beginnings agree, as far as the session's text_limit lets them.
bool begins_alike(std::string_view text, std::string_view wanted) {
  const auto length = std::min(text.size(), wanted.size());
  return !text.empty() && text.substr(0, length) == wanted.substr(0, length);
}

bool was_refused_at_once(const fix::Body& body) {
  const auto refused = fix::value_in(body, 372);
  if (body.msg_type == "j" && refused != "H" && refused != "AF") return true;
  const auto text = fix::value_in(body, 58);
  return body.msg_type != "8" &&
         std::ranges::any_of(kAtOnce, [&](const char* beginning) { return begins_alike(text, beginning); });
}

std::string shown(const fix::Body& body) {
  std::string text = "35=" + body.msg_type + "|" + (body.poss_resend ? "97=Y|" : "") + body.fields;
  std::ranges::replace(text, '\x01', '|');
  return text;
}

// The ticket in an ExecID(17): "<ticket>-<number>".
std::optional<order::TicketId> ticket_in(std::string_view exec_id) {
  std::uint64_t ticket = 0;
  const auto [end, error] = std::from_chars(exec_id.data(), exec_id.data() + exec_id.size(), ticket);
  if (error != std::errc{} || end == exec_id.data()) return std::nullopt;
  return order::TicketId(ticket);
}

// The time of a whole message, by its SendingTime(52).
bool sent_before(std::string_view message, Timestamp since) {
  constexpr std::string_view kSendingTime =
      "\x01"
      "52=";
  if (since == Timestamp{}) return false;
  const auto at = message.find(kSendingTime);
  if (at == message.npos) return false;
  const auto value = message.substr(at + kSendingTime.size());
  const auto sent = from_fix_text(std::string(value.substr(0, value.find('\x01'))));
  return sent && *sent + milliseconds{1} <= since;  // it is written to the millisecond
}

}  // namespace

MessageHistory::MessageHistory(journal::Reader& reader, order::SessionKey session,
                               std::optional<fix::SessionSettings> settings, bool from_start, Timestamp since,
                               Found found)
    : reader_(reader),
      session_(std::move(session)),
      settings_(std::move(settings)),
      since_(since),
      pruned_(reader_.pruned()),
      found_(std::move(found)),
      until_(reader_.last_message(session_)) {
  if (from_start) first_ = journal::MessagePlace{};
}

void MessageHistory::told(const order::Report& report, const std::string& by_event, bool counts) {
  if (!settings_) return;
  Expected expected{report, fix::encode(report, *settings_), by_event, counts};
  if (report.watched && !report.poss_resend) by_hand_.emplace(report.ticket, expected.body.fields);
  const std::string key = key_of(expected.body);
  // Among messages of one name the equal one is meant, else the earliest.
  const auto [begin, end] = ahead_.equal_range(key);
  if (begin != end) {
    const auto same = std::find_if(
        begin, end, [&](const auto& entry) { return entry.second.body.fields == expected.body.fields; });
    const auto match = same == end ? begin : same;
    compare(expected, match->second);
    ahead_.erase(match);
    return;
  }
  while (ahead_.size() < kAheadMax) {
    auto said = next();
    if (!said) break;
    const std::string name = key_of(said->body);
    if (name == key) return compare(expected, *said);
    if (find_late(*said, name)) continue;
    if (was_refused_at_once(said->body)) {
      ++counts_.without_journal;
    } else {
      ahead_.emplace(name, std::move(*said));
    }
  }
  late_.emplace(key, std::move(expected));
}

void MessageHistory::finish() {
  if (!settings_) return;
  while (auto said = next()) {
    const std::string name = key_of(said->body);
    if (!find_late(*said, name)) unaccounted(*said);
  }
  for (const auto& [key, said] : ahead_) unaccounted(said);
  for (const auto& [key, expected] : late_) never_said(expected);
  ahead_.clear();
  late_.clear();
}

std::optional<MessageHistory::Said> MessageHistory::next() {
  for (;;) {
    if (in_batch_ == batch_.size()) {
      batch_ = reader_.messages(session_, read_, until_, kMessagesAtOnce);
      in_batch_ = 0;
      if (batch_.empty()) return std::nullopt;
    }
    const auto& row = batch_[in_batch_++];
    read_ = row.place;
    if (sent_before(row.body, since_)) continue;
    fix::Body body = fix::body_of(row.body);
    if (is_report(body)) return Said{row.place, std::move(body)};
  }
}

bool MessageHistory::find_late(const Said& said, const std::string& key) {
  const auto entry = late_.find(key);
  if (entry == late_.end()) return false;
  compare(entry->second, said);
  late_.erase(entry);
  return true;
}

void MessageHistory::compare(const Expected& expected, const Said& said) {
  if (!expected.counts) return;
  if (!first_) first_ = said.place;
  if (expected.body.fields == said.body.fields) {
    ++counts_.equal;
  } else {
    found_({expected.by_event + ", " + place_text(said), shown(expected.body), shown(said.body)});
  }
}

// Judges a message that no event of the journal tells.
void MessageHistory::unaccounted(const Said& said) {
  if (!first_ || said.place < *first_) return;
  if (repeats(said)) {
    ++counts_.repeated;
  } else if (is_of_pruned(said)) {
    ++counts_.of_pruned;
  } else if (said.body.msg_type == "j" || was_refused_at_once(said.body) || is_of_nobody(said)) {
    ++counts_.without_journal;
  } else {
    found_({place_text(said) + ": no event tells it", "", shown(said.body)});
  }
}

// True for a report that was said again with 97=Y, after a reset or while the journal was down.
bool MessageHistory::repeats(const Said& said) {
  if (!said.body.poss_resend) return false;
  std::vector<journal::TicketRow> tickets;
  if (const auto ticket = ticket_in(fix::value_in(said.body, 17))) {
    if (auto row = reader_.ticket(*ticket)) tickets.push_back(std::move(*row));
    // Of a notice that is not final only the ticket is left.
    if (fix::value_in(said.body, 150) == "6") return !tickets.empty();
  } else {
    tickets = reader_.tickets_of(session_, fix::value_in(said.body, 11), kTicketsMax);
  }
  return std::ranges::any_of(tickets, [&](const journal::TicketRow& row) {
    if (repeats_a_verdict(said, row.ticket)) return true;
    const auto report = journal::decode_report(row.final_report);
    return report && fix::encode(*report, *settings_).fields == said.body.fields;
  });
}

bool MessageHistory::repeats_a_verdict(const Said& said, order::TicketId ticket) const {
  const auto [begin, end] = by_hand_.equal_range(ticket);
  return std::any_of(begin, end, [&](const auto& entry) { return entry.second == said.body.fields; });
}

// A refusal of a request that is not in the journal, or of one whose ClOrdID(11) was: neither has an event
// while the journal is down.
bool MessageHistory::is_of_nobody(const Said& said) {
  if (said.body.msg_type != "9") return false;
  const auto reason = fix::value_in(said.body, 102);
  const bool known = !reader_.tickets_of(session_, fix::value_in(said.body, 11), 1).empty();
  return known ? begins_alike(fix::value_in(said.body, 58), "ClOrdID(11) was used before") : reason == "2";
}

// Said late, or once more: its ticket was old enough to go, and it is not.
bool MessageHistory::is_of_pruned(const Said& said) {
  const auto ticket = ticket_in(fix::value_in(said.body, 17));
  if (ticket) {
    return static_cast<std::int64_t>(ticket->value()) <= pruned_.ticket && !reader_.ticket(*ticket);
  }
  return pruned_.ticket > 0 && said.body.poss_resend &&
         reader_.tickets_of(session_, fix::value_in(said.body, 11), 1).empty();
}

void MessageHistory::never_said(const Expected& expected) {
  if (!expected.counts) return;
  const auto row = reader_.ticket(expected.report.ticket);
  if (row && !row->closed && expected.report.final) {
    counts_.waiting.insert(expected.report.ticket);
    return;
  }
  found_({expected.by_event + ": no message of " + session_.value() + " tells it", shown(expected.body), ""});
}

std::string MessageHistory::place_text(const Said& said) const {
  return "message " + std::to_string(said.place.msg_seq_num) + " of " + session_.value() + ", epoch " +
         std::to_string(said.place.epoch);
}

}  // namespace bridge
