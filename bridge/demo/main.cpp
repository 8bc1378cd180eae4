// fixbridge-demo: the demo as a program, with the simulated venue, the gateway and an OMS in it.
#include "base/usage.hpp"
#include "demo/demo.hpp"

#include <CLI/CLI.hpp>

#include <csignal>
#include <exception>
#include <iostream>

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);
  CLI::App app{"Plays the stories of a cancel against a simulated venue", "demo"};
  bool keep = false;
  app.add_flag("--keep", keep, "leave gateway and simulated venue running afterwards");
  try {
    app.parse(argc, argv);
    return bridge::run_demo(keep);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return app.exit(error);
    std::cerr << bridge::usage_error(app, error) << '\n';
    return 2;
  } catch (const std::exception& error) {
    std::cerr << "fixbridge-demo: " << error.what() << '\n';
    return 1;
  }
}
