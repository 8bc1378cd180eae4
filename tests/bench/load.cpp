#include "bench/load.hpp"

#include "bench/client.hpp"

#include <algorithm>
#include <stdexcept>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <unistd.h>
#include <utility>

namespace bridge::bench {
namespace {

constexpr std::chrono::seconds kPatience{10};
std::int64_t next_number = 1;  // of all requests of this process: no ClOrdID(11) comes twice

}  // namespace

Load::Load(const std::vector<Endpoint>& endpoints, int sessions, Road road)
    : epoll_(::epoll_create1(EPOLL_CLOEXEC)) {
  ::prctl(PR_SET_TIMERSLACK, 1);  // open loop: wake when it is due
  talk_on(sessions);
  for (int i = 0; i < sessions; ++i) {
    const auto& endpoint = endpoints[static_cast<std::size_t>(i) % endpoints.size()];
    clients_.push_back(std::make_unique<Client>(endpoint, "CLIENT" + std::to_string(i + 1), road));
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.ptr = clients_.back().get();
    ::epoll_ctl(epoll_, EPOLL_CTL_ADD, clients_.back()->socket(), &event);
  }
  for (const auto& client : clients_) client->log_on();
  const auto deadline = Clock::now() + kPatience;
  for (const auto& client : clients_) {
    while (!client->logged_on()) {
      if (Clock::now() > deadline) throw std::runtime_error(client->comp_id() + " is not logged on in time");
      take_in(deadline);
    }
  }
}

Load::~Load() {
  clients_.clear();
  ::close(epoll_);
}

Outcome Load::closed_loop(int in_flight, std::chrono::milliseconds time, std::size_t most) {
  const auto begin = Clock::now();
  first_ = next_number;
  const auto under_way = [this] { return due_.size() - times_us_.size(); };
  while (Clock::now() - begin < time && due_.size() < most) {
    while (under_way() < static_cast<std::size_t>(in_flight) && due_.size() < most) send(Clock::now());
    const auto answered = times_us_.size();
    const auto deadline = Clock::now() + kPatience;
    while (times_us_.size() == answered) {
      if (Clock::now() > deadline) throw std::runtime_error("no answer within ten seconds");
      take_in(deadline);
    }
  }
  return finish(begin);
}

Outcome Load::open_loop(int per_second, std::chrono::milliseconds time, std::size_t most) {
  const auto begin = Clock::now();
  first_ = next_number;
  const auto count = per_second * time.count() / 1000;
  for (std::int64_t i = 0; i < count && due_.size() < most; ++i) {
    const auto due = begin + std::chrono::nanoseconds{1'000'000'000 * i / per_second};
    while (Clock::now() < due) take_in(due);
    send(due);
  }
  return finish(begin);
}

Outcome Load::finish(Clock::time_point begin) {
  const auto deadline = Clock::now() + kPatience;
  while (times_us_.size() < due_.size()) {
    if (Clock::now() > deadline) {
      throw std::runtime_error(std::to_string(due_.size() - times_us_.size()) +
                               " requests have no answer within ten seconds");
    }
    take_in(deadline);
  }
  const std::chrono::duration<double> elapsed = Clock::now() - begin;
  due_.clear();
  return {std::exchange(times_us_, {}), elapsed.count()};
}

void Load::send(Clock::time_point due) {
  due_.push_back(due);
  clients_[next_client_++ % talking_]->request(next_number++);
}

void Load::take_in(Clock::time_point until) {
  const auto wait = std::max(until - Clock::now(), Clock::duration::zero());
  const auto ns = std::chrono::duration_cast<std::chrono::nanoseconds>(wait).count();
  const timespec timeout{static_cast<time_t>(ns / 1'000'000'000), static_cast<long>(ns % 1'000'000'000)};
  epoll_event events[64];
  const int ready = ::epoll_pwait2(epoll_, events, 64, &timeout, nullptr);
  for (int i = 0; i < ready; ++i) {
    static_cast<Client*>(events[i].data.ptr)->receive([this](std::int64_t number) {
      if (number < first_) throw std::runtime_error("a request was answered twice");
      const std::chrono::duration<double, std::micro> time =
          Clock::now() - due_.at(static_cast<std::size_t>(number - first_));
      times_us_.push_back(time.count());
    });
  }
}

}  // namespace bridge::bench
