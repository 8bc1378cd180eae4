// A TLS WebSocket server to test links against: on loopback, scripted by the test, run by the test's own
// io_context. Beast stays in the .cpp.
#pragma once

#include "venue/certificates.hpp"

#include <boost/asio/io_context.hpp>

#include <memory>
#include <string>
#include <vector>

namespace bridge::venue::test {

struct ServerOptions {
  bool mute = false;     // accepts connections and never says a word
  bool silent = false;   // after the handshake it neither reads nor answers pings
  int decline_with = 0;  // HTTP status instead of the upgrade, with Retry-After: 3600
  bool tls_1_1 = false;  // and nothing newer
};

class TlsServer {
 public:
  // `port`: any free one, or this.
  TlsServer(boost::asio::io_context& io, const Certificate& certificate, ServerOptions options = {},
            const std::string& port = "0");
  ~TlsServer();
  TlsServer(const TlsServer&) = delete;
  TlsServer& operator=(const TlsServer&) = delete;

  [[nodiscard]] std::string port() const;
  // To the newest connection.
  void send(const std::string& message, bool binary = false);
  // Bytes in the place of a frame.
  void send_raw(const std::string& bytes);
  void ping(const std::string& payload);
  // Closes every socket without a word.
  void drop();

  int accepted = 0;
  int refused = 0;  // TLS handshakes that failed
  int upgraded = 0;
  std::vector<std::string> paths;  // of the handshakes
  std::vector<std::string> received;
  std::vector<std::string> pongs;
  std::vector<int> close_codes;

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace bridge::venue::test
