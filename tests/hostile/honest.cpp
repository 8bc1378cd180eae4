#include "hostile/honest.hpp"

#include "endtoend/world.hpp"

#include <algorithm>
#include <stdexcept>
#include <sys/socket.h>
#include <unistd.h>

namespace bridge::hostile {
namespace {

using endtoend::eventually;
using endtoend::value;

constexpr milliseconds kPatience{30'000};

}  // namespace

HonestClient::HonestClient(unsigned short port, std::string comp_id)
    : comp_id_(std::move(comp_id)), socket_(endtoend::connect_to(port)), connected_(true) {
  reader_ = std::thread([this] { listen(); });
}

HonestClient::~HonestClient() {
  ::shutdown(socket_, SHUT_RDWR);
  reader_.join();
  ::close(socket_);
}

bool HonestClient::log_on() {
  send("A", "98=0|108=30|141=Y|");
  return eventually([this] { return logged_on_ || !connected_; }, kPatience) && logged_on_;
}

void HonestClient::send(const std::string& msg_type, const std::string& body) {
  const std::lock_guard lock(sending_);
  const std::string bytes =
      endtoend::framed("35=" + msg_type + "|34=" + std::to_string(next_number_++) + "|49=" + comp_id_ +
                       "|52=" + endtoend::sending_time() + "|56=BRIDGE|" + body);
  std::string_view left = bytes;
  while (!left.empty()) {
    const ssize_t sent = ::send(socket_, left.data(), left.size(), MSG_NOSIGNAL);
    if (sent <= 0) return;  // the reader finds out
    left.remove_prefix(static_cast<std::size_t>(sent));
  }
}

void HonestClient::cancel(std::int64_t first, int count, int per_second) {
  const auto begin = Clock::now();
  for (int i = 0; i < count; ++i) {
    const auto due = begin + std::chrono::microseconds{1'000'000LL * i / per_second};
    std::this_thread::sleep_until(due);
    const std::string id = std::to_string(first + i);
    {
      const std::lock_guard lock(mutex_);
      answers_[first + i].due = due;
    }
    send("F", "11=" + id + "|37=" + id + "|55=BTCUSDT|54=1|60=" + endtoend::sending_time() + "|");
  }
}

bool HonestClient::all_answered() const {
  return eventually(
      [this] {
        const std::lock_guard lock(mutex_);
        return std::ranges::none_of(answers_, [](const auto& each) { return each.second.reports.empty(); });
      },
      kPatience);
}

std::map<std::int64_t, HonestClient::Answer> HonestClient::answers() const {
  const std::lock_guard lock(mutex_);
  return answers_;
}

void HonestClient::listen() {
  static const std::string kTrailer =
      "\x01"
      "10=";
  constexpr std::size_t kTrailerSize = 8;  // "|10=123|"
  std::string text;
  char bytes[16384];
  for (;;) {
    const ssize_t size = ::recv(socket_, bytes, sizeof bytes, 0);
    if (size <= 0) break;
    const auto came = Clock::now();
    text.append(bytes, static_cast<std::size_t>(size));
    for (auto end = text.find(kTrailer); end != std::string::npos && end + kTrailerSize <= text.size();
         end = text.find(kTrailer)) {
      std::string message = text.substr(0, end + kTrailerSize);
      text.erase(0, message.size());
      std::ranges::replace(message, '\x01', '|');
      take(message, came);
    }
  }
  connected_ = false;
}

void HonestClient::take(const std::string& message, Clock::time_point came) {
  const std::string type = value(message, 35);
  if (type == "A") logged_on_ = true;
  if (type == "1") send("0", "112=" + value(message, 112) + "|");
  const bool is_final = type == "9" || (type == "8" && value(message, 150) != "6");
  if (!is_final) return;
  const std::lock_guard lock(mutex_);
  Answer& answer = answers_[std::stoll(value(message, 11))];
  answer.came = came;
  answer.reports.push_back(type + " " + value(message, 150) + " " + value(message, 39) + " " +
                           value(message, 37));
}

microseconds percentile(const std::map<std::int64_t, HonestClient::Answer>& answers,
                        const std::vector<Phase>& phases, int percent) {
  std::vector<microseconds> times;
  for (const auto& phase : phases) {
    for (std::int64_t order = phase.first; order < phase.first + phase.count; ++order) {
      const auto& answer = answers.at(order);
      times.push_back(std::chrono::duration_cast<microseconds>(answer.came - answer.due));
    }
  }
  std::ranges::sort(times);
  const auto at = times.size() * static_cast<std::size_t>(percent) / 100;
  return times.at(std::min(at, times.size() - 1));
}

}  // namespace bridge::hostile
