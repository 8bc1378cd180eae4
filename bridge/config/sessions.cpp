#include "base/text.hpp"
#include "config/accounts.hpp"
#include "config/admission.hpp"
#include "config/session_options.hpp"

#include <algorithm>
#include <map>
#include <string_view>
#include <utility>

namespace bridge::config {
namespace {

// What a CompID may be: FIX's delimiters and what would blur a line of ours stay out.
bool is_comp_id(std::string_view id) {
  return !id.empty() && id.size() <= 64 && id.front() != ' ' && id.back() != ' ' &&
         std::all_of(id.begin(), id.end(),
                     [](char c) { return c >= ' ' && c <= '~' && c != '|' && c != '='; });
}

std::string read_begin_string(Section& section) {
  std::string text = section.required_text("begin_string");
  if (text.empty() || text == "FIX.4.2" || text == "FIX.4.4" || text == "FIXT.1.1") return text;
  section.mistake("begin_string",
                  text == "FIX.5.0SP2"
                      ? "FIX 5.0 SP2 is spoken over the transport FIXT.1.1, which BeginString(8) "
                        "names; write FIXT.1.1"
                      : shown(text) + " is not spoken; write FIX.4.2, FIX.4.4 or FIXT.1.1 (for 5.0 SP2)");
  return text;
}

std::string read_comp_id(Section& section, std::string_view key) {
  const Node* node = section.required(key);
  if (node == nullptr) return {};
  if (node->kind == Node::Kind::Scalar && is_comp_id(node->text)) return node->text;
  section.mistake(key, "is not a CompID; write 1 to 64 printable ASCII characters without '|' and '='");
  return {};
}

std::string names_of(const std::vector<Account>& accounts) {
  std::string names;
  for (const Account& account : accounts) names += (names.empty() ? "" : ", ") + clean_text(account.name);
  return names;
}

Account* find_account(std::vector<Account>& accounts, std::string_view name) {
  const auto found = std::find_if(accounts.begin(), accounts.end(),
                                  [&](const Account& account) { return account.name == name; });
  return found == accounts.end() ? nullptr : &*found;
}

std::string no_account(const std::string& name, const std::vector<Account>& accounts) {
  return "there is no account " + shown(name) + "; " +
         (accounts.empty() ? "add it under accounts" : "name one of " + names_of(accounts));
}

// Reads which Account(1) is which account. What is not right is left out.
std::map<std::string, order::AccountName> read_accounts_map(const Node& node, const std::string& path,
                                                            std::vector<Account>& accounts,
                                                            Findings& findings) {
  std::map<std::string, order::AccountName> result;
  const auto entries = entries_of(node, path, findings);
  if (node.kind == Node::Kind::Map && entries.empty())
    findings.mistake(node.line, path, "is empty; add an account");
  for (const Entry* entry : entries) {
    const std::string key = join(path, entry->key);
    if (!is_comp_id(entry->key) || entry->value.kind != Node::Kind::Scalar) {
      findings.mistake(entry->line, key,
                       "is not a pair of Account(1) and account; write ACCOUNT_OF_THE_CLIENT: ACCOUNT");
    } else if (find_account(accounts, entry->value.text) == nullptr) {
      findings.mistake(entry->line, key, no_account(entry->value.text, accounts));
    } else {
      result.emplace(entry->key, order::AccountName{entry->value.text});
    }
  }
  return result;
}

// One thread serves a session: all of its accounts must be that thread's.
void check_lanes(Section& section, const Account& home, const order::Terms& terms,
                 std::vector<Account>& accounts) {
  for (const auto& [theirs, name] : terms.accounts) {
    const Account* other = find_account(accounts, name.value());
    if (other->lane == home.lane) continue;
    section.mistake("accounts", "accounts " + home.name + " and " + other->name +
                                    " are in different lanes; give both the same lane");
    return;
  }
}

// The account in whose list of sessions it is: its default, or the first it may trade. It is nothing after a
// mistake.
Account* read_home(Section& section, const std::string& path, order::Terms& terms,
                   std::vector<Account>& accounts, Findings& findings) {
  const Node* several = section.optional("accounts");
  if (several != nullptr) {
    terms.accounts = read_accounts_map(*several, join(path, "accounts"), accounts, findings);
  } else {
    section.require("account");
  }
  const std::string name = section.text("account", "");
  if (!section.given("account")) {
    return terms.accounts.empty() ? nullptr : find_account(accounts, terms.accounts.begin()->second.value());
  }
  Account* home = find_account(accounts, name);
  if (home == nullptr) {
    section.mistake("account", no_account(name, accounts));
  } else {
    terms.account = order::AccountName{name};
  }
  return home;
}

fix::SessionSettings read_identity(Section& section) {
  fix::SessionSettings settings;
  settings.begin_string = read_begin_string(section);
  settings.sender_comp_id = read_comp_id(section, "sender_comp_id");
  settings.target_comp_id = read_comp_id(section, "target_comp_id");
  return settings;
}

// Each account that the session may place orders on listens to its user-data stream.
void mark_order_entry(const order::Terms& terms, std::vector<Account>& accounts) {
  if (!terms.entry.enabled) return;
  for (auto& account : accounts) {
    const bool is_traded = terms.account == order::AccountName{account.name} ||
                           std::ranges::any_of(terms.accounts, [&](const auto& entry) {
                             return entry.second == order::AccountName{account.name};
                           });
    account.order_entry = account.order_entry || is_traded;
  }
}

bool is_named(const fix::SessionSettings& settings) {
  return !settings.begin_string.empty() && !settings.sender_comp_id.empty() &&
         !settings.target_comp_id.empty();
}

}  // namespace

void read_sessions(Section& root, const std::filesystem::path& base, std::vector<Account>& accounts,
                   Findings& findings) {
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
    fix::SessionSettings session = read_identity(section);
    Account* home = read_home(section, path, session.terms, accounts, findings);
    read_session_options(section, path, session, findings);
    read_admission(section, base, session);
    section.finish();
    if (is_named(session)) {
      const auto [first, added] = lines.emplace(session.key(), section.line());
      if (!added) {
        findings.mistake(section.line(), path,
                         shown(first->first.value()) + " is already the session of line " +
                             std::to_string(first->second) + "; change a CompID or drop one");
        continue;
      }
    }
    if (home == nullptr) continue;
    check_lanes(section, *home, session.terms, accounts);
    mark_order_entry(session.terms, accounts);
    home->sessions.push_back(std::move(session));
  }
}

}  // namespace bridge::config
