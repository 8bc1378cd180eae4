#include "commands/check.hpp"

#include "base/log.hpp"
#include "commands/environment_check.hpp"
#include "commands/venue_check.hpp"
#include "config/config.hpp"
#include "fix/door/listener.hpp"
#include "upstream/account_settings.hpp"

#include <boost/json.hpp>

#include <cstddef>
#include <stdexcept>
#include <utility>
#include <vector>

namespace bridge {
namespace {

namespace json = boost::json;

constexpr int kFailed = 1;
constexpr int kUsage = 2;

struct Findings {
  std::size_t accounts = 0;
  std::size_t sessions = 0;
  std::vector<std::string> warnings;
  std::vector<std::string> notes;
  std::vector<std::string> errors;  // "FILE:LINE: KEY: what is wrong; what to do"
  std::vector<VenueFinding> venues;
};

// Of the file, and of what it needs on this machine.
void look_at(const std::string& file, config::Config& config, bool reads_keys, Findings& found) {
  found.accounts = config.accounts.size();
  found.warnings = config.warnings;
  const auto all = config::sessions_of(config.accounts);
  found.sessions = all.size();
  for (const auto& listener : config.listen) fix::check_admission(listener, all);
  for (auto& account : config.accounts) {
    if (reads_keys) static_cast<void>(make_dialect(account));
  }
  auto environment = check_environment(config);
  found.notes = std::move(environment.notes);
  for (const auto& missing : environment.missing) {
    found.errors.emplace_back(file).append(": ").append(missing);
  }
}

json::object as_json(const VenueFinding& finding) {
  return {{"account", finding.account}, {"what", finding.what}, {"ok", finding.ok}, {"text", finding.text}};
}

json::object as_json(const std::string& file, const Findings& found, bool ok, bool connect) {
  json::object object{{"file", file},
                      {"ok", ok},
                      {"accounts", found.accounts},
                      {"sessions", found.sessions},
                      {"warnings", json::value_from(found.warnings)},
                      {"notes", json::value_from(found.notes)},
                      {"errors", json::value_from(found.errors)}};
  if (connect) {
    json::array venues;
    for (const auto& finding : found.venues) venues.push_back(as_json(finding));
    object["venues"] = std::move(venues);
  }
  return object;
}

void print_text(const VenueFinding& finding, std::ostream& out) {
  out << "account " << finding.account << ": ";
  if (!finding.what.empty()) out << finding.what << ": ";
  out << (finding.ok ? "ok, " : "FAILED: ") << finding.text << '\n';
}

void print_text(const std::string& file, const Findings& found, Streams streams) {
  for (const auto& warning : found.warnings) streams.out << "warning: " << warning << '\n';
  for (const auto& note : found.notes) streams.out << "note: " << note << '\n';
  for (const auto& error : found.errors) streams.errors << error << '\n';
  if (!found.errors.empty()) return;
  streams.out << file << ": ok, " << found.accounts << " account(s), " << found.sessions << " session(s)\n";
}

}  // namespace

int check(const std::string& file, CheckOptions options, Streams streams) {
  Findings found;
  config::Config config;
  try {
    config = config::load(file);
    look_at(file, config, !options.connect, found);  // a venue's check reads its key itself
  } catch (const config::Mistakes& mistakes) {
    found.errors = mistakes.lines;
  } catch (const std::runtime_error& error) {
    found.errors = {file + ": " + error.what()};
  }
  if (!options.json) print_text(file, found, streams);
  int exit_code = found.errors.empty() ? 0 : kUsage;
  if (options.connect && exit_code == 0) {
    log::open(log::Level::Error, "/dev/null");  // what is found is told in other words
    const bool ok = check_venues(std::move(config), [&](const VenueFinding& finding) {
      if (!options.json) print_text(finding, streams.out);
      found.venues.push_back(finding);
    });
    log::close();
    if (!ok) exit_code = kFailed;
  }
  if (options.json) print(streams.out, as_json(file, found, exit_code == 0, options.connect));
  return exit_code;
}

}  // namespace bridge
