#include "config/config.hpp"

#include "config/accounts.hpp"
#include "config/changes.hpp"
#include "config/findings.hpp"
#include "config/listeners.hpp"
#include "config/section.hpp"
#include "config/tree.hpp"

#include <algorithm>
#include <chrono>
#include <fstream>
#include <iterator>
#include <set>
#include <utility>

namespace bridge::config {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;

constexpr std::size_t kFileLimit = 1U << 20;

std::string read_file(const fs::path& file, Findings& findings) {
  std::error_code failed;
  std::ifstream input(file, std::ios::binary);
  if (!input || fs::is_directory(file, failed)) {
    findings.mistake(1, "", "cannot be read; give the path of a readable file");
    return {};
  }
  std::string text(kFileLimit + 1, '\0');
  input.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(input.gcount()));
  if (text.size() > kFileLimit) findings.mistake(1, "", "is larger than 1 MiB; is this the right file?");
  return text;
}

// A word, or how many days.
int read_keep(Section& section) {
  constexpr std::string_view kKey = "keep";
  constexpr int kLongest = 36'500;
  const Node* node = section.optional(kKey);
  if (node == nullptr || node->text == "for_ever") return 0;
  if (node->kind != Node::Kind::Map) {
    section.mistake(kKey, "is not how long the journal is kept; write for_ever or {days: 400}");
    return 0;
  }
  Section several = section.section(kKey);
  several.require("days");
  const auto days = several.number("days", 1, kLongest, kLongest);
  several.finish();
  return static_cast<int>(days);
}

void read_journal(Section section, const fs::path& base, Config& config) {
  const std::string dir = section.required_text("dir");
  config.journal_dir = (base / dir).lexically_normal();
  std::error_code failed;
  if (section.given("dir") && dir.empty()) {
    section.mistake("dir", "is empty; name a directory, it is made when missing");
  } else if (!dir.empty() && fs::exists(config.journal_dir, failed) &&
             !fs::is_directory(config.journal_dir, failed)) {
    section.mistake("dir", shown_path(config.journal_dir) + " is a file; name a directory");
  }
  config.durability = section.choice<journal::Durability>(
      "durability", {{"process", journal::Durability::Process}, {"disk", journal::Durability::Disk}},
      config.durability);
  config.journal_keep_days = read_keep(section);
  section.finish();
}

void read_ops(Section section, Config& config) {
  config.ops.address = read_address(section, config.ops.address);
  if (parse_address(config.ops.address) && !is_loopback(config.ops.address)) {
    section.warning("address",
                    "is not loopback: who reaches it sees metrics and readiness; let a firewall admit only "
                    "who must");
  }
  config.ops.port = read_port(section, config.ops.port);
  for (const auto& listen : config.listen) {
    if (config.ops.port == 0 || config.ops.port != listen.port) continue;
    if (!collide(config.ops.address, listen.address)) continue;
    section.mistake("port",
                    std::to_string(config.ops.port) + " is also listen.port; give each a port of its own");
  }
  section.finish();
}

void read_log(Section section, const fs::path& base, Config& config) {
  config.log_level = section.choice<log::Level>("level",
                                                {{"debug", log::Level::Debug},
                                                 {"info", log::Level::Info},
                                                 {"warn", log::Level::Warn},
                                                 {"error", log::Level::Error}},
                                                config.log_level);
  const std::string file = section.text("file", "");
  if (!file.empty()) config.log_file = (base / file).lexically_normal().string();
  section.finish();
}

void warn_of_idle_accounts(Section& root, const Config& config) {
  std::set<std::string> traded;
  for (const Account& account : config.accounts) {
    for (const fix::SessionSettings& session : account.sessions) {
      if (session.terms.account) traded.insert(session.terms.account->value());
      for (const auto& [theirs, name] : session.terms.accounts) traded.insert(name.value());
    }
  }
  for (const Account& account : config.accounts) {
    if (traded.contains(account.name)) continue;
    root.warning("accounts",
                 "no session uses account " + shown(account.name) + "; it links to the venue for nothing");
  }
}

void warn_of_idle_switches(Section& root, const Config& config) {
  for (const Account& account : config.accounts) {
    if (!account.dead_man_switch || account.order_entry) continue;
    root.warning("accounts", "account " + shown(account.name) +
                                 " has a dead_man_switch, but no session with order_entry: there is never "
                                 "an order that it is for");
  }
}

Config read_config(Section root, const fs::path& base, const Reading& reading, Findings& findings) {
  Config config;
  config.listen = read_listeners(root, base, findings);
  config.accounts = read_accounts(root, base, reading, findings);
  read_sessions(root, base, config.accounts, findings);
  check_admission(root, config);
  read_journal(root.required_section("journal"), base, config);
  read_ops(root.section("ops"), config);
  read_log(root.section("log"), base, config);
  warn_of_idle_accounts(root, config);
  warn_of_idle_switches(root, config);
  root.finish();
  return config;
}

}  // namespace

std::vector<fix::SessionSettings> sessions_of(const std::vector<Account>& accounts) {
  std::vector<fix::SessionSettings> sessions;
  for (const Account& account : accounts) {
    sessions.insert(sessions.end(), account.sessions.begin(), account.sessions.end());
  }
  return sessions;
}

Limits limits_of(const std::vector<Account>& accounts) {
  Limits limits;
  for (const Account& account : accounts) {
    limits.accounts[order::AccountName{account.name}] = account.limits;
    for (const auto& session : account.sessions) limits.sessions[session.key()] = session.terms.limits;
  }
  return limits;
}

// A day in which a ClOrdID counts begins at a local time, a request that may be a repeat counts from the day
// before, and a day may have 25 hours.
journal::RetentionSettings retention_of(const Config& config,
                                        const std::vector<fix::SessionSettings>& sessions) {
  constexpr std::chrono::days kMore{2};
  journal::RetentionSettings retention;
  if (config.journal_keep_days > 0) retention.keep = std::chrono::days{config.journal_keep_days};
  for (const auto& session : sessions) {
    const std::chrono::days days{session.cl_ord_id_days};
    if (days.count() == 0) retention.ids_for_ever.insert(session.key().value());
    retention.ids_count = std::max<microseconds>(retention.ids_count, days + kMore);
  }
  return retention;
}

Config load(const fs::path& file, const Reading& reading) {
  Findings findings(file.string());
  std::string text = read_file(file, findings);
  if (auto lines = findings.mistakes(); !lines.empty()) throw Mistakes{std::move(lines)};
  try {
    const Node tree = parse_tree(text);
    wipe(text);  // there may be a secret in it
    Config config = read_config(Section(tree, "", findings), file.parent_path(), reading, findings);
    config.warnings = findings.warnings();
    config.file = file;
    config.written = written_in(tree);
    if (auto lines = findings.mistakes(); !lines.empty()) throw Mistakes{std::move(lines)};
    return config;
  } catch (const SyntaxError& error) {
    findings.mistake(error.line, "", error.what);
    throw Mistakes{findings.mistakes()};
  }
}

}  // namespace bridge::config
