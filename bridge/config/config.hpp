// Reads and judges the YAML file as a whole: every mistake is reported at once, each with file, line and
// remedy. It fills the rooms' own settings. Relative paths in the file start at its own directory. Keys,
// defaults and units: config/README.md. One thread; the gateway reads it again when it is told to.
#pragma once

#include "base/log.hpp"
#include "fix/settings.hpp"
#include "journal/settings.hpp"
#include "ops/settings.hpp"
#include "order/risk_limits.hpp"
#include "venue/binance/settings.hpp"
#include "venue/settings.hpp"

#include <cstddef>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace bridge::config {

// The venue cancels what is open for a symbol unless it hears from us within the countdown.
struct DeadManSwitch {
  milliseconds countdown{120000};
  int weight_share = 20;  // percent of REQUEST_WEIGHT a minute that it may take
};

struct Account {
  std::string name;
  std::string lane;  // accounts of one lane share a thread, a journal and, if they like, sessions
  venue::Credentials credentials;
  venue::LinkSettings link;
  // For orders that are placed here; not used, and not filled, while no session of the account does.
  bool order_entry = false;
  venue::LinkSettings stream;  // its path is what a listen key is added to
  venue::RestSettings rest;
  milliseconds absent_after{60000};  // a place in doubt is not called absent sooner
  std::optional<DeadManSwitch> dead_man_switch{};
  venue::binance::Settings dialect;
  std::size_t links = 2;                      // to the venue, side by side
  milliseconds rotate_after{23 * 3600'000};   // a link is replaced before the venue ends it at 24 h
  milliseconds answer_within{5000};           // a cancel without an answer for so long is in doubt
  milliseconds queue_for{2000};               // a cancel waits so long for a link, or for weight
  milliseconds needs_attention_after{60000};  // a cancel without an end for so long: somebody has to look
  std::size_t in_flight_limit = 1000;         // open tickets; beyond: refused at once
  bool busy_poll = false;                     // its lane's thread never sleeps
  order::RiskLimits limits;                   // of all that is placed here
  std::vector<fix::SessionSettings> sessions;
  std::string secret_variable{};  // of the environment, where the secret was; empty: it was elsewhere
  std::string passphrase_variable{};
};

struct Config {
  std::vector<fix::ListenerSettings> listen;
  std::vector<Account> accounts;
  std::filesystem::path journal_dir;  // one file a lane: <dir>/<lane>.db
  journal::Durability durability = journal::Durability::Process;
  int journal_keep_days = 0;  // what is older is deleted; 0: nothing is
  ops::Settings ops;
  log::Level log_level = log::Level::Info;
  std::string log_file;               // empty: stdout
  std::vector<std::string> warnings;  // e.g. a secret written inline
  std::filesystem::path file;         // this one
  std::set<std::string> forgotten;    // variables of the environment: forget_environment()
  // What is written where, without the values: "accounts.main.links" and a hash of its value.
  std::map<std::string, std::size_t> written;
};

// The sessions of all these accounts.
[[nodiscard]] std::vector<fix::SessionSettings> sessions_of(const std::vector<Account>& accounts);

// The risk limits that a configuration sets, each account's and each session's, also where it sets none.
struct Limits {
  std::map<order::AccountName, order::RiskLimits> accounts;
  std::map<order::SessionKey, order::RiskLimits> sessions;

  friend bool operator==(const Limits&, const Limits&) = default;
};
[[nodiscard]] Limits limits_of(const std::vector<Account>& accounts);

// How long a lane of these sessions keeps its journal: as the file says, and no shorter than their ClOrdIDs
// count.
[[nodiscard]] journal::RetentionSettings retention_of(const Config& config,
                                                      const std::vector<fix::SessionSettings>& sessions);

// A line such as "config/bridge.yaml:12: accounts.main.secret: what is wrong, what to do".
struct Mistakes {
  std::vector<std::string> lines;
};

// How a file is read. By default everything is read, as an operator's command wants it.
struct Reading {
  // A secret that is in a file and is for the signer process stays unread: Credentials names the file.
  bool leaves_files_to_signer = false;
  // Variables of the environment that forget_environment() has taken: that they are not set is no mistake,
  // and what they held is left empty.
  std::set<std::string> forgotten{};
  // What the gateway has in its environment or gets from systemd is not here: that is no mistake either.
  bool is_elsewhere = false;
};

// Reads the file. It throws Mistakes, with at least one line, in the order of the file's lines.
[[nodiscard]] Config load(const std::filesystem::path& file, const Reading& reading = {});

// Overwrites the variables that held secrets and passphrases of these accounts, and takes them out of this
// process's environment. It has to come before the first thread.
void forget_environment(Config& config);

// The keys that are written differently in two files, or only in one; those that a running gateway takes over
// (key, secret, passphrase and limits of an account; tls and networks of a listener; networks, credentials,
// certificate and limits of a session) are not counted.
[[nodiscard]] std::vector<std::string> changed_keys(const Config& before, const Config& now);

}  // namespace bridge::config
