// Those who never log on.
#include "endtoend/world.hpp"
#include "hostile/attack.hpp"

#include <random>

namespace bridge::hostile {
namespace {

using endtoend::framed;
using endtoend::sending_time;

constexpr std::size_t kPiece = 64U << 10U;
constexpr std::size_t kStreamMax = 8U << 20U;  // of one connection, should nobody close it

std::string noise(std::size_t size) {
  static std::mt19937 random{1};
  std::string bytes(size, '\0');
  for (char& byte : bytes) byte = static_cast<char>(random());
  return bytes;
}

std::string logon(const std::string& comp_id, const std::string& more = "98=0|108=30|") {
  return framed("35=A|34=1|49=" + comp_id + "|52=" + sending_time() + "|56=" + kGateway + "|" + more);
}

// Says it, and waits for the end.
Task<> say(Line& line, std::string bytes) {
  co_await line.send(bytes);
  co_await line.until_closed();
}

Task<> pour(Line& line, std::string head, char filler) {
  co_await line.send(head);
  const std::string piece(kPiece, filler);
  for (std::size_t sent = 0; sent < kStreamMax && line.open(); sent += kPiece) {
    co_await line.send(piece);
  }
}

Task<> keep_silent(Line& line, Attacker&) { return line.until_closed(); }

Task<> log_on_slowly(Line& line, Attacker&) {
  const std::string bytes = logon("SLOW");
  for (std::size_t at = 0; at < bytes.size() && line.open(); ++at) {
    const std::string byte = bytes.substr(at, 1);
    co_await line.send(byte);
    co_await line.pause(seconds{1});
  }
}

Task<> send_garbage(Line& line, Attacker&) { return say(line, noise(1024)); }
Task<> send_garbled_logon(Line& line, Attacker&) { return say(line, "8=FIX.4.4\x01" + noise(1024)); }
Task<> announce_2_gb(Line& line, Attacker&) {
  return pour(line,
              "8=FIX.4.4\x01"
              "9=2000000000\x01"
              "35=A\x01",
              'x');
}
Task<> pour_x(Line& line, Attacker&) { return pour(line, "x", 'x'); }
Task<> pour_8(Line& line, Attacker&) { return pour(line, "8", '8'); }

Task<> miscount(Line& line, Attacker&) {
  std::string bytes = logon(kHonest);
  bytes[bytes.size() - 2] = bytes[bytes.size() - 2] == '0' ? '1' : '0';
  return say(line, std::move(bytes));
}

Task<> name_nobody(Line& line, Attacker& self) {
  return say(line, logon("NOBODY" + std::to_string(self.number)));
}
Task<> guess_password(Line& line, Attacker& self) {
  return say(line, logon("LOCKED", "98=0|108=30|553=desk|554=guess" + std::to_string(self.number) + "|"));
}
Task<> come_from_elsewhere(Line& line, Attacker&) { return say(line, logon("FENCED")); }
Task<> reset_the_honest(Line& line, Attacker&) { return say(line, logon(kHonest, "98=0|108=30|141=Y|")); }
Task<> pose_as_the_honest(Line& line, Attacker&) { return say(line, logon(kHonest)); }
Task<> send_data_field(Line& line, Attacker&) {
  return say(line, logon(kHonest, "98=0|108=30|95=2147483647|96=x|212=4294967295|213=<x/>|"));
}
Task<> send_no_logon(Line& line, Attacker&) {
  return say(line,
             framed("35=F|34=1|49=HONEST|52=" + sending_time() + "|56=BRIDGE|11=x|37=1|55=BTCUSDT|54=1|"));
}
Task<> say_too_much(Line& line, Attacker&) {
  return say(line, logon(kHonest, "98=0|108=30|58=" + std::string(60'000, 'x') + "|"));
}
Task<> want_no_heartbeat(Line& line, Attacker&) { return say(line, logon("SPARE", "98=0|108=0|141=Y|")); }

Task<> come_and_go(Line& line, Attacker&) {
  for (int i = 0; i < 2; ++i) co_await line.pause(milliseconds{5});
  line.close();
}

// The beginning of a ClientHello, and no more.
Task<> begin_tls(Line& line, Attacker&) {
  return say(line, std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xFC\x03\x03", 11) + noise(64));
}
Task<> send_tls_garbage(Line& line, Attacker&) { return say(line, "\x16\x03\x01" + noise(4096)); }

}  // namespace

const std::vector<Attack>& strangers() {
  static const std::vector<Attack> table{
      {.name = "silent", .attackers = 40, .act = keep_silent},
      {.name = "slow_logon", .attackers = 20, .act = log_on_slowly},
      {.name = "garbage", .attackers = 12, .act = send_garbage},
      {.name = "garbled_logon", .attackers = 12, .act = send_garbled_logon},
      {.name = "announces_2_gb", .attackers = 8, .act = announce_2_gb},
      {.name = "pours_x", .attackers = 8, .act = pour_x},
      {.name = "pours_8", .attackers = 8, .act = pour_8},
      {.name = "wrong_checksum", .attackers = 12, .act = miscount},
      {.name = "unknown_comp_id", .attackers = 16, .act = name_nobody},
      {.name = "wrong_password", .attackers = 12, .act = guess_password},
      {.name = "outside_its_network", .attackers = 8, .act = come_from_elsewhere},
      {.name = "resets_the_honest", .attackers = 14, .act = reset_the_honest},
      {.name = "poses_as_the_honest", .attackers = 14, .act = pose_as_the_honest},
      {.name = "data_field", .attackers = 10, .act = send_data_field},
      {.name = "no_logon", .attackers = 10, .act = send_no_logon},
      {.name = "too_long", .attackers = 10, .act = say_too_much},
      {.name = "no_heartbeat", .attackers = 8, .act = want_no_heartbeat},
      {.name = "storm", .attackers = 16, .pause = milliseconds{300}, .act = come_and_go},
      {.name = "half_tls_handshake", .attackers = 12, .act = begin_tls, .over_tls = true},
      {.name = "tls_garbage", .attackers = 12, .act = send_tls_garbage, .over_tls = true},
  };
  return table;
}

}  // namespace bridge::hostile
