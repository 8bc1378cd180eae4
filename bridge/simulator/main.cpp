// fixbridge-venue: the simulated venue as a program. Exit codes: 0 done, 2 wrong usage.
#include "base/signals.hpp"
#include "base/usage.hpp"
#include "simulator/control.hpp"
#include "simulator/json_file.hpp"
#include "simulator/plan.hpp"
#include "simulator/scenarios.hpp"
#include "simulator/simulator.hpp"

#include <CLI/CLI.hpp>

#include <csignal>
#include <exception>
#include <fstream>
#include <iostream>
#include <memory>
#include <stdexcept>
#include <string>

namespace bridge::simulator {
namespace {

constexpr int kUsage = 2;

struct Options {
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

int simulate(const Options& options) {
  if (options.list_scenarios) {
    std::cout << list_scenarios();
    return 0;
  }
  const Signals signals;
  Settings settings;
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
    if (!options.orders.empty()) settings.orders = load_orders(options.orders);
    if (!options.keys.empty()) settings.keys = load_keys(options.keys);
    if (!options.scenario.empty()) add_scenario(settings, options.scenario);
    Plan plan;
    if (!options.faults.empty()) plan = load_faults(options.faults);
    const auto simulator = start(settings);
    apply(plan, *simulator);
    std::unique_ptr<Control> control;
    if (!control_address.empty()) {
      control = start_control(*simulator, control_address, control_port);
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
  } catch (const Wrong& wrong) {  // a deed of the faults file
    std::cerr << "simulate: " << options.faults << ": " << wrong.place << ": " << wrong.what << '\n';
    return kUsage;
  } catch (const std::exception& error) {
    std::cerr << "simulate: " << error.what() << '\n';
    return kUsage;
  }
}

void add_options(CLI::App& app, Options& options) {
  app.add_option("--listen", options.listen, "ADDRESS:PORT")->capture_default_str();
  app.add_option("--orders", options.orders, "orders file (bridge/simulator/README.md)");
  app.add_option("--keys", options.keys, "keys file: API keys besides the default one");
  app.add_option("--scenario", options.scenario, "a named situation for certification, or all");
  app.add_option("--faults", options.faults, "faults file (bridge/simulator/README.md)");
  app.add_option("--control", options.control, "ADDRESS:PORT of the control channel");
  app.add_option("--book", options.book, "file that keeps the book over a kill and a restart");
  app.add_flag("--list-scenarios", options.list_scenarios, "print the scenarios and their orders");
  app.add_option("--tls-cert", options.cert, "certificate chain, PEM");
  app.add_option("--tls-key", options.key, "private key, PEM");
  app.add_flag("--self-signed", options.self_signed, "make a certificate for this run");
  app.add_option("--ca-out", options.ca_out, "where --self-signed writes its certificate")
      ->capture_default_str();
}

}  // namespace
}  // namespace bridge::simulator

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);
  CLI::App app{"A simulated Binance USD-M futures WebSocket API, to try the gateway and to certify an OMS",
               "simulate"};
  bridge::simulator::Options options;
  bridge::simulator::add_options(app, options);
  try {
    app.parse(argc, argv);
    return bridge::simulator::simulate(options);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return app.exit(error);
    std::cerr << bridge::usage_error(app, error) << '\n';
    return bridge::simulator::kUsage;
  }
}
