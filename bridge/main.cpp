// fixbridge: the command line. Exit codes: 0 done, 1 failed while running, 2 wrong usage or configuration.
#include "base/core_dumps.hpp"
#include "base/failpoint.hpp"
#include "base/log.hpp"
#include "base/signals.hpp"
#include "base/usage.hpp"
#include "commands/environment_check.hpp"
#include "commands/explain.hpp"
#include "commands/password.hpp"
#include "commands/reload.hpp"
#include "commands/replay.hpp"
#include "commands/resolve.hpp"
#include "commands/tickets.hpp"
#include "commands/venue_check.hpp"
#include "commands/version.hpp"
#include "config/config.hpp"
#include "fix/door/listener.hpp"
#include "gateway/gateway.hpp"
#include "upstream/account_settings.hpp"
#include "upstream/keys.hpp"

#include <CLI/CLI.hpp>

#include <cerrno>
#include <csignal>
#include <exception>
#include <filesystem>
#include <iostream>
#include <string>
#include <system_error>
#include <unistd.h>
#include <utility>
#include <vector>

namespace {

using bridge::config::Config;

constexpr int kFailed = 1;
constexpr int kUsage = 2;

int report(const bridge::config::Mistakes& mistakes) {
  for (const auto& line : mistakes.lines) std::cerr << line << '\n';
  return kUsage;
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

int check(const std::string& file, bool connect) {
  try {
    Config config = bridge::config::load(file);
    for (const auto& warning : config.warnings) std::cout << "warning: " << warning << '\n';
    const auto all = bridge::config::sessions_of(config.accounts);
    for (const auto& listener : config.listen) bridge::fix::check_admission(listener, all);
    std::size_t sessions = 0;
    for (auto& account : config.accounts) {
      sessions += account.sessions.size();
      if (!connect) static_cast<void>(bridge::make_dialect(account));  // reads the key
    }
    const auto environment = bridge::check_environment(config);
    for (const auto& note : environment.notes) std::cout << "note: " << note << '\n';
    for (const auto& missing : environment.missing) std::cerr << file << ": " << missing << '\n';
    if (!environment.missing.empty()) return kUsage;
    std::cout << file << ": ok, " << config.accounts.size() << " account(s), " << sessions << " session(s)\n";
    if (!connect) return 0;
    bridge::log::open(bridge::log::Level::Error, "/dev/null");  // what is found is told in other words
    const bool ok = bridge::check_venues(std::move(config), std::cout);
    bridge::log::close();
    return ok ? 0 : kFailed;
  } catch (const bridge::config::Mistakes& mistakes) {
    return report(mistakes);
  } catch (const std::runtime_error& error) {
    std::cerr << file << ": " << error.what() << '\n';
    return kUsage;
  }
}

int explain(const std::string& file, const std::string& message, bool sign) {
  try {
    bridge::log::open(bridge::log::Level::Error, "/dev/null");
    const int exit_code = bridge::explain(bridge::config::load(file), message, sign, std::cout, std::cerr);
    bridge::log::close();
    return exit_code;
  } catch (const bridge::config::Mistakes& mistakes) {
    return report(mistakes);
  }
}

// Runs a command about the journals: `work` with the configuration. A journal that cannot be read is exit
// code 1.
template <class Work>
int with_journals(const std::string& file, Work work) {
  try {
    bridge::log::open(bridge::log::Level::Error, "/dev/null");
    // No key is needed, so those that only the gateway has are not missed.
    const int exit_code =
        work(bridge::config::load(file, {.leaves_files_to_signer = true, .is_elsewhere = true}));
    bridge::log::close();
    return exit_code;
  } catch (const bridge::config::Mistakes& mistakes) {
    return report(mistakes);
  } catch (const std::runtime_error& error) {
    std::cerr << error.what() << '\n';
    return kFailed;
  }
}

// The gateway reads the file with its own environment; here only its journals are looked for.
int reload(const std::string& file) {
  try {
    return bridge::reload(bridge::config::load(file, {.leaves_files_to_signer = true, .is_elsewhere = true}),
                          std::cout, std::cerr);
  } catch (const bridge::config::Mistakes& mistakes) {
    return report(mistakes);
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

int not_parsed(const CLI::App& app, const CLI::ParseError& error) {
  if (error.get_exit_code() == 0) return app.exit(error);  // help, version
  std::cerr << bridge::usage_error(app, error) << '\n';
  return kUsage;
}

CLI::App* add_tickets(CLI::App& app, std::string& config, bridge::TicketsOptions& tickets) {
  auto* tickets_command = app.add_subcommand("tickets", "list the cancels that have no end yet");
  tickets_command->add_option("CONFIG", config, "configuration")->required();
  auto* all = tickets_command->add_flag("--all", tickets.all, "also questions, and the last 1000 closed");
  tickets_command->add_flag("--needs-attention", tickets.needs_attention, "only those somebody must look at")
      ->excludes(all);
  tickets_command->add_flag("--json", tickets.json, "for programs");
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
  return resolve_command;
}

CLI::App* add_replay(CLI::App& app, std::string& config, bridge::ReplayOptions& replay) {
  auto* replay_command =
      app.add_subcommand("replay", "decide every journal anew, and compare each report with what was told");
  replay_command->add_option("CONFIG", config, "configuration")->required();
  replay_command->add_option("--from-event", replay.from_event, "compare from this event on");
  replay_command->add_flag("--verbose", replay.verbose, "print each report");
  return replay_command;
}

}  // namespace

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);
  CLI::App app{"FIX gateway to Binance USD-M futures: 35=F in, order.cancel out, 35=8 or 35=9 back"};
  bool verbose = false;
  app.add_flag("--verbose", verbose, "with --version: the packages it was built with");
  app.set_version_flag("--version", [&verbose] { return bridge::version_text(verbose); });
  app.require_subcommand(1);

  std::string config;
  auto* run_command = app.add_subcommand("run", "run the gateway until SIGTERM or SIGINT");
  run_command->add_option("CONFIG", config, "configuration, see config/README.md")->required();
  auto* check_command = app.add_subcommand("check", "read a configuration and report every mistake in it");
  check_command->add_option("CONFIG", config, "configuration")->required();
  bool connect = false;
  check_command->add_flag("--connect", connect, "also try each account's venue: TLS, clock, credentials");

  auto* password_command = app.add_subcommand(
      "password", "read a client's password and print its hash, for credentials.password_hash");

  std::string message;
  bool sign = false;
  auto* explain_command = app.add_subcommand(
      "explain", "show what a message would do, and what the client would be told; nothing is sent");
  explain_command->add_option("CONFIG", config, "configuration")->required();
  explain_command->add_option("MESSAGE", message, "FIX with '|' for SOH, e.g. '35=F|11=c1|41=order-1|...'")
      ->required();
  explain_command->add_flag("--sign", sign, "show the frame with a real signature, fit to be sent");

  bridge::TicketsOptions tickets;
  auto* tickets_command = add_tickets(app, config, tickets);

  bridge::ResolveOptions resolve;
  std::string as;
  auto* resolve_command = add_resolve(app, config, resolve, as);

  auto* reload_command =
      app.add_subcommand("reload", "have the running gateway take over new keys; nobody is disconnected");
  reload_command->add_option("CONFIG", config, "configuration of that gateway")->required();

  bridge::ReplayOptions replay;
  auto* replay_command = add_replay(app, config, replay);

  auto* simulate_command = app.add_subcommand("simulate", "run a simulated venue: fixbridge-venue");
  auto* demo_command = app.add_subcommand("demo", "play the demo against a simulated venue: fixbridge-demo");
  for (auto* command : {simulate_command, demo_command}) {
    command->prefix_command();
    command->set_help_flag();  // theirs
  }

  try {
    app.parse(argc, argv);
    if (*run_command) return run(config);
    if (*check_command) return check(config, connect);
    if (*password_command) return bridge::password(std::cin, std::cout, std::cerr);
    if (*explain_command) return explain(config, message, sign);
    if (*tickets_command) {
      tickets.colour = ::isatty(STDOUT_FILENO) != 0;
      return with_journals(config,
                           [&](const Config& loaded) { return bridge::tickets(loaded, tickets, std::cout); });
    }
    if (*resolve_command) {
      resolve.as = verdict_of(as);
      return with_journals(config, [&](const Config& loaded) {
        return bridge::resolve(loaded, resolve, std::cout, std::cerr);
      });
    }
    if (*reload_command) return reload(config);
    if (*replay_command) {
      return with_journals(config,
                           [&](const Config& loaded) { return bridge::replay(loaded, replay, std::cout); });
    }
    if (*simulate_command) return become("fixbridge-venue", simulate_command->remaining());
    if (*demo_command) return become("fixbridge-demo", demo_command->remaining());
  } catch (const CLI::ParseError& error) {
    return not_parsed(app, error);
  } catch (const std::exception& error) {
    std::cerr << "fixbridge: " << error.what() << '\n';
    return 1;
  }
  return kUsage;
}
