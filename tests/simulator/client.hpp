// A venue's client for tests: one TLS WebSocket connection, trusting one certificate only. Every step
// has a deadline and throws std::runtime_error when it fails or does not come.
#pragma once

#include <chrono>
#include <memory>
#include <string>

namespace bridge::simulator::test {

class Client {
 public:
  struct To {
    unsigned short port = 0;
    std::string certificate;  // PEM
    std::string host = "127.0.0.1";
    std::string target = "/ws-fapi/v1";
  };

  explicit Client(const To& to);
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  void send(const std::string& frame);
  [[nodiscard]] std::string receive();
  [[nodiscard]] std::string ask(const std::string& frame) {
    send(frame);
    return receive();
  }
  // Whether a whole frame comes; when not, it may still come, to receive().
  [[nodiscard]] bool has_frame_within(std::chrono::milliseconds time);
  // Sends a ping frame and reads until its pong is there.
  void ping();
  // Reads until a ping frame was seen.
  void await_ping();
  // Reads until the connection ends; says how: the close code as text, or "dropped".
  [[nodiscard]] std::string await_end();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

struct HttpReply {
  int status = 0;
  std::string body;
  std::string used_weight;  // X-MBX-USED-WEIGHT-1M; empty: none, as are the next two
  std::string retry_after;
  std::string content_type;
  bool keeps_alive = false;
};

// A client of the REST interface: one TLS connection, one request at a time.
class RestClient {
 public:
  explicit RestClient(const Client::To& to);
  ~RestClient();
  RestClient(const RestClient&) = delete;
  RestClient& operator=(const RestClient&) = delete;

  void send(const std::string& method, const std::string& target, const std::string& api_key = "",
            const std::string& body = "");
  // Asks for a WebSocket instead.
  void send_upgrade(const std::string& target);
  // Throws std::runtime_error when no answer comes.
  [[nodiscard]] HttpReply ask(const std::string& method, const std::string& target,
                              const std::string& api_key = "", const std::string& body = "");

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// Status of a plain HTTPS GET; with `upgrade` it asks for a WebSocket.
[[nodiscard]] int http_status(const Client::To& to, bool upgrade);
// Its Retry-After when it asks for a WebSocket, in seconds; empty: none.
[[nodiscard]] std::string http_retry_after(const Client::To& to);
// Whether a TLS handshake with at most TLS 1.1 succeeds.
[[nodiscard]] bool takes_old_tls(const Client::To& to);

}  // namespace bridge::simulator::test
