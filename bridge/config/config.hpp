// The YAML file, read and judged as a whole: every mistake is reported at once, each with file, line and
// remedy. Fills the rooms' own settings. Relative paths in it start at the file's own directory. Keys,
// defaults and units: config/README.md. Used before the first thread starts.
#pragma once

#include "base/log.hpp"
#include "fix/settings.hpp"
#include "journal/sqlite.hpp"
#include "ops/server.hpp"
#include "venue/binance/dialect.hpp"
#include "venue/settings.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace bridge::config {

struct Account {
  std::string name;
  std::string lane;  // accounts of one lane share a thread, a journal and, if they like, sessions
  venue::Credentials credentials;
  venue::LinkSettings link;
  venue::binance::Settings dialect;
  std::size_t links = 2;                      // to the venue, side by side
  milliseconds rotate_after{23 * 3600'000};   // a link is replaced before the venue ends it at 24 h
  milliseconds answer_within{5000};           // a cancel without an answer for so long is in doubt
  milliseconds queue_for{2000};               // a cancel waits so long for the weight budget
  milliseconds needs_attention_after{60000};  // a cancel without an end for so long: somebody has to look
  std::size_t in_flight_limit = 1000;         // open tickets; beyond: refused at once
  std::vector<fix::SessionSettings> sessions;
};

struct Config {
  std::vector<fix::ListenerSettings> listen;
  std::vector<Account> accounts;
  std::filesystem::path journal_dir;  // one file an account: <dir>/<account>.db
  journal::Durability durability = journal::Durability::Process;
  ops::Settings ops;
  log::Level log_level = log::Level::Info;
  std::string log_file;               // empty: stdout
  std::vector<std::string> warnings;  // e.g. a secret written inline
};

// "config/bridge.yaml:12: accounts.main.secret: what is wrong, what to do"
struct Mistakes {
  std::vector<std::string> lines;
};

// Throws Mistakes: at least one line, in the order of the file's lines.
[[nodiscard]] Config load(const std::filesystem::path& file);

}  // namespace bridge::config
