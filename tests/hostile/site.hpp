// Where a hostile run is played: the gateway as a process, a simulated venue without a weight limit in this
// one, a journal with a long history, and the attackers as a process of their own.
#pragma once

#include "endtoend/process.hpp"
#include "endtoend/world.hpp"
#include "simulator/simulator.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace bridge::hostile {

inline constexpr std::int64_t kFirstOrder = 1000;

class Site {
 public:
  // `orders`: on the venue's book, from kFirstOrder on.
  explicit Site(int orders);

  // True once /ready says so.
  [[nodiscard]] bool start_gateway();
  [[nodiscard]] endtoend::Process& gateway() { return *gateway_; }
  [[nodiscard]] std::string order_status(std::int64_t order) const;

  // --- the attackers ---
  struct Tally {
    std::int64_t connected = 0;
    std::int64_t logged_on = 0;
    std::int64_t cut = 0;  // by the gateway
  };
  using Tallies = std::map<std::string, Tally>;
  // They go on until end_attack(), which says how each attack went.
  void start_attack() { start_attackers({"attack", fix_port(), tls_port_.number()}); }
  [[nodiscard]] Tallies end_attack();
  // So many silent connections, until the gateway has closed each.
  void start_silence(int connections) { start_attackers({"silent", fix_port(), connections}); }
  [[nodiscard]] Tallies wait_for_silence();

  // --- what the gateway needs, and says ---
  [[nodiscard]] std::size_t memory() const;       // resident, bytes
  [[nodiscard]] std::size_t descriptors() const;  // open ones
  // Connections refused so far, by reason.
  [[nodiscard]] std::map<std::string, std::int64_t> refused() const;
  [[nodiscard]] unsigned short fix_port() const { return fix_port_.number(); }
  [[nodiscard]] std::string log() const { return endtoend::read_file(directory_.path() / "bridge.log"); }
  [[nodiscard]] std::string err() const { return endtoend::read_file(directory_.path() / "gateway.err"); }

 private:
  struct Orders {
    std::string what;
    int port;
    int more;
  };
  void start_venue(int orders);
  void write_history();
  void start_attackers(const Orders& orders);
  [[nodiscard]] std::string yaml() const;

  endtoend::Directory directory_;
  endtoend::Port fix_port_;
  endtoend::Port tls_port_;
  endtoend::Port ops_port_;
  std::unique_ptr<simulator::Simulator> venue_;
  std::unique_ptr<endtoend::Process> gateway_;
  std::unique_ptr<endtoend::Process> attackers_;
};

}  // namespace bridge::hostile
