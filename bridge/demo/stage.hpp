// Everything that the demo runs, in a directory of its own: a simulated venue, a gateway in this process, and
// an OMS of each version of FIX. One thread.
#pragma once

#include "fix/client/oms.hpp"
#include "gateway/gateway.hpp"
#include "simulator/simulator.hpp"

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace bridge::demo {

inline constexpr seconds kAnswerWithin{5};

class Stage {
 public:
  Stage();
  ~Stage();
  Stage(const Stage&) = delete;
  Stage& operator=(const Stage&) = delete;
  // This is apart from the constructor, so that the destructor still ends what was started when it throws.
  void open(std::vector<simulator::Order> book);
  // Ends the gateway and its clients: what follows is played by one that is a process of its own.
  void close_gateway();

  fix::Oms& oms(const std::string& version = "FIX.4.4") { return *oms_.at(version); }
  simulator::Simulator& venue() { return *venue_; }
  Gateway& gateway() { return *gateway_; }
  void keep_files() { keep_files_ = true; }
  [[nodiscard]] const std::filesystem::path& directory() const { return directory_; }
  // The configuration of a gateway that listens there, with a journal of its own.
  [[nodiscard]] std::string yaml(unsigned short fix_port, const std::string& journal) const;

 private:
  std::filesystem::path directory_;
  bool keep_files_ = false;
  std::unique_ptr<simulator::Simulator> venue_;
  std::unique_ptr<Gateway> gateway_;
  std::thread thread_;
  std::map<std::string, std::unique_ptr<fix::Oms>> oms_;  // by version
};

// The value of a tag in a message written with '|'; empty when absent.
[[nodiscard]] std::string value(const std::string& message, int tag);

}  // namespace bridge::demo
