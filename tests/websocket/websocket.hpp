// One end of a TLS connection that is or may become a WebSocket, a client's or a server's, for tests and
// benchmarks that play a venue or a venue's client. Beast stays in the .cpp, whatever the caller wants to be
// told. Each asynchronous call ends with `done`, on the thread of the socket's io_context; this object and
// its TLS context must live until then. One read and one write at a time.
#pragma once

#include "base/any_completion.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/verify_context.hpp>

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace bridge::test {

enum class Control { Ping, Pong, Close };

class WebSocket {
 public:
  using Socket = boost::asio::ip::tcp::socket;
  using Error = boost::system::error_code;

  WebSocket(Socket socket, boost::asio::ssl::context& context);
  ~WebSocket();
  WebSocket(const WebSocket&) = delete;
  WebSocket& operator=(const WebSocket&) = delete;

  [[nodiscard]] Socket& socket();
  [[nodiscard]] SSL* tls();
  // Asks whether the peer's chain holds, certificate by certificate.
  void verify_peer(std::function<bool(bool trusted, boost::asio::ssl::verify_context& at)> verify);

  // TLS, on a connected socket, as a client or as a server.
  void connect_tls(AnyCompletion done);
  void accept_tls(AnyCompletion done);
  struct Field {
    std::string name;
    std::string value;
  };
  struct Request {
    std::string method = "GET";
    std::string host{};
    std::string target{};
    std::vector<Field> fields{};  // besides those of the host, the body's length and the upgrade
    std::string body{};
    bool upgrade = false;  // asks for a WebSocket all the same
  };
  struct Answer {
    int status = 0;
    std::vector<Field> fields{};
    std::string body{};
    bool keeps_alive = false;  // the connection takes another request

    // The first of that name, in upper or lower case; empty: it has none.
    [[nodiscard]] std::string field(std::string_view name) const;
  };

  // The upgrade as a client, after TLS.
  void upgrade(const std::string& host, const std::string& target, AnyCompletion done);
  // Instead of the upgrade: plain requests, each with its answer, as many as the peer takes.
  void request(const Request& request, AnyCompletion done);
  // `answer` is set before `done` is called without an error.
  void read_answer(Answer& answer, AnyCompletion done);

  // As a server, after TLS: takes the request of a client that then waits, whatever it asks for.
  void take_request(AnyCompletion done);
  // Of the request taken, as it was sent: a path, with its query if it has one.
  [[nodiscard]] std::string_view target() const;
  // The upgrade that was asked for; or an answer instead of it, with an empty body.
  void accept(AnyCompletion done);
  void decline(int status, const std::vector<Field>& fields, AnyCompletion done);

  // Reads a whole message; message() is it until the next read.
  void read(AnyCompletion done);
  [[nodiscard]] std::string_view message() const;
  // Told of each control frame that a read meets.
  void on_control(std::function<void(Control, std::string_view)> told);
  // Of the peer, once a read ended because of it; 0: it said none.
  [[nodiscard]] int close_code() const;
  // Whether a read ended with the peer's close frame.
  [[nodiscard]] static bool closed(const Error& error);

  // One text message; `bytes` must stay until `done`.
  void write(std::string_view bytes, AnyCompletion done);
  void ping(const std::string& payload, AnyCompletion done);
  // The same, done when they return; they throw boost::system::system_error.
  void write_now(std::string_view bytes, bool binary);
  void ping_now(const std::string& payload);
  // Bytes in the place of a frame.
  void write_raw_now(const std::string& bytes);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace bridge::test
