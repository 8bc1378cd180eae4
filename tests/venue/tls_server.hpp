// A TLS WebSocket server to test links against: on loopback, scripted by the test, run by the test's own
// io_context. Beast stays in the .cpp.
#pragma once

#include <boost/asio/io_context.hpp>

#include <memory>
#include <string>
#include <vector>

namespace bridge::venue::test {

struct Certificate {
  std::string ca_pem;
  std::string chain_pem;
  std::string key_pem;
};
// A leaf for `alt_names` ("IP:127.0.0.1,DNS:localhost"), signed by a CA made for it alone.
[[nodiscard]] Certificate make_certificate(const std::string& alt_names);

struct ServerOptions {
  bool mute = false;     // accepts connections and never says a word
  bool silent = false;   // after the handshake it neither reads nor answers pings
  int decline_with = 0;  // HTTP status instead of the upgrade, with Retry-After: 3600
};

class TlsServer {
 public:
  TlsServer(boost::asio::io_context& io, const Certificate& certificate, ServerOptions options = {});
  ~TlsServer();
  TlsServer(const TlsServer&) = delete;
  TlsServer& operator=(const TlsServer&) = delete;

  [[nodiscard]] std::string port() const;
  // To the newest connection.
  void send(const std::string& message, bool binary = false);
  void ping(const std::string& payload);
  // Closes every socket without a word.
  void drop();

  int accepted = 0;
  int refused = 0;  // TLS handshakes that failed
  int upgraded = 0;
  std::vector<std::string> received;
  std::vector<std::string> pongs;
  std::vector<int> close_codes;

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace bridge::venue::test
