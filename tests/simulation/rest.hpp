// A venue::RestClient over the simulated network: a call is answered, late, or never; what becomes of it
// reaches the process through its inbox. One thread.
#pragma once

#include "judge.hpp"
#include "plan.hpp"
#include "venue.hpp"
#include "venue/rest.hpp"
#include "world.hpp"

#include <cstddef>
#include <functional>
#include <memory>

namespace bridge::simulation {

class Rest final : public venue::RestClient {
 public:
  using Inbox = std::function<void(std::function<void()>)>;

  Rest(World& world, Venue& venue, Judge& judge, Inbox inbox, const venue::RestSettings& settings,
       Handler& handler);
  ~Rest() override;
  Rest(const Rest&) = delete;
  Rest& operator=(const Rest&) = delete;

  bool send(venue::RestCall call) override;
  void close(std::function<void()> done) override;

 private:
  // In the process, `wait` from now on, unless this is gone by then.
  void later(microseconds wait, std::function<void()> what);
  void fail(std::uint64_t number, const char* why, bool never_left, microseconds wait);

  World& world_;
  Venue& venue_;
  Judge& judge_;
  Inbox inbox_;
  std::size_t queue_limit_;
  Handler& handler_;
  std::size_t waiting_ = 0;
  bool closed_ = false;
  std::shared_ptr<Rest*> self_;  // empties when this is gone
};

}  // namespace bridge::simulation
