// One FIX 4.4 session of the load client, on a raw socket, with TLS on top if asked for. It says what it must
// and understands no more than it has to.
#pragma once

#include "bench/load.hpp"

#include <functional>
#include <string>
#include <string_view>

struct ssl_ctx_st;
struct ssl_st;

namespace bridge::bench {

// OrderCancelRequest and NewOrderSingle; ClOrdID(11) tells the number. '|' stands for SOH.
[[nodiscard]] std::string cancel_body(std::int64_t number);
[[nodiscard]] std::string place_body(std::int64_t number);
// A whole message to the gateway.
[[nodiscard]] std::string message_of(const std::string& comp_id, std::string_view msg_type, int msg_seq_num,
                                     std::string_view body);

class Client {
 public:
  // Connects. Throws std::runtime_error.
  Client(const Endpoint& endpoint, std::string comp_id, Road road = Road::Cancel);
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  // With 141=Y.
  void log_on();
  // Without: the session goes on, and this is our next MsgSeqNum(34).
  void log_on_again(int number);
  // A cancel, or a place.
  void request(std::int64_t number);
  // Takes what has come; `answered` for each cancel that is Canceled(150=4) now, each place that is
  // New(150=0). Throws when it is anything else.
  void receive(const std::function<void(std::int64_t number)>& answered);

  [[nodiscard]] bool logged_on() const { return logged_on_; }
  [[nodiscard]] int socket() const { return socket_; }
  [[nodiscard]] const std::string& comp_id() const { return comp_id_; }

 private:
  void send(std::string_view msg_type, std::string_view body);
  void write(std::string_view bytes);
  [[nodiscard]] long read(char* bytes, std::size_t size);
  void take(std::string_view message, const std::function<void(std::int64_t)>& answered);

  std::string comp_id_;
  Road road_;
  int socket_ = -1;
  ssl_ctx_st* tls_ = nullptr;
  ssl_st* stream_ = nullptr;
  std::string inbound_;
  int next_number_ = 1;
  bool logged_on_ = false;
};

}  // namespace bridge::bench
