// One client's connection, TLS or plain TCP, the engine's Responder. Bytes from the engine are staged;
// flush() hands them to the socket once their turn is committed, discard() forgets them. What a client does
// not read is kept up to a limit of bytes and of seconds, then the connection ends: its reports are stored
// and resent when it returns. What it sends is taken in slices, between which others have their turn. The
// lane's thread.
#pragma once

#include "fix/door/listener.hpp"
#include "fix/quickfix.hpp"
#include "fix/settings.hpp"
#include "fix/wire/framer.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <array>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace bridge::fix {

// Shared only with its own pending socket operations; the engine is the owner.
class Connection : public FIX::Responder, public std::enable_shared_from_this<Connection> {
 public:
  class Handler {
   public:
    virtual ~Handler() = default;
    virtual void on_message(Connection& connection, std::string_view message) = 0;
    // Tells that so many messages or runs of stray bytes could not be read.
    virtual void on_garbled(Connection& connection, std::uint64_t count) = 0;
    // Tells that flush() has something to do.
    virtual void on_staged(Connection& connection) = 0;
    // Tells that the socket is gone, whoever ended it. It is called once, never from within a function of the
    // connection that the engine called, and not after close().
    virtual void on_gone(Connection& connection, const std::string& reason) = 0;
  };

  // Throws std::system_error when the descriptor is not a socket.
  Connection(boost::asio::io_context& io, Arrival arrival, Handler& handler);

  // Takes the bytes that came with the Logon, then reads on.
  void start(std::string_view first_bytes);

  // FIX::Responder: stages bytes.
  bool send(const std::string& bytes) override;
  // FIX::Responder: ends the connection once what is staged has left.
  void disconnect() override;

  void flush();
  void discard();
  // Ends the connection now, silently; on_gone is not called.
  void close();
  // Ends a connection whose client has not read for too long. It is to be called about once a second.
  void check_backlog();

  // True when all that was sent is with the socket.
  [[nodiscard]] bool idle() const { return backlog() == 0; }
  // True when the other side's TCP has confirmed all of it as well.
  [[nodiscard]] bool confirmed();
  [[nodiscard]] bool ending() const { return ending_ || gone_; }
  [[nodiscard]] const std::string& peer() const { return peer_; }
  [[nodiscard]] const order::SessionKey& session() const { return session_; }

 private:
  void read();
  void receive(std::string_view bytes);
  void take(std::string_view bytes);
  void take_slice();
  void write();
  void end(const std::string& reason);
  [[nodiscard]] std::size_t backlog() const { return staged_.size() + ready_.size() + writing_.size(); }

  // The type of the executor is known here, because one that may be any costs calls and memory with each
  // operation.
  boost::asio::basic_stream_socket<boost::asio::ip::tcp, boost::asio::io_context::executor_type> socket_;
  order::SessionKey session_;
  std::string peer_;
  ConnectionSettings settings_;
  Handler& handler_;
  std::unique_ptr<TlsSession> tls_;  // nothing: plain TCP
  std::shared_ptr<void> seat_;       // the listener counts us until we are gone
  Framer framer_;
  std::uint64_t garbled_ = 0;  // of the framer's, as last told
  std::string plain_;          // of the TLS session, taken at once
  std::array<char, 8192> inbound_{};
  std::string staged_;   // this turn's
  std::string ready_;    // committed (and encrypted), waiting for the write in flight
  std::string writing_;  // with the socket
  std::chrono::steady_clock::time_point write_began_;
  bool ending_ = false;    // no more input; gone once everything has left
  bool overflow_ = false;  // the client does not read
  bool gone_ = false;
};

}  // namespace bridge::fix
