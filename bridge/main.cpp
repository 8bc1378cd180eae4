// fixbridge: the command line. Exit codes: 0 done, 1 failed while running, 2 wrong usage or configuration.
#include "base/core_dumps.hpp"
#include "base/failpoint.hpp"
#include "base/log.hpp"
#include "base/signals.hpp"
#include "base/usage.hpp"
#include "commands/answer.hpp"
#include "commands/archive.hpp"
#include "commands/check.hpp"
#include "commands/explain.hpp"
#include "commands/password.hpp"
#include "commands/reload.hpp"
#include "commands/replay.hpp"
#include "commands/resolve.hpp"
#include "commands/tickets.hpp"
#include "commands/version.hpp"
#include "config/config.hpp"
#include "gateway/gateway.hpp"
#include "upstream/keys.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <exception>
#include <filesystem>
#include <iostream>
#include <string>
#include <string_view>
#include <system_error>
#include <unistd.h>
#include <utility>
#include <vector>

namespace {

using bridge::config::Config;

constexpr int kFailed = 1;
constexpr int kUsage = 2;

const bridge::Streams kStreams{std::cout, std::cerr};

int report(const bridge::config::Mistakes& mistakes, bool json = false) {
  return bridge::fail(kUsage, mistakes.lines, json, kStreams);
}

int run(const std::string& file) {
  bridge::set_blocked(SIGHUP, true);  // it waits until the gateway listens for it
  bridge::forbid_core_dumps();
  Config config;
  try {
    config = bridge::config::load(file, {.leaves_files_to_signer = true});
  } catch (const bridge::config::Mistakes& mistakes) {
    return report(mistakes);
  }
  int exit_code = 0;
  try {
    bridge::config::forget_environment(config);
    auto signer = bridge::start_signer(config);  // before the first thread and the first socket
    bridge::log::open(config.log_level, config.log_file);
    for (const auto& warning : config.warnings) bridge::log::warn("config", {{"text", warning}});
    bridge::failpoint::arm_from_environment();
    exit_code = bridge::Gateway(std::move(config), std::move(signer)).run(true);
  } catch (const std::exception& error) {
    std::cerr << file << ": " << error.what() << '\n';
    exit_code = kUsage;
  }
  bridge::log::close();
  return exit_code;
}

int explain(const std::string& file, const std::string& message, bridge::ExplainOptions options) {
  try {
    bridge::log::open(bridge::log::Level::Error, "/dev/null");
    const int exit_code = bridge::explain(bridge::config::load(file), message, options, kStreams);
    bridge::log::close();
    return exit_code;
  } catch (const bridge::config::Mistakes& mistakes) {
    return report(mistakes, options.json);
  }
}

// No key is needed, so those that only the gateway has are not missed.
Config load_for_journals(const std::string& file) {
  return bridge::config::load(file, {.leaves_files_to_signer = true, .is_elsewhere = true});
}

// Runs a command about the journals: `work` with the configuration. A journal that cannot be read is exit
// code 1.
template <class Work>
int with_journals(const std::string& file, bool json, Work work) {
  try {
    bridge::log::open(bridge::log::Level::Error, "/dev/null");
    const int exit_code = work(load_for_journals(file));
    bridge::log::close();
    return exit_code;
  } catch (const bridge::config::Mistakes& mistakes) {
    return report(mistakes, json);
  } catch (const std::runtime_error& error) {
    return bridge::fail(kFailed, {error.what()}, json, kStreams);
  }
}

// The gateway reads the file with its own environment; here only its journals are looked for.
int reload(const std::string& file, bool json) {
  try {
    return bridge::reload(load_for_journals(file), json, kStreams);
  } catch (const bridge::config::Mistakes& mistakes) {
    return report(mistakes, json);
  }
}

// A program that is installed beside this one takes over: what it needs is no part of the gateway.
int become(const std::string& program, const std::vector<std::string>& arguments) {
  const auto path = std::filesystem::read_symlink("/proc/self/exe").parent_path() / program;
  std::vector<char*> words;
  std::string name = path.string();
  words.push_back(name.data());
  std::vector<std::string> kept = arguments;
  for (auto& word : kept) words.push_back(word.data());
  words.push_back(nullptr);
  ::execv(name.c_str(), words.data());
  std::cerr << name << ": " << std::generic_category().message(errno)
            << "; it belongs beside fixbridge: install the package fixbridge-simulator\n";
  return kUsage;
}

bridge::order::Resolution verdict_of(const std::string& word) {
  return word == "canceled" ? bridge::order::Resolution::Canceled : bridge::order::Resolution::Rejected;
}

int not_parsed(const CLI::App& app, const CLI::ParseError& error, bool json) {
  if (error.get_exit_code() == 0) return app.exit(error);  // help, version
  return bridge::fail(kUsage, {bridge::usage_error(app, error)}, json, kStreams);
}

// Where the command line makes no sense, who it is for must be known all the same.
bool asks_for_json(int argc, char** argv) {
  return std::any_of(argv, argv + argc, [](const char* word) { return std::string_view(word) == "--json"; });
}

void add_json(CLI::App& command, bool& json) {
  command.add_flag("--json", json, "for programs: one JSON value on stdout, errors included");
}

CLI::App* add_tickets(CLI::App& app, std::string& config, bridge::TicketsOptions& tickets) {
  auto* tickets_command = app.add_subcommand("tickets", "list the cancels that have no end yet");
  tickets_command->add_option("CONFIG", config, "configuration")->required();
  auto* all = tickets_command->add_flag("--all", tickets.all, "also questions, and the last 1000 closed");
  tickets_command->add_flag("--needs-attention", tickets.needs_attention, "only those somebody must look at")
      ->excludes(all);
  add_json(*tickets_command, tickets.json);
  return tickets_command;
}

CLI::App* add_resolve(CLI::App& app, std::string& config, bridge::ResolveOptions& resolve, std::string& as) {
  auto* resolve_command = app.add_subcommand("resolve", "settle one open ticket by hand");
  resolve_command->add_option("CONFIG", config, "configuration")->required();
  resolve_command->add_option("TICKET", resolve.ticket, "its number, as tickets lists it")->required();
  resolve_command->add_option("--as", as, "canceled or rejected: what the client is told")
      ->required()
      ->check(CLI::IsMember({"canceled", "rejected"}));
  resolve_command->add_option("--why", resolve.why, "on what grounds; the client is told")->required();
  resolve_command->add_option("--who", resolve.who, "who decided, besides the user who runs this");
  resolve_command->add_option("--lane", resolve.lane, "where two lanes have a ticket of this number");
  add_json(*resolve_command, resolve.json);
  return resolve_command;
}

CLI::App* add_archive(CLI::App& app, std::string& config, bridge::ArchiveOptions& archive) {
  auto* archive_command = app.add_subcommand(
      "archive", "bring what is old in the journals into files, then prune it; a gateway may run");
  archive_command->add_option("CONFIG", config, "configuration")->required();
  archive_command->add_option("--older-than", archive.older_than_days, "whole days, 1 to 36500")
      ->required()
      ->check(CLI::Range(1, 36'500));
  archive_command->add_option("--to", archive.to, "directory for the files, LANE.db; made when missing")
      ->required();
  archive_command->add_flag("--keep-journal", archive.keeps_journal, "the files only: prune nothing");
  add_json(*archive_command, archive.json);
  return archive_command;
}

CLI::App* add_replay(CLI::App& app, std::string& config, bridge::ReplayOptions& replay) {
  auto* replay_command =
      app.add_subcommand("replay", "decide every journal anew, and compare each report with what was told");
  replay_command->add_option("CONFIG", config, "configuration")->required();
  replay_command->add_option("--from-event", replay.from_event, "compare from this event on");
  auto* verbose = replay_command->add_flag("--verbose", replay.verbose, "print each report");
  add_json(*replay_command, replay.json);
  verbose->excludes("--json");
  return replay_command;
}

// What each command was told.
struct Options {
  std::string config;
  bridge::CheckOptions check;
  std::string message;
  bridge::ExplainOptions explain;
  bridge::TicketsOptions tickets;
  bridge::ResolveOptions resolve;
  std::string as;
  bool reload_json = false;
  bridge::ReplayOptions replay;
  bridge::ArchiveOptions archive;
};

struct Commands {
  CLI::App* run;
  CLI::App* check;
  CLI::App* password;
  CLI::App* explain;
  CLI::App* tickets;
  CLI::App* resolve;
  CLI::App* reload;
  CLI::App* replay;
  CLI::App* archive;
  CLI::App* simulate;
  CLI::App* demo;
};

CLI::App* add_check(CLI::App& app, std::string& config, bridge::CheckOptions& check) {
  auto* command = app.add_subcommand("check", "read a configuration and report every mistake in it");
  command->add_option("CONFIG", config, "configuration")->required();
  command->add_flag("--connect", check.connect, "also try each account's venue: TLS, clock, credentials");
  add_json(*command, check.json);
  return command;
}

CLI::App* add_explain(CLI::App& app, Options& options) {
  auto* command = app.add_subcommand(
      "explain", "show what a message would do, and what the client would be told; nothing is sent");
  command->add_option("CONFIG", options.config, "configuration")->required();
  command->add_option("MESSAGE", options.message, "FIX with '|' for SOH, e.g. '35=F|11=c1|41=order-1|...'")
      ->required();
  command->add_flag("--sign", options.explain.sign, "show the frame with a real signature, fit to be sent");
  add_json(*command, options.explain.json);
  return command;
}

CLI::App* add_reload(CLI::App& app, Options& options) {
  auto* command =
      app.add_subcommand("reload", "have the running gateway take over new keys; nobody is disconnected");
  command->add_option("CONFIG", options.config, "configuration of that gateway")->required();
  add_json(*command, options.reload_json);
  return command;
}

// A program beside this one, which reads the rest of the command line.
CLI::App* add_neighbour(CLI::App& app, const char* name, const char* description) {
  auto* command = app.add_subcommand(name, description);
  command->prefix_command();
  command->set_help_flag();  // the neighbour has one
  return command;
}

// In the order in which they are listed.
Commands add_commands(CLI::App& app, Options& options) {
  Commands commands{};
  commands.run = app.add_subcommand("run", "run the gateway until SIGTERM or SIGINT");
  commands.run->add_option("CONFIG", options.config, "configuration, see config/README.md")->required();
  commands.check = add_check(app, options.config, options.check);
  commands.password = app.add_subcommand(
      "password", "read a client's password and print its hash, for credentials.password_hash");
  commands.explain = add_explain(app, options);
  commands.tickets = add_tickets(app, options.config, options.tickets);
  commands.resolve = add_resolve(app, options.config, options.resolve, options.as);
  commands.reload = add_reload(app, options);
  commands.replay = add_replay(app, options.config, options.replay);
  commands.archive = add_archive(app, options.config, options.archive);
  commands.simulate = add_neighbour(app, "simulate", "run a simulated venue: fixbridge-venue");
  commands.demo = add_neighbour(app, "demo", "play the demo against a simulated venue: fixbridge-demo");
  return commands;
}

// Runs one of the commands that read journals.
int run_on_journals(const Commands& commands, Options& options) {
  if (*commands.tickets) {
    options.tickets.colour = ::isatty(STDOUT_FILENO) != 0;
    return with_journals(options.config, options.tickets.json, [&](const Config& loaded) {
      return bridge::tickets(loaded, options.tickets, std::cout);
    });
  }
  if (*commands.resolve) {
    options.resolve.as = verdict_of(options.as);
    return with_journals(options.config, options.resolve.json, [&](const Config& loaded) {
      return bridge::resolve(loaded, options.resolve, kStreams);
    });
  }
  if (*commands.replay) {
    return with_journals(options.config, options.replay.json, [&](const Config& loaded) {
      return bridge::replay(loaded, options.replay, std::cout);
    });
  }
  return with_journals(options.config, options.archive.json, [&](const Config& loaded) {
    return bridge::archive(loaded, options.archive, kStreams);
  });
}

int run_command(const Commands& commands, Options& options) {
  if (*commands.run) return run(options.config);
  if (*commands.check) return bridge::check(options.config, options.check, kStreams);
  if (*commands.password) return bridge::password(std::cin, std::cout, std::cerr);
  if (*commands.explain) return explain(options.config, options.message, options.explain);
  if (*commands.reload) return reload(options.config, options.reload_json);
  if (*commands.simulate) return become("fixbridge-venue", commands.simulate->remaining());
  if (*commands.demo) return become("fixbridge-demo", commands.demo->remaining());
  return run_on_journals(commands, options);
}

}  // namespace

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);
  CLI::App app{"FIX gateway to Binance USD-M futures: 35=F in, order.cancel out, 35=8 or 35=9 back"};
  bool verbose = false;
  bool json = false;
  app.add_flag("--verbose", verbose, "with --version: the packages it was built with");
  app.add_flag("--json", json, "with --version: for programs");
  app.set_version_flag("--version", [&verbose, &json] {
    return json ? bridge::version_json(verbose) : bridge::version_text(verbose);
  });
  app.require_subcommand(1);
  Options options;
  const Commands commands = add_commands(app, options);
  try {
    app.parse(argc, argv);
    return run_command(commands, options);
  } catch (const CLI::ParseError& error) {
    return not_parsed(app, error, asks_for_json(argc, argv));
  } catch (const std::exception& error) {
    return bridge::fail(kFailed, {std::string("fixbridge: ") + error.what()}, asks_for_json(argc, argv),
                        kStreams);
  }
}
