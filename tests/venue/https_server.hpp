// A TLS server that reads HTTP requests and answers with whatever bytes the test wants. On loopback, run by
// the test's own io_context.
#pragma once

#include "venue/certificates.hpp"

#include <boost/asio/io_context.hpp>

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace bridge::venue::test {

struct HttpReply {
  std::string bytes{};    // none: it says nothing
  bool hangs_up = false;  // behind them
};

// A whole answer, with its length.
[[nodiscard]] std::string http_answer(const std::string& body,
                                      const std::string& head = "HTTP/1.1 200 OK\r\n");

class HttpsServer {
 public:
  // `reply(n)`: to the nth request of all, from 1.
  HttpsServer(boost::asio::io_context& io, const Certificate& certificate,
              std::function<HttpReply(int)> reply);
  ~HttpsServer();
  HttpsServer(const HttpsServer&) = delete;
  HttpsServer& operator=(const HttpsServer&) = delete;

  [[nodiscard]] std::string port() const;
  // Closes every socket without a word.
  void drop();

  int accepted = 0;
  std::vector<std::string> requests;  // as they came, headers and all

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace bridge::venue::test
