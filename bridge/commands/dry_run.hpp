// One FIX session in the hands of the real engine, on a loopback connection of its own, with nothing behind
// it. It shows `fixbridge explain` what the engine makes of a message, and how it words a report. One thread.
#pragma once

#include "fix/session/engine.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace bridge {

class DryRun : private fix::Engine::Application {
 public:
  using Fields = std::vector<std::pair<int, std::string>>;

  // Logs the client on. It throws std::runtime_error when the engine does not take it.
  explicit DryRun(const fix::SessionSettings& session);
  ~DryRun() override;

  // Has the client send this; header and trailer are added. Returns the engine's own answers.
  std::vector<std::string> say(const std::string& msg_type, const Fields& fields);
  // The report as the client would get it, in pipe text.
  std::string word(const order::Report& report);

  // The request that the last message was understood as, if it was.
  [[nodiscard]] const std::optional<order::Command>& command() const { return command_; }

 private:
  class Memory;

  void on_command(order::Command command, std::string_view) override { command_ = std::move(command); }
  void on_logon(const order::SessionKey&) override {}
  void on_cancel_on_disconnect(const order::SessionKey&, const order::CancelOnDisconnect&) override {}
  void on_logout(const order::SessionKey&, bool) override {}
  void on_refused(const std::string&) override {}

  [[nodiscard]] std::string wire(const std::string& msg_type, const Fields& fields);
  // Returns everything that the engine has to say now, message by message, in pipe text.
  std::vector<std::string> listen();

  fix::SessionSettings session_;
  boost::asio::io_context io_;
  std::unique_ptr<Memory> memory_;
  std::unique_ptr<fix::Engine> engine_;
  boost::asio::ip::tcp::socket client_;
  int next_number_ = 1;
  std::optional<order::Command> command_;
};

}  // namespace bridge
