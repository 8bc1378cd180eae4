#include "gateway.hpp"

#include "base/log.hpp"
#include "fix/listener.hpp"
#include "lane.hpp"
#include "ops/metrics.hpp"
#include "ops/server.hpp"
#include "weights.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>

#include <atomic>
#include <csignal>
#include <filesystem>
#include <map>
#include <unistd.h>
#include <utility>
#include <vector>

namespace bridge {
namespace {

// Journals hold who canceled what: nobody else's business.
void make_private_directory(const std::filesystem::path& directory) {
  std::error_code error;
  if (std::filesystem::create_directories(directory, error)) {
    std::filesystem::permissions(directory, std::filesystem::perms::owner_all, error);
  }
  if (error) {
    throw std::runtime_error("journal.dir: cannot create " + directory.string() + ": " + error.message());
  }
}

}  // namespace

struct Gateway::Impl {
  explicit Impl(config::Config loaded) : config(std::move(loaded)), work(io.get_executor()) {
    make_private_directory(config.journal_dir);
    std::map<std::string, std::vector<config::Account>> accounts_of;
    std::vector<fix::SessionSettings> sessions;
    for (auto& account : config.accounts) {
      sessions.insert(sessions.end(), account.sessions.begin(), account.sessions.end());
      accounts_of[account.lane].push_back(std::move(account));
    }
    for (auto& [name, accounts] : accounts_of) {
      std::vector<order::SessionKey> keys;
      for (const auto& account : accounts) {
        for (const auto& session : account.sessions) keys.push_back(session.key());
      }
      lanes.push_back(std::make_unique<Lane>(
          name, std::move(accounts), config,
          [this](const config::Account& account) -> Weights& {
            return weights[account.link.host + ":" + account.link.port];
          },
          metrics, [this] { fail(); }));
      for (const auto& key : keys) lane_of.emplace(key, lanes.back().get());
    }
    server = ops::make_server(io, config.ops, metrics, [this] { return not_ready(); });
    for (const auto& settings : config.listen) {
      listeners.push_back(fix::make_listener(
          io, settings, sessions, [this](fix::Arrival arrival) { admit(std::move(arrival)); },
          [this](const std::string& reason) { metrics.connection_refused(reason); }));
    }
  }

  void admit(fix::Arrival arrival) {
    const auto lane = lane_of.find(arrival.session);
    if (lane == lane_of.end()) {
      ::close(arrival.socket);
      return;
    }
    lane->second->adopt(std::move(arrival));
  }

  void fail() {
    exit_code = 1;
    work.reset();
    io.stop();
  }

  [[nodiscard]] std::string not_ready() const {
    std::string reasons;
    for (const auto& lane : lanes) {
      const auto reason = lane->not_ready();
      if (!reason.empty()) reasons += (reasons.empty() ? "" : "\n") + reason;
    }
    return reasons;
  }

  config::Config config;
  boost::asio::io_context io{1};
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work;
  ops::Metrics metrics;
  std::map<std::string, Weights> weights;  // by the venue's host and port: we have one address there
  std::vector<std::unique_ptr<Lane>> lanes;
  std::map<order::SessionKey, Lane*> lane_of;
  std::unique_ptr<ops::Server> server;
  std::vector<std::unique_ptr<fix::Listener>> listeners;
  std::atomic<int> exit_code{0};
};

Gateway::Gateway(config::Config config) : impl_(std::make_unique<Impl>(std::move(config))) {}
Gateway::~Gateway() = default;

int Gateway::run(bool signals) {
  boost::asio::signal_set caught(impl_->io);
  if (signals) {
    caught.add(SIGTERM);
    caught.add(SIGINT);
    caught.async_wait([this](boost::system::error_code error, int number) {
      if (error) return;
      log::info("signal", {{"number", number}});
      impl_->io.stop();
    });
  }
  for (const auto& lane : impl_->lanes) lane->start();
  log::info("started", {{"fix", impl_->config.listen.front().address + ":" + std::to_string(fix_port())},
                        {"ops", impl_->config.ops.address + ":" + std::to_string(ops_port())},
                        {"accounts", impl_->lanes.size()}});
  impl_->io.run();
  for (const auto& listener : impl_->listeners) listener->close();
  for (const auto& lane : impl_->lanes) lane->stop();
  for (const auto& lane : impl_->lanes) lane->join();
  impl_->server->close();
  impl_->io.restart();
  impl_->io.poll();
  log::info("stopped", {{"exit_code", impl_->exit_code.load()}});
  return impl_->exit_code;
}

void Gateway::stop() { impl_->io.stop(); }

unsigned short Gateway::fix_port() const { return impl_->listeners.front()->port(); }
unsigned short Gateway::ops_port() const { return impl_->server->port(); }
std::string Gateway::not_ready() const { return impl_->not_ready(); }

}  // namespace bridge
