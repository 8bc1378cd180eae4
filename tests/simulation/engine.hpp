// The engine's side of the FIX sessions: as fix/session/engine.cpp towards the router (numbers and messages
// through the session store, bytes at flush(), the turn once more after a failed commit), without QuickFIX
// and sockets.
#pragma once

#include "fix/session/engine.hpp"
#include "oms.hpp"
#include "world.hpp"

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace bridge::simulation {

class Engine final : public fix::Engine {
 public:
  using Inbox = std::function<void(std::function<void()>)>;

  Engine(World& world, Judge& judge, Disk& disk, const std::vector<order::SessionKey>& sessions,
         fix::SessionStore& session_store, Application& application, Inbox inbox);
  ~Engine() override;
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  // A client connects.
  [[nodiscard]] std::shared_ptr<Line> accept(const order::SessionKey& session);

  void adopt(fix::Arrival) override {}
  [[nodiscard]] bool send(const order::Report& report) override;
  void tick() override;
  void flush() override;
  void repeat_turn() override;
  void log_out(const std::string& text) override;
  void disconnect() override;
  [[nodiscard]] std::size_t logged_on() const override;
  [[nodiscard]] bool logged_on(const order::SessionKey& session) const override;

 private:
  struct Slot {
    order::SessionKey key;
    std::shared_ptr<Line> line;
    bool logged_on = false;
    bool new_this_turn = false;
    bool asked_again = false;
    SequenceNumbers numbers;
    std::vector<Message> staged;
    std::vector<Message> inbound;  // of this turn
  };

  void take(Slot& slot, const Message& message);
  void log_on(Slot& slot, const Message& logon);
  void expect(Slot& slot, int number);
  void put(Slot& slot, Message message);
  void send_again(Slot& slot, int begin);
  void drop(Slot& slot);

  World& world_;
  Judge& judge_;
  Disk& disk_;
  fix::SessionStore& session_store_;
  Application& application_;
  Inbox inbox_;
  std::map<order::SessionKey, Slot> slots_;
  std::shared_ptr<bool> here_ = std::make_shared<bool>(true);
  int ticks_ = 0;
};

}  // namespace bridge::simulation
