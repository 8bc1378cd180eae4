// The simulated venue of a kill loop as a process: crash_venue PORT DIRECTORY SEED ORDERS. Without a weight
// limit, and with its book in a file, so that it outlives a kill. On SIGUSR1 it writes what it knows to
// DIRECTORY/statement: a line "book ID STATUS" an order, then "frame JSON" for each frame it got.
#include "crash/plan.hpp"
#include "simulator/simulator.hpp"

#include <csignal>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

namespace {

using namespace bridge;

std::unique_ptr<simulator::Simulator> open(unsigned short port, const std::filesystem::path& directory,
                                           const std::vector<crash::PlannedOrder>& plan) {
  simulator::Settings settings;
  settings.port = port;
  settings.cert_file = directory / "venue.crt";
  settings.key_file = directory / "venue.key";
  settings.weight_limit = 0;
  settings.book_file = directory / "book";
  for (const auto& planned : plan) {
    if (!planned.known) continue;
    settings.orders.push_back(planned.order);
    settings.behaviours.emplace(planned.order.client_order_id, planned.behaviour);
  }
  return simulator::start(settings);
}

void write_statement(const simulator::Simulator& venue, const std::vector<crash::PlannedOrder>& plan,
                     const std::filesystem::path& file) {
  const std::filesystem::path draft = file.string() + ".draft";
  {
    std::ofstream out(draft);
    for (const auto& planned : plan) {
      const auto order = venue.find(planned.order.symbol, planned.order.order_id);
      if (order) out << "book " << order->order_id << ' ' << order->status << '\n';
    }
    for (const auto& frame : venue.frames()) out << "frame " << frame << '\n';
  }
  std::filesystem::rename(draft, file);  // whoever sees the file sees all of it
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 5) {
    std::cerr << "usage: crash_venue PORT DIRECTORY SEED ORDERS\n";
    return 2;
  }
  sigset_t asked;
  sigemptyset(&asked);
  sigaddset(&asked, SIGUSR1);
  sigaddset(&asked, SIGTERM);
  sigprocmask(SIG_BLOCK, &asked, nullptr);  // before there are threads
  std::signal(SIGPIPE, SIG_IGN);
  try {
    const std::filesystem::path directory = argv[2];
    const auto plan = crash::plan_orders(std::stoull(argv[3]), std::stoi(argv[4]));
    const auto venue = open(static_cast<unsigned short>(std::stoi(argv[1])), directory, plan);
    int number = 0;
    while (sigwait(&asked, &number) == 0 && number != SIGTERM) {
      write_statement(*venue, plan, directory / "statement");
    }
    return 0;
  } catch (const std::exception& error) {
    std::cerr << "crash_venue: " << error.what() << '\n';
    return 1;
  }
}
