#include "config/session_options.hpp"

#include "base/text.hpp"
#include "config/limits.hpp"

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

namespace bridge::config {
namespace {

using namespace std::chrono_literals;

// The venue's symbols: "BTCUSDT", "BTCUSDT_261225", and since 2025 such as are not ASCII
// (fixspec/venue.md, 4.5).
bool is_of_venue_symbol(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || static_cast<unsigned char>(c) > 0x7F;
}

bool is_venue_symbol(std::string_view symbol) {
  return is_symbol(symbol) && std::ranges::all_of(symbol, is_of_venue_symbol);
}

// `end` is what may follow the symbol, and belongs to the proposal.
std::string no_venue_symbol(std::string_view symbol, std::string_view end = "") {
  std::string meant;
  for (const char c : symbol) {
    const char upper = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    if (is_of_venue_symbol(upper)) meant += upper;
  }
  const std::string text(end);
  return shown(std::string(symbol) + text) +
         " cannot be a symbol of the venue, which has upper-case letters, digits and '_' in them; " +
         (meant.empty() ? "write e.g. BTCUSDT" + text : "did you mean " + clean_text(meant) + text + "?");
}

std::map<std::string, std::string> read_symbols(Section& section, const std::string& path,
                                                Findings& findings) {
  const Node* node = section.optional("symbols");
  if (node == nullptr) return {};
  std::map<std::string, std::string> symbols;
  for (const Entry* entry : entries_of(*node, path, findings)) {
    if (!is_symbol(entry->key) || entry->value.kind != Node::Kind::Scalar || !is_symbol(entry->value.text)) {
      findings.mistake(entry->line, join(path, entry->key),
                       "is not a pair of symbols; write CLIENT_SYMBOL: VENUE_SYMBOL, each without blanks");
    } else if (!is_venue_symbol(entry->value.text)) {
      findings.mistake(entry->line, join(path, entry->key), no_venue_symbol(entry->value.text));
    } else {
      symbols.emplace(entry->key, entry->value.text);
    }
  }
  return symbols;
}

void read_terms(Section& section, const std::string& path, order::Terms& terms, Findings& findings) {
  terms.symbols = read_symbols(section, join(path, "symbols"), findings);
  terms.entitled_symbols = read_patterns(section, "entitled_symbols");
  terms.prefer = section.choice<order::IdPreference>(
      "prefer",
      {{"order_id", order::IdPreference::ByOrderId}, {"orig_cl_ord_id", order::IdPreference::ByOrigClOrdId}},
      terms.prefer);
  terms.pending_cancel =
      section.choice<order::PendingCancelNotice>("pending_cancel",
                                                 {{"never", order::PendingCancelNotice::Never},
                                                  {"in_doubt", order::PendingCancelNotice::InDoubt},
                                                  {"always", order::PendingCancelNotice::Always}},
                                                 terms.pending_cancel);
  terms.stale_after = section.duration("stale_after", 0s, 24h, terms.stale_after);
}

// What client ids begin with: short, since a ticket's number of up to 20 digits follows it and the gateway's
// own ids are to have 24 characters at most, and none that the venue or its own clients use.
std::string read_client_id_tag(Section& section, const std::string& fallback) {
  constexpr std::size_t kLongest = 3;
  std::string tag = section.text("client_id_tag", fallback);
  const bool fits = !tag.empty() && tag.size() <= kLongest && std::ranges::all_of(tag, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  });
  if (fits && tag != "x") return tag;
  section.mistake("client_id_tag",
                  "is not 1 to 3 letters and digits other than x, which brokers' ids begin with");
  return fallback;
}

void read_order_entry(Section section, order::OrderEntryTerms& entry) {
  if (!section.present()) return;
  entry.enabled = section.flag("enabled", true);
  entry.client_id_as_sent =
      section.choice<bool>("client_id", {{"derived", false}, {"as_sent", true}}, entry.client_id_as_sent);
  entry.client_id_tag = read_client_id_tag(section, entry.client_id_tag);
  entry.pending_new = section.flag("pending_new", entry.pending_new);
  entry.pending_replace =
      section.choice<bool>("pending_replace", {{"in_doubt", false}, {"always", true}}, entry.pending_replace);
  entry.same_terms_replaced = section.choice<bool>("same_terms", {{"replaced", true}, {"rejected", false}},
                                                   entry.same_terms_replaced);
  entry.killed_is_canceled =
      section.choice<bool>("killed", {{"expired", false}, {"canceled", true}}, entry.killed_is_canceled);
  entry.cancel_late_order =
      section.choice<bool>("late_order", {{"cancel", true}, {"keep", false}}, entry.cancel_late_order);
  entry.tell_triggered =
      section.choice<bool>("triggered", {{"never", false}, {"tell", true}}, entry.tell_triggered);
  entry.queue_replace =
      section.choice<bool>("second_replace", {{"refused", false}, {"queued", true}}, entry.queue_replace);
  entry.check_filters = section.flag("check_filters", entry.check_filters);
  entry.trade_while_syncing = section.flag("trade_while_syncing", entry.trade_while_syncing);
  entry.self_trade_prevention = section.choice<std::string>("self_trade_prevention",
                                                            {{"none", "NONE"},
                                                             {"expire_taker", "EXPIRE_TAKER"},
                                                             {"expire_maker", "EXPIRE_MAKER"},
                                                             {"expire_both", "EXPIRE_BOTH"}},
                                                            entry.self_trade_prevention);
  section.finish();
}

void read_cancel_on_disconnect(Section section, order::CancelOnDisconnect& rule) {
  if (!section.present()) return;
  rule.enabled = section.flag("enabled", true);
  rule.grace = section.duration("grace", 0s, 1h, rule.grace);
  rule.on_logout = section.flag("on_logout", rule.on_logout);
  section.finish();
}

int read_heart_beat(Section& section, std::string_view key, int fallback) {
  const milliseconds duration = section.duration(key, 1s, 1h, seconds{fallback});
  if (duration % 1s == 0ms) return static_cast<int>(duration / 1s);
  section.mistake(key, "must be whole seconds, as HeartBtInt(108) is; write e.g. 30s");
  return fallback;
}

void read_heart_bt_int(Section section, fix::SessionSettings& settings) {
  settings.heart_bt_int_min = read_heart_beat(section, "min", settings.heart_bt_int_min);
  settings.heart_bt_int_max = read_heart_beat(section, "max", settings.heart_bt_int_max);
  if (settings.heart_bt_int_min > settings.heart_bt_int_max) {
    section.mistake("min", "is above max; no client could log on: lower min or raise max");
  }
  section.finish();
}

void read_rate_limit(Section section, fix::RateLimit& limit) {
  if (!section.present()) return;
  section.require("messages");
  limit.messages = static_cast<int>(section.number("messages", 1, 100'000, 1));
  limit.per = section.duration("per", 100ms, 1h, limit.per);
  section.finish();
}

// Reads a word, or how many days.
void read_cl_ord_id_unique(Section& section, int& days) {
  constexpr std::string_view kKey = "cl_ord_id_unique";
  constexpr int kLongest = 366;
  const Node* node = section.optional(kKey);
  if (node == nullptr) return;
  if (node->kind == Node::Kind::Map) {
    Section several = section.section(kKey);
    several.require("days");
    days = static_cast<int>(several.number("days", 1, kLongest, days));
    several.finish();
  } else if (node->text == "for_ever") {
    days = 0;
  } else if (node->text == "day") {
    days = 1;
  } else {
    section.mistake(kKey, "is not how long a ClOrdID(11) stays used; write day, for_ever or {days: 5}");
  }
}

}  // namespace

bool is_symbol(std::string_view symbol) {
  return !symbol.empty() && symbol.size() <= 64 && std::none_of(symbol.begin(), symbol.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte <= ' ' || byte == 0x7F;
  });
}

std::string objection_to_pattern(std::string_view text) {
  if (!is_symbol(text) || text.find('*') < text.size() - 1) {
    return "is no venue symbol; write e.g. BTCUSDT, or a beginning of some with a star, \"ETH*\"";
  }
  const auto star = text.find('*');
  const std::string_view symbol = text.substr(0, star);
  if (symbol.empty() || is_venue_symbol(symbol)) return "";
  return no_venue_symbol(symbol, star == std::string_view::npos ? "" : "*");
}

std::vector<std::string> read_patterns(Section& section, std::string_view key) {
  const Node* node = section.optional(key);
  if (node == nullptr) return {};
  std::vector<std::string> patterns;
  for (const Node& item : node->items) {
    const bool is_pattern = item.kind == Node::Kind::Scalar && is_symbol(item.text) &&
                            item.text.find('*') >= item.text.size() - 1;
    if (!is_pattern) continue;
    patterns.push_back(item.text);
    if (const auto objection = objection_to_pattern(item.text); !objection.empty()) {
      section.mistake(key, objection);
    }
  }
  // An empty list would open all symbols to a session that was meant to have none.
  if (patterns.empty() || patterns.size() != node->items.size()) {
    section.mistake(
        key, "is not a list of venue symbols; write e.g. [BTCUSDT, \"ETH*\"], or leave it out for all");
  }
  return patterns;
}

// 0 means that none of our own is sent.
int read_custom_tag_base(Section& section, int fallback) {
  constexpr std::int64_t kLeast = 5000;  // where FIX's user-defined tags begin
  const std::int64_t base = section.number("custom_tag_base", 0, 39'000, fallback);
  if (base == 0 || base >= kLeast) return static_cast<int>(base);
  section.mistake("custom_tag_base", std::to_string(base) + " is out of range; write 0, or 5000 to 39000");
  return fallback;
}

void read_session_options(Section& section, const std::string& path, fix::SessionSettings& settings,
                          Findings& findings) {
  read_terms(section, path, settings.terms, findings);
  read_order_entry(section.section("order_entry"), settings.terms.entry);
  read_cancel_on_disconnect(section.section("cancel_on_disconnect"), settings.terms.cancel_on_disconnect);
  read_limits(section.section("limits"), join(path, "limits"), settings.terms.limits, findings);
  if (order::is_any(settings.terms.limits) && !settings.terms.entry.enabled) {
    section.mistake("limits", "are of orders, and this session may not place any; give it order_entry");
  }
  read_cl_ord_id_unique(section, settings.cl_ord_id_days);
  settings.custom_tag_base = read_custom_tag_base(section, settings.custom_tag_base);
  settings.later_tags = section.flag("later_tags", settings.later_tags);
  settings.text_limit = static_cast<std::size_t>(
      section.number("text_limit", 16, 1024, static_cast<std::int64_t>(settings.text_limit)));
  settings.timestamp_places =
      section.choice<int>("timestamp_precision", {{"seconds", 0}, {"milliseconds", 3}, {"microseconds", 6}},
                          settings.timestamp_places);
  settings.reset = section.choice<fix::ResetPolicy>("reset",
                                                    {{"on_request", fix::ResetPolicy::OnRequest},
                                                     {"never", fix::ResetPolicy::Never},
                                                     {"on_logon", fix::ResetPolicy::OnLogon},
                                                     {"on_logout", fix::ResetPolicy::OnLogout}},
                                                    settings.reset);
  read_heart_bt_int(section.section("heart_bt_int"), settings);
  read_rate_limit(section.section("rate_limit"), settings.rate_limit);
  read_schedule(section.section("schedule"), settings.schedule);
}

}  // namespace bridge::config
