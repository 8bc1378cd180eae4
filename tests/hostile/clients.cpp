// Those who are logged on and misbehave then.
#include "endtoend/world.hpp"
#include "hostile/attack.hpp"

#include <algorithm>

namespace bridge::hostile {
namespace {

using endtoend::framed;
using endtoend::sending_time;

constexpr int kPerSecond = 200;  // of a flood

std::string order(Attacker& self) {
  const std::string id = std::to_string(self.number) + "-" + std::to_string(self.seq_num);
  return "11=" + id + "|37=77|55=BTCUSDT|54=1|60=" + sending_time() + "|";
}

template <class Next>
Task<> flood(Line& line, Next next, int per_second = kPerSecond) {
  while (line.open()) {
    std::string bytes;
    for (int i = 0; i < std::max(per_second / 20, 1); ++i) bytes += next();
    const bool sent = co_await line.send(bytes);
    if (!sent) co_return;
    co_await line.pause(per_second < 20 ? milliseconds{1000 / per_second} : milliseconds{50});
  }
}

Task<> send_garbage(Line& line, Attacker&) {
  return flood(
      line,
      [] {
        return std::string(
                   "8=FIX.4.4\x01"
                   "9=5\x01") +
               std::string(200, '\xFE');
      },
      40);
}

Task<> miscount(Line& line, Attacker& self) {
  return flood(
      line,
      [&self] {
        std::string bytes = message(self, "F", order(self));
        bytes[bytes.size() - 2] = bytes[bytes.size() - 2] == '0' ? '1' : '0';
        return bytes;
      },
      40);
}

Task<> send_a_byte_a_second(Line& line, Attacker& self) {
  const std::string bytes = message(self, "F", order(self));
  for (std::size_t at = 0; at < bytes.size() && line.open(); ++at) {
    const std::string byte = bytes.substr(at, 1);
    co_await line.send(byte);
    co_await line.pause(seconds{1});
  }
}

Task<> number_too_high(Line& line, Attacker& self) {
  return flood(line, [&self] {
    self.seq_num += 1000;
    return message(self, "F", order(self));
  });
}

Task<> send_above_the_limit(Line& line, Attacker& self) {
  return flood(line, [&self] { return message(self, "F", order(self)); });
}

Task<> test(Line& line, Attacker& self) {
  return flood(line, [&self] { return message(self, "1", "112=" + std::string(200, 't') + "|"); });
}

Task<> log_on_again(Line& line, Attacker& self) {
  const std::string bytes = message(self, "A", "98=0|108=0|");
  co_await line.send(bytes);
  co_await line.pause(seconds{5});
}

Task<> send_absurd_dates(Line& line, Attacker& self) {
  static const char* const kDates[] = {"99991231-23:59:59.999", "00000000-00:00:00", "20261301-25:61:61", "1",
                                       "19700101-00:00:00.000000000000"};
  for (const char* date : kDates) {
    const std::string bytes = message(self, "F", "11=d|37=77|55=BTCUSDT|54=1|60=" + std::string(date) + "|");
    co_await line.send(bytes);
    co_await line.pause(milliseconds{50});
  }
  const std::string number = std::to_string(self.seq_num++);
  const std::string last =
      framed("35=0|34=" + number + "|49=" + self.comp_id + "|52=20990101-00:00:00.000|56=" + kGateway + "|");
  co_await line.send(last);
  co_await line.pause(seconds{1});
}

Task<> send_odd_text(Line& line, Attacker& self) {
  return flood(
      line,
      [&self] {
        return message(self, "F",
                       order(self) +
                           "58=\xC3\xBC\xFF\xFE\x80 \x01"
                           "39=2\x01|58=|=|") +
               message(self, "F",
                       "11=\xF0\x9F\x92\xA3|37=77|55=BTC\xE2\x82\xAC|54=1|60=" + sending_time() + "|");
      },
      20);
}

Task<> repeat_tags(Line& line, Attacker& self) {
  return flood(
      line,
      [&self] {
        return message(self, "F", order(self) + "37=78|37=79|11=other|55=ETHUSDT|34=1|49=HONEST|35=A|");
      },
      20);
}

Task<> send_a_big_field(Line& line, Attacker& self) {
  const std::string bytes = message(self, "F", order(self) + "58=" + std::string(1U << 20U, 'x') + "|");
  co_await line.send(bytes);
  co_await line.pause(seconds{1});
}

Task<> send_many_fields(Line& line, Attacker& self) {
  std::string fields;
  for (int i = 0; i < 60'000; ++i) fields += std::to_string(20'000 + i) + "=1|";
  const std::string bytes = message(self, "F", order(self) + fields);
  co_await line.send(bytes);
  co_await line.pause(seconds{1});
}

// As many as a message may hold.
Task<> send_what_fits(Line& line, Attacker& self) {
  std::string fields;
  while (fields.size() < 64'000) fields += "58=1|";
  return flood(
      line, [&self, fields] { return message(self, "F", order(self) + fields); }, 2);
}

// All that there ever was, again and again.
Task<> ask_for_all(Line& line, Attacker& self) {
  while (line.open()) {
    const std::string bytes = message(self, "2", "7=1|16=0|");
    co_await line.send(bytes);
    co_await line.pause(seconds{2});
  }
}

Task<> ask_and_not_read(Line& line, Attacker& self) {
  return flood(
      line, [&self] { return message(self, "2", "7=1|16=0|"); }, 20);
}

std::vector<std::string> names_of(const std::vector<Attack>& table, const std::string& prefix) {
  std::vector<std::string> names;
  for (const auto& attack : table) {
    for (int i = 0; i < attack.attackers; ++i) names.push_back(prefix + std::to_string(names.size() + 1));
  }
  return names;
}

}  // namespace

const std::vector<Attack>& clients() {
  static const std::vector<Attack> table{
      {.name = "client_garbage", .attackers = 3, .act = send_garbage},
      {.name = "client_wrong_checksum", .attackers = 3, .act = miscount},
      {.name = "client_byte_a_second", .attackers = 3, .act = send_a_byte_a_second},
      {.name = "client_high_numbers", .attackers = 3, .act = number_too_high},
      {.name = "client_above_the_limit", .attackers = 3, .act = send_above_the_limit},
      {.name = "client_test_requests", .attackers = 3, .act = test},
      {.name = "client_108_0", .attackers = 2, .act = log_on_again},
      {.name = "client_absurd_dates", .attackers = 2, .act = send_absurd_dates},
      {.name = "client_odd_text", .attackers = 3, .act = send_odd_text},
      {.name = "client_repeated_tags", .attackers = 3, .act = repeat_tags},
      {.name = "client_1_mb_field", .attackers = 2, .act = send_a_big_field},
      {.name = "client_60000_fields", .attackers = 2, .act = send_many_fields},
      {.name = "client_as_much_as_fits", .attackers = 2, .act = send_what_fits},
  };
  return table;
}

const std::vector<Attack>& historians() {
  static const std::vector<Attack> table{
      {.name = "client_asks_for_all", .attackers = 1, .act = ask_for_all},
      {.name = "client_asks_and_does_not_read",
       .attackers = 3,
       .act = ask_and_not_read,
       .receive_buffer = 4096},
  };
  return table;
}

std::vector<std::string> client_comp_ids() { return names_of(clients(), "ATT"); }
std::vector<std::string> historian_comp_ids() { return names_of(historians(), "HIST"); }

std::string message(Attacker& self, const std::string& msg_type, const std::string& body) {
  return framed("35=" + msg_type + "|34=" + std::to_string(self.seq_num++) + "|49=" + self.comp_id +
                "|52=" + sending_time() + "|56=" + kGateway + "|" + body);
}

}  // namespace bridge::hostile
