// Accepts connections, shakes hands (TLS), reads their first message within a deadline and a size, has the
// door judge it and the verifier its credentials, and hands socket and bytes on. Runs on the thread of its
// io_context (the gateway's). Refusals are logged, counted and closed without a word; those of a whole Logon
// all take the same time, so that it does not tell a wrong name from a wrong password.
#pragma once

#include "fix/door/tls.hpp"
#include "fix/settings.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace bridge::fix {

// A connection that passed the door. `socket` is a native descriptor, released from the listener's
// io_context; whoever takes it owns it. `bytes` begin with the Logon.
struct Arrival {
  order::SessionKey session;
  int socket = -1;
  bool ipv6 = false;
  std::string bytes;
  std::string peer;  // "127.0.0.1:53124"
  ConnectionSettings limits{};
  std::unique_ptr<TlsSession> tls{};  // nothing: plain TCP
  std::shared_ptr<void> seat{};       // the listener counts the connection until this is let go; any thread
};

class Listener {
 public:
  using Admit = std::function<void(Arrival)>;
  // Counts a refusal for the metric; the reason is one of refusal_reasons() (door.hpp).
  using Refuse = std::function<void(const std::string& reason)>;

  virtual ~Listener() = default;
  // The port in use, also when the settings said 0.
  [[nodiscard]] virtual unsigned short port() const = 0;
  // Reads the certificates, the key and the revocations again, and takes networks, credentials and
  // certificate rules of the sessions it knows. They are for connections that come from now on. It throws
  // std::runtime_error for files that cannot be used; then nothing has changed.
  virtual void reload(const ListenerSettings& settings, const std::vector<SessionSettings>& sessions) = 0;
  // Stops accepting and closes everyone still at the door.
  virtual void close() = 0;
};

// Tries what a listener needs, and opens nothing. It throws std::runtime_error for certificates, keys and
// credentials that cannot be used, with the key of the configuration and the remedy.
void check_admission(const ListenerSettings& settings, const std::vector<SessionSettings>& sessions);

// Opens the port. It throws std::runtime_error when the address cannot be bound (it names address, port and
// cause), and what check_admission() throws.
[[nodiscard]] std::unique_ptr<Listener> make_listener(boost::asio::io_context& io, ListenerSettings settings,
                                                      std::vector<SessionSettings> sessions,
                                                      Listener::Admit admit, Listener::Refuse refuse);

}  // namespace bridge::fix
