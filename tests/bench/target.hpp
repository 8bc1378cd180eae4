// What is measured: a gateway of some make, as a process of its own, with the venue behind it.
#pragma once

#include "bench/load.hpp"
#include "endtoend/process.hpp"
#include "endtoend/world.hpp"
#include "simulator/simulator.hpp"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace bridge::bench {

// The venue that all targets share, the certificate it shows, and room for files. What a gateway that places
// orders asks over REST, once when it starts, is answered by the simulated venue.
class Ground {
 public:
  Ground();

  [[nodiscard]] const std::filesystem::path& directory() const { return directory_.path(); }
  [[nodiscard]] unsigned short venue_port() const { return venue_port_; }
  [[nodiscard]] unsigned short rest_port() const { return rest_->port(); }
  [[nodiscard]] std::string certificate() const { return (directory() / "certificate.pem").string(); }
  [[nodiscard]] std::string key() const { return (directory() / "key.pem").string(); }
  [[nodiscard]] const endtoend::Process& venue() const { return *venue_; }

 private:
  endtoend::Directory directory_;
  std::unique_ptr<endtoend::Process> venue_;
  unsigned short venue_port_ = 0;
  std::unique_ptr<simulator::Simulator> rest_;
};

struct Shape {
  int sessions = 1;
  int lanes = 1;
  bool busy_poll = false;
  int in_flight_limit = 0;           // 0: as shipped
  Road road = Road::Cancel;          // Place: its sessions may place orders
  std::filesystem::path journal{};   // empty: a new one
  std::vector<std::string> under{};  // a program that runs it, and its options
  bool awaited = true;               // the constructor waits until it is ready
};

// Those that are asked for a place as well.
inline const std::vector<std::string> kPlacing{"relay", "bridge", "stock"};

// "relay", "bridge", "bridge_tls", "bridge_disk", "stock" or "node".
class Target {
 public:
  // Starts it, and waits until it is ready. Throws std::runtime_error with what it said.
  Target(std::string name, const Ground& ground, Shape shape = {});

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] const std::vector<Endpoint>& endpoints() const { return endpoints_; }
  // Of the gateway's metrics; 0 for the others.
  [[nodiscard]] unsigned short ops_port() const { return is_bridge() ? ops_port_.number() : 0; }
  [[nodiscard]] pid_t id() const { return process_->id(); }
  // Its configuration, and what it wrote, but for a journal that it was given.
  [[nodiscard]] const std::filesystem::path& files() const { return files_; }
  [[nodiscard]] bool is_bridge() const { return name_.starts_with("bridge"); }

 private:
  [[nodiscard]] std::vector<std::string> command(const Ground& ground, const Shape& shape);
  [[nodiscard]] std::string yaml(const Ground& ground, const Shape& shape) const;
  [[nodiscard]] bool ready() const;

  std::string name_;
  std::filesystem::path files_;  // its own
  endtoend::Port fix_port_;
  endtoend::Port ops_port_;
  std::vector<Endpoint> endpoints_;
  std::unique_ptr<endtoend::Process> process_;
};

// Of all threads, so far.
[[nodiscard]] double cpu_us(pid_t process);
[[nodiscard]] long rss_kib(pid_t process);

}  // namespace bridge::bench
