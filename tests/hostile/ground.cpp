#include "hostile/ground.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>

#include <cstdlib>
#include <utility>

namespace bridge::hostile {
namespace {

namespace asio = boost::asio;
using namespace asio::experimental::awaitable_operators;

constexpr milliseconds kLife{12'000};  // of one connection
constexpr int kAddresses = 250;

// Loopback is a whole network: 127.0.1.1 and on, never the honest client's 127.0.0.1.
std::string address_of(int number) { return "127.0.1." + std::to_string(1 + number % kAddresses); }

// By hand: HOSTILE_ATTACKS=pours_x,storm leaves the others out.
bool is_wanted(const Attack& attack) {
  const char* wanted = std::getenv("HOSTILE_ATTACKS");
  if (wanted == nullptr) return true;
  return ("," + std::string(wanted) + ",").find("," + std::string(attack.name) + ",") != std::string::npos;
}

}  // namespace

void Ground::let_loose() {
  for (const auto& attack : strangers()) {
    int placed = 0;
    while (placed < attack.attackers) place(attack, Kind::Stranger, placed);
  }
  int clients_placed = 0;
  for (const auto& attack : clients()) {
    for (int i = 0; i < attack.attackers; ++i) place(attack, Kind::Client, clients_placed);
  }
  int historians_placed = 0;
  for (const auto& attack : historians()) {
    for (int i = 0; i < attack.attackers; ++i) place(attack, Kind::Historian, historians_placed);
  }
}

void Ground::place(const Attack& attack, Kind kind, int& placed) {
  Attacker self{.number = ++attackers_, .comp_id = {}, .seq_num = 1};
  const auto index = static_cast<std::size_t>(placed++);
  if (kind == Kind::Client) self.comp_id = client_comp_ids()[index];
  if (kind == Kind::Historian) self.comp_id = historian_comp_ids()[index];
  if (is_wanted(attack)) asio::co_spawn(io_, repeat(attack, kind, std::move(self)), asio::detached);
}

Task<> Ground::repeat(const Attack& attack, Kind kind, Attacker self) {
  co_await rest(io_, attack.pause * (self.number % 10) / 10);  // not all at once
  for (;;) {
    co_await once(attack, kind, self);
    co_await rest(io_, attack.pause);
  }
}

Task<> Ground::once(const Attack& attack, Kind kind, Attacker& self) {
  Line line(io_, kLife);
  Tally& tally = tallies_[attack.name];
  const std::string from = address_of(self.number);
  const unsigned short to = attack.over_tls ? tls_port_ : port_;
  const bool connected = co_await line.connect(from, to, attack.receive_buffer);
  if (!connected) co_return;
  ++tally.connected;
  const bool deaf = attack.receive_buffer > 0;
  if (kind != Kind::Stranger) {
    const bool on = co_await log_on(line, self, kind);
    if (on) ++tally.logged_on;
    // What the gateway says meanwhile is taken off the line.
    if (on && !deaf) {
      auto until_either_ends = attack.act(line, self) || line.until_closed();
      co_await std::move(until_either_ends);
    }
    if (on && deaf) co_await attack.act(line, self);
  } else {
    co_await attack.act(line, self);
  }
  if (line.cut()) ++tally.cut;
}

Task<bool> Ground::log_on(Line& line, Attacker& self, Kind kind) {
  // One with a history may not reset it; its numbers only ever rise.
  if (kind == Kind::Client) self.seq_num = 1;
  const std::string flag = kind == Kind::Client ? "141=Y|" : "";
  const std::string bytes = message(self, "A", "98=0|108=30|" + flag);
  co_await line.send(bytes);
  std::string heard;
  while (line.open() && heard.find("\x01"
                                   "35=A\x01") == std::string::npos) {
    const std::string more = co_await line.read();
    heard += more;
  }
  co_return line.open();
}

namespace {

Task<> wait_in_silence(asio::io_context& io, int number, unsigned short port, int& closed) {
  co_await rest(io, milliseconds{number / 2});  // 2,000 a second
  Line line(io, milliseconds{30'000});
  const std::string from = address_of(number);
  const bool connected = co_await line.connect(from, port, 0);
  if (!connected) co_return;
  co_await line.until_closed();
  if (line.cut()) ++closed;
}

}  // namespace

int hold_silent(unsigned short port, int connections) {
  asio::io_context io;
  int closed = 0;
  for (int number = 0; number < connections; ++number) {
    asio::co_spawn(io, wait_in_silence(io, number, port, closed), asio::detached);
  }
  io.run();
  return closed;
}

}  // namespace bridge::hostile
