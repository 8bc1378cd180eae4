// The attackers as a process of their own, with little claim to the processor: what is measured beside them
// is the gateway, not who gets a core.
//   hostile_attackers attack PORT TLS_PORT    until SIGTERM; then a line "NAME CONNECTED LOGGED_ON CUT" each
//   hostile_attackers silent PORT COUNT       until each connection was closed; then "silent COUNT 0 CUT"
#include "hostile/ground.hpp"

#include <boost/asio/signal_set.hpp>

#include <csignal>
#include <exception>
#include <iostream>
#include <string>
#include <sys/resource.h>

namespace {

using namespace bridge::hostile;

void attack(unsigned short port, unsigned short tls_port) {
  boost::asio::io_context io;
  boost::asio::signal_set end(io, SIGTERM);
  end.async_wait([&io](boost::system::error_code, int) { io.stop(); });
  Ground ground(io, port, tls_port);
  ground.let_loose();
  io.run();
  for (const auto& [name, tally] : ground.tallies()) {
    std::cout << name << ' ' << tally.connected << ' ' << tally.logged_on << ' ' << tally.cut << '\n';
  }
}

}  // namespace

int main(int argc, char** argv) try {
  if (argc != 4) return 2;
  constexpr int kLittlePriority = 10;
  ::setpriority(PRIO_PROCESS, 0, kLittlePriority);
  const auto port = static_cast<unsigned short>(std::stoi(argv[2]));
  const int last = std::stoi(argv[3]);
  if (std::string{argv[1]} == "attack") {
    attack(port, static_cast<unsigned short>(last));
  } else {
    std::cout << "silent " << last << " 0 " << hold_silent(port, last) << '\n';
  }
  std::cout.flush();
  return 0;
} catch (const std::exception& error) {
  std::cerr << "hostile_attackers: " << error.what() << '\n';
  return 1;
}
