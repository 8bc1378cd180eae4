// fixbridge: the command line. Exit codes: 0 done, 1 failed while running, 2 wrong usage or configuration.
#include "base/core_dumps.hpp"
#include "base/failpoint.hpp"
#include "base/log.hpp"
#include "config/config.hpp"
#include "demo.hpp"
#include "explain.hpp"
#include "fix/listener.hpp"
#include "gateway.hpp"
#include "keys.hpp"
#include "password.hpp"
#include "premises.hpp"
#include "probe.hpp"
#include "reload.hpp"
#include "replay.hpp"
#include "resolve.hpp"
#include "signals.hpp"
#include "simulator/control.hpp"
#include "simulator/plan.hpp"
#include "simulator/scenarios.hpp"
#include "simulator/simulator.hpp"
#include "tickets.hpp"
#include "upstream.hpp"
#include "usage.hpp"
#include "version.hpp"

#include <CLI/CLI.hpp>

#include <csignal>
#include <exception>
#include <fstream>
#include <iostream>
#include <memory>
#include <string>
#include <unistd.h>

namespace {

using bridge::config::Config;

constexpr int kFailed = 1;
constexpr int kUsage = 2;

int report(const bridge::config::Mistakes& mistakes) {
  for (const auto& line : mistakes.lines) std::cerr << line << '\n';
  return kUsage;
}

int run(const std::string& file) {
  std::signal(SIGHUP, SIG_IGN);  // a reload, once the gateway listens for it
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
    const auto premises = bridge::look_at_premises(config);
    for (const auto& note : premises.notes) std::cout << "note: " << note << '\n';
    for (const auto& missing : premises.missing) std::cerr << file << ": " << missing << '\n';
    if (!premises.missing.empty()) return kUsage;
    std::cout << file << ": ok, " << config.accounts.size() << " account(s), " << sessions << " session(s)\n";
    if (!connect) return 0;
    bridge::log::open(bridge::log::Level::Error, "/dev/null");  // what is found is told in other words
    const bool ok = bridge::probe(std::move(config), std::cout);
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

// A command about the journals: `work` with the configuration. A journal that cannot be read is exit code 1.
template <class Work>
int with_journals(const std::string& file, Work work) {
  try {
    bridge::log::open(bridge::log::Level::Error, "/dev/null");
    // No key is needed: those that only the gateway has are not missed.
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

struct SimulateOptions {
  std::string listen = "127.0.0.1:9443";
  std::string orders;
  std::string keys;
  std::string scenario;
  std::string faults;
  std::string control;
  std::string book;
  bool list_scenarios = false;
  std::string cert;
  std::string key;
  std::string ca_out = "demo-ca.pem";
  bool self_signed = false;
};

bool read_endpoint(const char* option, const std::string& text, std::string& address, unsigned short& port) {
  const auto colon = text.rfind(':');
  try {
    address = text.substr(0, colon);
    const int number = colon == std::string::npos ? -1 : std::stoi(text.substr(colon + 1));
    if (number < 0 || number > 65535) throw std::invalid_argument("port");
    port = static_cast<unsigned short>(number);
    return true;
  } catch (const std::logic_error&) {
    std::cerr << option << ' ' << text << ": want ADDRESS:PORT, e.g. 127.0.0.1:9443\n";
    return false;
  }
}

int simulate(const SimulateOptions& options) {
  if (options.list_scenarios) {
    std::cout << bridge::simulator::list_scenarios();
    return 0;
  }
  const bridge::Signals signals;
  bridge::simulator::Settings settings;
  std::string control_address;
  unsigned short control_port = 0;
  if (!read_endpoint("--listen", options.listen, settings.address, settings.port)) return kUsage;
  if (!options.control.empty() &&
      !read_endpoint("--control", options.control, control_address, control_port)) {
    return kUsage;
  }
  if (options.cert.empty() != options.key.empty() || options.self_signed == !options.cert.empty()) {
    std::cerr << "simulate: want --self-signed, or --tls-cert and --tls-key together\n";
    return kUsage;
  }
  settings.cert_file = options.cert;
  settings.key_file = options.key;
  settings.book_file = options.book;
  try {
    if (!options.orders.empty()) settings.orders = bridge::simulator::load_orders(options.orders);
    if (!options.keys.empty()) settings.keys = bridge::simulator::load_keys(options.keys);
    if (!options.scenario.empty()) bridge::simulator::add_scenario(settings, options.scenario);
    bridge::simulator::Plan plan;
    if (!options.faults.empty()) plan = bridge::simulator::load_faults(options.faults);
    const auto simulator = bridge::simulator::start(settings);
    bridge::simulator::apply(plan, *simulator);
    std::unique_ptr<bridge::simulator::Control> control;
    if (!control_address.empty()) {
      control = bridge::simulator::start_control(*simulator, control_address, control_port);
      std::cout << "control channel: http://" << control_address << ':' << control->port() << '\n';
    }
    if (options.self_signed) {
      std::ofstream(options.ca_out) << simulator->certificate();
      std::cout << "certificate to trust: " << options.ca_out << '\n';
    }
    std::cout << "simulated venue: wss://" << settings.address << ':' << simulator->port() << "/ws-fapi/v1, "
              << simulator->orders().size() << " order(s); Ctrl-C ends it" << std::endl;
    signals.wait();
    simulator->stop();
    return 0;
  } catch (const std::exception& error) {
    std::cerr << "simulate: " << error.what() << '\n';
    return kUsage;
  }
}

bridge::order::Verdict verdict_of(const std::string& word) {
  return word == "canceled" ? bridge::order::Verdict::Canceled : bridge::order::Verdict::Rejected;
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

CLI::App* add_simulate(CLI::App& app, SimulateOptions& options) {
  auto* simulate_command = app.add_subcommand("simulate", "run a simulated venue");
  simulate_command->add_option("--listen", options.listen, "ADDRESS:PORT")->capture_default_str();
  simulate_command->add_option("--orders", options.orders, "orders file (bridge/simulator/README.md)");
  simulate_command->add_option("--keys", options.keys, "keys file: API keys besides the default one");
  simulate_command->add_option("--scenario", options.scenario, "a named situation for certification, or all");
  simulate_command->add_option("--faults", options.faults, "faults file (bridge/simulator/README.md)");
  simulate_command->add_option("--control", options.control, "ADDRESS:PORT of the control channel");
  simulate_command->add_option("--book", options.book, "file that keeps the book over a kill and a restart");
  simulate_command->add_flag("--list-scenarios", options.list_scenarios,
                             "print the scenarios and their orders");
  simulate_command->add_option("--tls-cert", options.cert, "certificate chain, PEM");
  simulate_command->add_option("--tls-key", options.key, "private key, PEM");
  simulate_command->add_flag("--self-signed", options.self_signed, "make a certificate for this run");
  simulate_command->add_option("--ca-out", options.ca_out, "where --self-signed writes its certificate")
      ->capture_default_str();
  return simulate_command;
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

  SimulateOptions options;
  auto* simulate_command = add_simulate(app, options);

  bool keep = false;
  auto* demo_command = app.add_subcommand("demo", "play the demo against a simulated venue");
  demo_command->add_flag("--keep", keep, "leave gateway and simulated venue running afterwards");

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
    if (*simulate_command) return simulate(options);
    if (*demo_command) return bridge::run_demo(keep);
  } catch (const CLI::ParseError& error) {
    return not_parsed(app, error);
  } catch (const std::exception& error) {
    std::cerr << "fixbridge: " << error.what() << '\n';
    return 1;
  }
  return kUsage;
}
