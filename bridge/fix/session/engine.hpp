// QuickFIX's session engine on our own sockets: it does sequence numbers, resend, heartbeats and
// dictionaries. All of it runs on the lane's thread, the one that runs the io_context. Bytes for clients are
// staged and leave at flush(), after the turn's commit. The only room that knows QuickFIX; this header does
// not.
#pragma once

#include "base/time.hpp"
#include "fix/door/listener.hpp"
#include "fix/session/session_store.hpp"
#include "fix/settings.hpp"
#include "order/command.hpp"
#include "order/report.hpp"

#include <boost/asio/io_context.hpp>

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace bridge::fix {

class Engine {
 public:
  class Application {
   public:
    virtual ~Application() = default;
    // Takes a request that passed session and dictionary checks. `message` is the message as it came.
    virtual void on_command(order::Command command, std::string_view message) = 0;
    virtual void on_logon(const order::SessionKey& session) = 0;
    // What is to become of the session's orders, by its settings and its Logon; comes with each Logon.
    virtual void on_cancel_on_disconnect(const order::SessionKey& session,
                                         const order::CancelOnDisconnect& rule) = 0;
    // The client is gone. `orderly`: it has sent a Logout.
    virtual void on_logout(const order::SessionKey& session, bool orderly) = 0;
    // Hears that a connection passed the door and was closed all the same; `reason` is for the metric.
    virtual void on_refused(const std::string& reason) = 0;
  };

  virtual ~Engine() = default;

  // Takes over a connection that passed the door. A second one of a session waits: the first is probed, and
  // replaced when it is silent for 1.5 s; when it is not, the second is closed.
  virtual void adopt(Arrival arrival) = 0;
  // Stores, numbers and stages a report; when the client is away it gets it by resend.
  // Returns false when the engine could not take it (this is logged): the ticket must stay open.
  [[nodiscard]] virtual bool send(const order::Report& report) = 0;
  // Looks, once a second, after heartbeats, test requests, time-outs and the sessions' hours.
  virtual void tick() = 0;
  // Lets staged bytes leave, after a commit.
  virtual void flush() = 0;
  // To be called after a failed commit, with numbers and messages already back at the state before the turn.
  // It forgets staged bytes, rereads numbers, and takes the turn's inbound messages once more, in order. A
  // connection that logged on in this turn is dropped instead.
  virtual void repeat_turn() = 0;
  // Sends a Logout with Text(58) to every client that is on.
  virtual void log_out(const std::string& text) = 0;
  // Closes every connection now.
  virtual void disconnect() = 0;
  [[nodiscard]] virtual std::size_t logged_on() const = 0;
  [[nodiscard]] virtual bool logged_on(const order::SessionKey& session) const = 0;
};

// Makes the engine. It throws std::runtime_error for settings that the engine refuses. `clock` tells the time
// for schedules and limits; timeouts are QuickFIX's own.
[[nodiscard]] std::unique_ptr<Engine> make_engine(boost::asio::io_context& io,
                                                  const std::vector<SessionSettings>& sessions,
                                                  SessionStore& session_store,
                                                  Engine::Application& application,
                                                  std::function<Timestamp()> clock = now);

}  // namespace bridge::fix
