#include "config/accounts.hpp"

#include <algorithm>
#include <map>
#include <string_view>
#include <utility>

namespace bridge::config {
namespace {

using namespace std::chrono_literals;

// What a CompID may be: FIX's delimiters and what would blur a line of ours stay out.
bool is_comp_id(std::string_view id) {
  return !id.empty() && id.size() <= 64 && id.front() != ' ' && id.back() != ' ' &&
         std::all_of(id.begin(), id.end(),
                     [](char c) { return c >= ' ' && c <= '~' && c != '|' && c != '='; });
}

// A symbol may be non-ASCII (the venue lists such), but no blank and no control character.
bool is_symbol(std::string_view symbol) {
  return !symbol.empty() && symbol.size() <= 64 && std::none_of(symbol.begin(), symbol.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte <= ' ' || byte == 0x7F;
  });
}

std::string read_begin_string(Section& section) {
  std::string text = section.required_text("begin_string");
  if (!text.empty() && text != "FIX.4.4") {
    section.mistake("begin_string", shown(text) + " is not spoken by this release; write FIX.4.4");
  }
  return text;
}

std::string read_comp_id(Section& section, std::string_view key) {
  const Node* node = section.required(key);
  if (node == nullptr) return {};
  if (node->kind == Node::Kind::Scalar && is_comp_id(node->text)) return node->text;
  section.mistake(key, "is not a CompID; write 1 to 64 printable ASCII characters without '|' and '='");
  return {};
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
    } else {
      symbols.emplace(entry->key, entry->value.text);
    }
  }
  return symbols;
}

int read_heart_beat(Section& section, std::string_view key, int fallback) {
  const milliseconds duration = section.duration(key, 1s, 1h, std::chrono::seconds{fallback});
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

struct Named {
  fix::SessionSettings settings;
  std::string account;
};

Named read_session(Section& section, const std::string& path, Findings& findings) {
  Named session;
  session.settings.begin_string = read_begin_string(section);
  session.settings.sender_comp_id = read_comp_id(section, "sender_comp_id");
  session.settings.target_comp_id = read_comp_id(section, "target_comp_id");
  session.account = section.required_text("account");
  session.settings.terms.symbols = read_symbols(section, join(path, "symbols"), findings);
  session.settings.terms.prefer = section.choice<order::IdPreference>(
      "prefer",
      {{"order_id", order::IdPreference::ByOrderId}, {"orig_cl_ord_id", order::IdPreference::ByOrigClOrdId}},
      session.settings.terms.prefer);
  read_heart_bt_int(section.section("heart_bt_int"), session.settings);
  section.finish();
  return session;
}

std::string names_of(const std::vector<Account>& accounts) {
  std::string names;
  for (const Account& account : accounts) names += (names.empty() ? "" : ", ") + account.name;
  return names;
}

void give_to_account(Named session, Section& section, std::vector<Account>& accounts) {
  if (session.account.empty()) return;
  const auto owner = std::find_if(accounts.begin(), accounts.end(),
                                  [&](const Account& account) { return account.name == session.account; });
  if (owner != accounts.end()) {
    session.settings.terms.account = order::AccountName{owner->name};
    owner->sessions.push_back(std::move(session.settings));
  } else {
    section.mistake("account",
                    "there is no account " + shown(session.account) + "; " +
                        (accounts.empty() ? "add it under accounts" : "name one of " + names_of(accounts)));
  }
}

bool is_named(const fix::SessionSettings& settings) {
  return !settings.begin_string.empty() && !settings.sender_comp_id.empty() &&
         !settings.target_comp_id.empty();
}

}  // namespace

void read_sessions(Section& root, std::vector<Account>& accounts, Findings& findings) {
  const Node* list = root.required("sessions");
  if (list == nullptr) return;
  if (list->kind != Node::Kind::List || list->items.empty()) {
    root.mistake("sessions", list->kind == Node::Kind::List ? "is empty; add a session"
                                                            : "must be a list; begin each session with '- '");
    return;
  }
  std::map<order::SessionKey, int> lines;
  for (std::size_t i = 0; i < list->items.size(); ++i) {
    const std::string path = "sessions[" + std::to_string(i + 1) + "]";
    Section section(list->items[i], path, findings);
    if (!section.present()) continue;
    Named session = read_session(section, path, findings);
    if (is_named(session.settings)) {
      const auto [first, added] = lines.emplace(session.settings.key(), section.line());
      if (!added) {
        findings.mistake(section.line(), path,
                         shown(first->first.value()) + " is already the session of line " +
                             std::to_string(first->second) + "; change a CompID or drop one");
        continue;
      }
    }
    give_to_account(std::move(session), section, accounts);
  }
}

}  // namespace bridge::config
