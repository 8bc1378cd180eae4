// The gateway's process in a history: lives that begin, take turns as lane/lane.cpp does, and end, well or
// badly. Whatever comes for it waits in its inbox until the next turn. What outlives it is the disk.
#pragma once

#include "disk.hpp"
#include "engine.hpp"
#include "lane/order_router.hpp"
#include "memory_journal.hpp"
#include "plan.hpp"
#include "upstream/shared_weight_limiter.hpp"
#include "venue.hpp"
#include "world.hpp"

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace bridge::simulation {

class Process {
 public:
  Process(World& world, const Plan& plan, Venue& venue, Judge& judge, Disk& disk, Trouble& trouble);
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  void start();
  void stop();  // SIGTERM
  void heal() { healed_ = true; }
  [[nodiscard]] bool up() const { return life_ != nullptr; }
  [[nodiscard]] bool quiet() const;  // nothing is open, nothing waits
  [[nodiscard]] std::shared_ptr<Line> accept(const order::SessionKey& session);

  [[nodiscard]] static std::vector<config::Account> accounts(const Plan& plan);

 private:
  struct Life;

  [[nodiscard]] OrderRouter::Dependencies surroundings(Life& life);
  void into(const std::shared_ptr<bool>& here, std::function<void()> what);
  void plan_turn(microseconds wait);
  void turn();
  void take_in();
  void arm();
  void tick();
  void poll_stop(int step, Timestamp deadline);
  void die(const std::string& why, microseconds away);

  World& world_;
  const Plan& plan_;
  Venue& venue_;
  Judge& judge_;
  Disk& disk_;
  Trouble& trouble_;
  bool healed_ = false;
  std::unique_ptr<Life> life_;
};

}  // namespace bridge::simulation
