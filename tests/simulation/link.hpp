// A venue::Link over the simulated network, with the ways of venue/link.cpp: one write at a time, what waits
// behind it never left, and after an end it is on its way back. What happens to it reaches the process
// through its inbox.
#pragma once

#include "judge.hpp"
#include "venue.hpp"
#include "venue/backoff.hpp"
#include "venue/link.hpp"
#include "world.hpp"

#include <deque>
#include <functional>
#include <memory>
#include <vector>

namespace bridge::simulation {

class Link final : public venue::Link, private Connection::Client {
 public:
  using Inbox = std::function<void(std::function<void()>)>;

  Link(World& world, const Plan& plan, Venue& venue, Judge& judge, const bool& healed, Inbox inbox,
       const venue::LinkSettings& settings, Handler& handler);
  ~Link() override;
  Link(const Link&) = delete;
  Link& operator=(const Link&) = delete;

  void open() override;
  void use_path(std::string) override {}
  std::optional<std::uint64_t> stage(std::string frame) override;
  void flush() override;
  void discard() override { staged_.clear(); }
  void close(std::function<void()> done) override;
  bool is_open() const override { return state_ == State::Open; }

 private:
  enum class State { Idle, Waiting, Connecting, Open, Closed };
  struct Frame {
    std::string bytes;
    std::uint64_t number;
    Timestamp staged;
  };

  // Connection::Client
  void hear(const Said& said) override;
  void end(const std::string& reason) override;

  // Later, in the process, unless this link is gone by then.
  void later(microseconds wait, std::function<void()> what);
  void soon(std::function<void()> what);
  void connect();
  void connected(const std::shared_ptr<Connection>& connection, milliseconds hold);
  void over(const std::string& reason, milliseconds hold);
  void let_go();
  void write_next();

  World& world_;
  const Plan& plan_;
  Venue& venue_;
  Judge& judge_;
  const bool& healed_;
  Inbox inbox_;
  venue::LinkSettings settings_;
  Handler& handler_;
  venue::Backoff backoff_;
  std::shared_ptr<Link*> self_;  // empties when this is gone
  State state_ = State::Idle;
  std::shared_ptr<Connection> connection_;
  Timestamp opened_;
  std::vector<Frame> staged_;
  std::deque<Frame> queued_;
  bool writing_ = false;
  std::uint64_t last_number_ = 0;
  std::uint64_t handed_over_ = 0;
};

}  // namespace bridge::simulation
