#include "gateway/gateway.hpp"

#include "base/log.hpp"
#include "base/signals.hpp"
#include "base/thread.hpp"
#include "base/version.hpp"
#include "fix/door/door.hpp"
#include "fix/door/listener.hpp"
#include "gateway/reload_course.hpp"
#include "lane/lane.hpp"
#include "ops/metrics.hpp"
#include "ops/server.hpp"
#include "upstream/keys.hpp"
#include "upstream/shared_weight_limiter.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <filesystem>
#include <map>
#include <unistd.h>
#include <utility>
#include <vector>

namespace bridge {
namespace {

// Journals hold who canceled what, which is nobody else's business.
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
  Impl(config::Config loaded, std::unique_ptr<venue::binance::SignerProcess> signer)
      : config(std::move(loaded)),
        keys(std::move(signer)),
        work(io.get_executor()),
        course(io, config.journal_dir, keys, [this](const std::string& account) {
          const auto lane = lane_of_account.find(account);
          return lane == lane_of_account.end() ? nullptr : lane->second;
        }) {
    make_private_directory(config.journal_dir);
    std::map<std::string, std::vector<config::Account>> accounts_of;
    const auto sessions = config::sessions_of(config.accounts);
    limits_now = config::limits_of(config.accounts);
    for (auto& account : config.accounts) accounts_of[account.lane].push_back(std::move(account));
    // The gateway's own thread and the kernel need one that no lane keeps busy.
    const bool may_poll = processors() > accounts_of.size();
    for (auto& [name, accounts] : accounts_of) {
      if (!may_poll && std::ranges::any_of(accounts, &config::Account::busy_poll)) {
        log::warn("busy_poll_off",
                  {{"lane", name},
                   {"processors", processors()},
                   {"lanes", accounts_of.size()},
                   {"remedy", "give the gateway more processors than it has lanes, or leave busy_poll out"}});
      }
      std::vector<order::SessionKey> session_keys;
      std::vector<std::string> account_names;
      for (const auto& account : accounts) {
        account_names.push_back(account.name);
        for (const auto& session : account.sessions) session_keys.push_back(session.key());
      }
      const Lane::Services around{
          .metrics = metrics,
          .weight_limiter = [this](const config::Account& account) -> SharedWeightLimiter& {
            return weight_limiter[account.link.host + ":" + account.link.port];
          },
          .dialect = [this](config::Account& account) { return keys.take(account); },
          .fatal = [this] { fail(); },
          .may_poll = may_poll};
      lanes.push_back(std::make_unique<Lane>(name, std::move(accounts), config, around));
      for (const auto& session : session_keys) lane_of.emplace(session, lanes.back().get());
      for (const auto& account : account_names) lane_of_account.emplace(account, lanes.back().get());
    }
    for (const auto* reason : fix::refusal_reasons()) metrics.may_refuse(reason);
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

  // Without it no new link can be logged on, and nothing is signed: better to begin anew now, in good order,
  // while the links are up (decisions/0021).
  void watch_signer() {
    if (keys.signer_socket() < 0) return;
    signer_socket.assign(::dup(keys.signer_socket()));
    await_end_of_signer();
  }
  void await_end_of_signer() {
    using Descriptor = boost::asio::posix::stream_descriptor;
    signer_socket.async_wait(Descriptor::wait_read, [this](boost::system::error_code error) {
      if (error) return;
      if (!keys.signer_is_dead()) return await_end_of_signer();  // an answer, taken by now
      signer_ended = true;
      log::error(
          "signer_ended",
          {{"remedy",
            "none needed when a supervisor starts the gateway again; what was not signed has not left"}});
      exit_code = 1;
      io.stop();
    });
  }

  // ---- the configuration, read again ----

  void on_hang_up(boost::asio::signal_set& signals) {
    signals.async_wait([this, &signals](boost::system::error_code error, int) {
      if (error) return;
      log::reopen();
      reload();
      on_hang_up(signals);
    });
  }
  // What can be taken over without a restart is; the rest is named.
  void reload() {
    log::info("reload", {{"file", config.file.string()}});
    course.begin();
    try {
      config::Config fresh =
          config::load(config.file, {.leaves_files_to_signer = true, .forgotten = config.forgotten});
      for (const auto& key : config::changed_keys(config, fresh)) course.leave_out(key);
      const auto sessions = config::sessions_of(fresh.accounts);
      for (const auto& settings : fresh.listen) fix::check_admission(settings, sessions);
      course.renew_keys(fresh);
      if (course.refused()) return course.end();
      for (std::size_t i = 0; i < std::min(listeners.size(), fresh.listen.size()); ++i) {
        listeners[i]->reload(fresh.listen[i], sessions);
      }
      if (auto limits = config::limits_of(fresh.accounts); limits != limits_now) {
        for (const auto& lane : lanes) lane->set_limits(limits);
        limits_now = std::move(limits);
        course.take("limits: they hold for what comes from now on, and are in the journal with who set them");
      }
      course.take(
          "listen: certificates, networks and credentials are read; they are for who comes from now on");
    } catch (const config::Mistakes& mistakes) {
      for (const auto& line : mistakes.lines) course.refuse(line);
    } catch (const std::runtime_error& error) {
      course.refuse(error.what());
    }
    course.end();
  }

  [[nodiscard]] std::string not_ready() const {
    std::string reasons = signer_ended ? "signer: its process has ended; restart the gateway" : "";
    for (const auto& lane : lanes) {
      const auto reason = lane->not_ready();
      if (!reason.empty()) reasons += (reasons.empty() ? "" : "\n") + reason;
    }
    return reasons;
  }

  config::Config config;
  Keys keys;  // before the lanes, which sign with them
  boost::asio::io_context io{1};
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work;
  ops::Metrics metrics{version()};
  std::map<std::string, SharedWeightLimiter>
      weight_limiter;  // by the venue's host and port: we have one address there
  std::vector<std::unique_ptr<Lane>> lanes;
  config::Limits limits_now;
  std::map<order::SessionKey, Lane*> lane_of;
  std::map<std::string, Lane*> lane_of_account;
  std::unique_ptr<ops::Server> server;
  std::vector<std::unique_ptr<fix::Listener>> listeners;
  std::atomic<int> exit_code{0};
  std::atomic<bool> signer_ended{false};
  boost::asio::posix::stream_descriptor signer_socket{io};
  ReloadCourse course;
};

Gateway::Gateway(config::Config config, std::unique_ptr<venue::binance::SignerProcess> signer)
    : impl_(std::make_unique<Impl>(std::move(config), std::move(signer))) {}
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
  boost::asio::signal_set hung_up(impl_->io);
  if (signals) hung_up.add(SIGHUP);
  impl_->on_hang_up(hung_up);
  impl_->watch_signer();
  for (const auto& lane : impl_->lanes) lane->start();
  if (signals) set_blocked(SIGHUP, false);  // for this thread
  log::info("started", {{"fix", impl_->config.listen.front().address + ":" + std::to_string(fix_port())},
                        {"ops", impl_->config.ops.address + ":" + std::to_string(ops_port())},
                        {"accounts", impl_->lanes.size()}});
  impl_->io.run();
  if (signals) set_blocked(SIGHUP, true);
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
