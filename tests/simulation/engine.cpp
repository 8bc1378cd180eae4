#include "engine.hpp"

#include "journal/text.hpp"

#include <algorithm>
#include <utility>

namespace bridge::simulation {

Engine::Engine(World& world, Judge& judge, Disk& disk, const std::vector<order::SessionKey>& sessions,
               fix::SessionStore& session_store, Application& application, Inbox inbox)
    : world_(world),
      judge_(judge),
      disk_(disk),
      session_store_(session_store),
      application_(application),
      inbox_(std::move(inbox)) {
  for (const auto& key : sessions) {
    Slot slot;
    slot.key = key;
    slot.numbers = session_store.numbers(key);
    slots_.emplace(key, std::move(slot));
  }
}

Engine::~Engine() {
  *here_ = false;
  disconnect();
}

std::shared_ptr<Line> Engine::accept(const order::SessionKey& session) {
  Slot& slot = slots_.at(session);
  if (slot.line) return nullptr;
  slot.line = std::make_shared<Line>(world_);
  slot.new_this_turn = true;
  slot.asked_again = false;
  // Of this connection, not of a later one.
  const auto later = [this, here = here_, &slot, line = std::weak_ptr(slot.line)](auto what) {
    if (!*here) return;
    inbox_([here, &slot, line, what = std::move(what)] {
      if (*here && slot.line && slot.line == line.lock()) what();
    });
  };
  slot.line->to_engine = [this, later, &slot](const Message& message) {
    later([this, &slot, message] {
      slot.inbound.push_back(message);
      take(slot, message);
    });
  };
  slot.line->engine_gone = [later, &slot, this] {
    later([this, &slot] {
      slot.line.reset();
      if (std::exchange(slot.logged_on, false)) application_.on_logout(slot.key, false);
    });
  };
  return slot.line;
}

void Engine::drop(Slot& slot) {
  if (!slot.line) return;
  std::exchange(slot.line, nullptr)->close_engine();
  slot.staged.clear();
  slot.logged_on = false;
}

// ---- in ----

void Engine::take(Slot& slot, const Message& message) {
  world_.point("engine.take");
  if (message.type == 'A') return log_on(slot, message);
  if (!slot.logged_on) return;
  const int expected = slot.numbers.next_target;
  // Also one that came too early: or both sides would wait for the other.
  if (message.type == '2' && message.number >= expected) send_again(slot, message.begin);
  if (message.number > expected) {
    if (!std::exchange(slot.asked_again, true)) put(slot, {.type = '2', .begin = expected});
    return;
  }
  if (message.number < expected) {
    if (!message.poss_dup) {
      judge_.broken_numbers(slot.key, "the bridge expects 34=" + std::to_string(expected) +
                                          ", the client sends " + std::to_string(message.number));
    }
    return;
  }
  slot.asked_again = false;
  if (message.request) {
    judge_.taken(*message.request);
    const std::string evidence =
        "35=" + std::string(1, message.type) + "|34=" + std::to_string(message.number);
    application_.on_command(message.request->command, evidence);
  }
  expect(slot, message.type == '4' ? message.begin : expected + 1);
}

void Engine::log_on(Slot& slot, const Message& logon) {
  if (logon.reset) {
    const int epoch = disk_.sessions[slot.key].epoch;
    session_store_.reset(slot.key);
    slot.numbers = {};
    const bool journaled = disk_.sessions[slot.key].epoch != epoch;
    journaled ? (void)disk_.resets_at_risk.erase(slot.key) : (void)disk_.resets_at_risk.insert(slot.key);
  }
  if (logon.number < slot.numbers.next_target) {
    if (disk_.resets_at_risk.contains(slot.key)) {
      slot.line->send_to_client({.type = '5', .text = "MsgSeqNum too low"});
      return drop(slot);
    }
    judge_.broken_numbers(slot.key, "the bridge expects 34=" + std::to_string(slot.numbers.next_target) +
                                        ", the client logs on with " + std::to_string(logon.number));
    return;
  }
  slot.logged_on = true;
  put(slot, {.type = 'A'});
  if (logon.number == slot.numbers.next_target) {
    expect(slot, logon.number + 1);
  } else {
    slot.asked_again = true;
    put(slot, {.type = '2', .begin = slot.numbers.next_target});
  }
  application_.on_logon(slot.key);
}

void Engine::expect(Slot& slot, int number) {
  if (!slot.line) return;
  slot.numbers.next_target = number;
  session_store_.set_numbers(slot.key, slot.numbers);
}

// ---- out ----

void Engine::put(Slot& slot, Message message) {
  world_.point("engine.put");
  message.number = slot.numbers.next_sender++;
  session_store_.store_message(slot.key, message.number, message.text);
  session_store_.set_numbers(slot.key, slot.numbers);
  if (slot.logged_on) slot.staged.push_back(std::move(message));
}

bool Engine::send(const order::Report& report) {
  judge_.told(report);
  const bool refuses =
      report.kind == order::ReportKind::CancelRejected || report.kind == order::ReportKind::ReplaceRejected;
  put(slots_.at(report.session), {.type = refuses ? '9' : '8', .text = journal::encode(report)});
  return true;
}

void Engine::send_again(Slot& slot, int begin) {
  std::vector<std::pair<int, std::string>> kept;
  try {
    kept = session_store_.messages(slot.key, begin, slot.numbers.next_sender - 1);
  } catch (const journal::JournalError&) {
    return drop(slot);  // as fix/session/message_store.cpp: the engine gives up the connection
  }
  int next = begin;
  const auto fill_up_to = [&](int number) {
    if (next < number)
      slot.staged.push_back({.type = '4', .number = next, .poss_dup = true, .begin = number});
    next = number;
  };
  for (const auto& [number, text] : kept) {
    if (text.empty()) continue;
    fill_up_to(number);
    slot.staged.push_back({.type = '8', .number = number, .poss_dup = true, .text = text});
    next = number + 1;
  }
  fill_up_to(slot.numbers.next_sender);
}

void Engine::tick() {
  constexpr int kHeartBtInt = 30;
  if (++ticks_ % kHeartBtInt != 0) return;
  for (auto& [key, slot] : slots_) {
    if (slot.logged_on) put(slot, {.type = '0'});
  }
}

void Engine::flush() {
  world_.point("engine.flush");
  for (auto& [key, slot] : slots_) {
    slot.inbound.clear();
    slot.new_this_turn = false;
    if (slot.staged.empty()) continue;
    judge_.leaving();
    for (auto& message : std::exchange(slot.staged, {})) {
      if (slot.line) slot.line->send_to_client(std::move(message));
    }
    world_.point("engine.flushed");
  }
}

void Engine::repeat_turn() {
  for (auto& [key, slot] : slots_) {
    const auto inbound = std::exchange(slot.inbound, {});
    slot.numbers = session_store_.numbers(key);
    slot.staged.clear();
    if (!slot.line) continue;
    if (slot.new_this_turn || !slot.logged_on) {
      drop(slot);
      continue;
    }
    for (const auto& message : inbound) {
      slot.inbound.push_back(message);
      take(slot, message);
    }
  }
}

void Engine::log_out(const std::string&) {
  for (auto& [key, slot] : slots_) {
    if (slot.logged_on) put(slot, {.type = '5'});
  }
}

void Engine::disconnect() {
  for (auto& [key, slot] : slots_) drop(slot);
}

bool Engine::logged_on(const order::SessionKey& session) const {
  const auto slot = slots_.find(session);
  return slot != slots_.end() && slot->second.logged_on;
}

std::size_t Engine::logged_on() const {
  return static_cast<std::size_t>(
      std::count_if(slots_.begin(), slots_.end(), [](const auto& entry) { return entry.second.logged_on; }));
}

}  // namespace bridge::simulation
