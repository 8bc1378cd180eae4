// An engine whose turns are made by hand, a session store in memory, and a client that speaks raw FIX over a
// real socket. For the tests of the engine.
#pragma once

#include "fix/memory_session_store.hpp"
#include "fix/message.hpp"
#include "fix/session/engine.hpp"
#include "fix/wire/framer.hpp"
#include "fix/wire/traffic.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <gtest/gtest.h>

#include <chrono>
#include <cstddef>
#include <ctime>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace bridge::fix {

using boost::asio::ip::tcp;

// An engine, and a client that speaks raw FIX over a real socket. The engine's io_context is turned by hand:
// turn() is a turn of the lane.
class EngineTest : public ::testing::Test, public Engine::Application {
 protected:
  void on_command(order::Command command, std::string_view text) override {
    if (auto* question = std::get_if<order::StatusCommand>(&command)) {
      questions.push_back(std::move(*question));
      return;
    }
    if (!std::holds_alternative<order::CancelCommand>(command)) {
      ++orders;
      return;
    }
    evidence.push_back(printable(text));
    commands.push_back(std::get<order::CancelCommand>(std::move(command)));
    if (fail_callback) throw std::runtime_error("boom");
  }
  void on_logon(const order::SessionKey&) override { ++logons; }
  void on_cancel_on_disconnect(const order::SessionKey&, const order::CancelOnDisconnect& rule) override {
    disconnect_rules.push_back(rule);
  }
  void on_logout(const order::SessionKey&, bool orderly) override {
    ++logouts;
    orderly_logouts += orderly ? 1 : 0;
  }
  void on_refused(const std::string& reason) override { refused.push_back(reason); }

  static SessionSettings desk() {
    SessionSettings session;
    session.sender_comp_id = "BRIDGE";
    session.target_comp_id = "DESK";
    return session;
  }

  // A new engine over the same session store, with what `settings` and `clock` are now.
  void start(ConnectionSettings connection = {}) {
    engine.reset();
    session_store.clock = &clock;
    limits = connection;
    engine = make_engine(io, {settings}, session_store, *this, [this] { return clock; });
  }

  std::unique_ptr<tcp::socket> connect(const std::string& logon) {
    auto peer = std::make_unique<tcp::socket>(client_io);
    tcp::acceptor acceptor(client_io, {boost::asio::ip::address_v4::loopback(), 0});
    peer->connect(acceptor.local_endpoint());
    tcp::socket accepted = acceptor.accept();
    engine->adopt({settings.key(), accepted.release(), false, logon, "test", limits});
    return peer;
  }

  void turn(bool commit = true) {
    io.restart();
    io.poll();
    commit ? engine->flush() : engine->repeat_turn();
    io.restart();
    io.poll();
  }

  [[nodiscard]] std::string wire(const std::string& msg_type, int number, const std::string& body = "",
                                 const std::string& header = "") const {
    const std::time_t at = std::time(nullptr);
    std::tm parts{};
    gmtime_r(&at, &parts);
    char time[32];
    std::strftime(time, sizeof time, "%Y%m%d-%H:%M:%S", &parts);
    return message("35=" + msg_type + "|34=" + std::to_string(number) + "|49=DESK|52=" + time +
                       "|56=BRIDGE|" + header + body,
                   settings.begin_string);
  }
  [[nodiscard]] std::string cancel(int number, const std::string& cl_ord_id) const {
    return wire("F", number, "11=" + cl_ord_id + "|37=42|54=1|55=BTCUSDT|60=20261122-10:00:00|");
  }

  void write(const std::string& bytes) { boost::asio::write(*client, boost::asio::buffer(bytes)); }

  // Turns the engine until `count` messages came or five seconds passed; what came, as pipe text.
  std::vector<std::string> read(std::size_t count, bool commit = true) {
    std::vector<std::string> messages;
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(5);
    client->non_blocking(true);
    while (messages.size() < count && std::chrono::steady_clock::now() < deadline) {
      turn(commit);
      char bytes[65536];
      boost::system::error_code error;
      const auto size = client->read_some(boost::asio::buffer(bytes), error);
      if (error == boost::asio::error::eof) break;
      if (!error && !framer.append({bytes, size})) break;
      for (auto next = framer.next(); !next.empty(); next = framer.next())
        messages.push_back(printable(next));
    }
    client->non_blocking(false);
    return messages;
  }
  // Of the session's version; `more`: further fields.
  [[nodiscard]] std::string logon(int number, const std::string& more = "") const {
    const bool fixt = settings.version() == Version::Fix50Sp2;
    return wire("A", number, "98=0|108=30|" + more + (fixt ? "1137=9|" : ""));
  }
  void log_on() {
    client = connect(logon(session_store.now.next_target));
    ASSERT_EQ(read(1).size(), 1U);
    ASSERT_EQ(engine->logged_on(), 1U);
  }

  [[nodiscard]] order::Report reject(const std::string& cl_ord_id) const {
    order::Report report;
    report.session = settings.key();
    report.cl_ord_id = order::ClOrdId{cl_ord_id};
    report.orig_cl_ord_id = report.order_id = "NONE";
    return report;
  }

  boost::asio::io_context io;
  boost::asio::io_context client_io;
  MemorySessionStore session_store;
  std::vector<order::CancelCommand> commands;
  std::vector<std::string> evidence;  // the message of each command
  std::vector<order::StatusCommand> questions;
  int orders = 0;  // placed or replaced
  int logons = 0;
  int logouts = 0;
  int orderly_logouts = 0;
  std::vector<order::CancelOnDisconnect> disconnect_rules;
  std::vector<std::string> refused;
  bool fail_callback = false;
  SessionSettings settings = desk();
  Timestamp clock = now();    // what the engine takes for the time
  ConnectionSettings limits;  // of the next connection
  std::unique_ptr<Engine> engine = make_engine(io, {settings}, session_store, *this);
  std::unique_ptr<tcp::socket> client;
  Framer framer{1U << 20};
};

}  // namespace bridge::fix
