#include "ops/server.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <future>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <sys/socket.h>
#include <thread>
#include <vector>

namespace bridge::ops {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

// A client that writes bytes and reads until the server closes; it gives up after a minute.
class Client {
 public:
  explicit Client(unsigned short port) : socket_(io_) {
    socket_.connect({asio::ip::make_address("127.0.0.1"), port});
    const timeval limit{.tv_sec = 60, .tv_usec = 0};
    setsockopt(socket_.native_handle(), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  }

  void send(const std::string& bytes) {
    boost::system::error_code ignored;  // the server may have closed already
    asio::write(socket_, asio::buffer(bytes), ignored);
  }
  std::string read_all() {
    std::string all;
    char some[4096];
    for (;;) {
      const ssize_t count = ::recv(socket_.native_handle(), some, sizeof some, 0);
      if (count < 0 && errno == EAGAIN) throw std::runtime_error("the server never closed");
      if (count <= 0) return all;
      all.append(some, static_cast<std::size_t>(count));
    }
  }

 private:
  asio::io_context io_;
  tcp::socket socket_;
};

class OpsServer : public testing::Test {
 protected:
  void start(Settings settings = {}) {
    settings.port = 0;
    server_ = make_server(io_, settings, metrics_, [this] {
      const std::lock_guard lock(mutex_);
      if (not_ready_ == "throw") throw std::runtime_error("nobody knows");
      return not_ready_;
    });
    thread_ = std::thread([this] { io_.run(); });
  }
  void TearDown() override {
    if (!thread_.joinable()) return;
    asio::post(io_, [this] { server_.reset(); });
    work_.reset();
    thread_.join();  // returns only when no connection is left: close() cut them all
  }

  void not_ready(const std::string& why) {
    const std::lock_guard lock(mutex_);
    not_ready_ = why;
  }
  std::string ask(const std::string& bytes) {
    Client client(server_->port());
    client.send(bytes);
    return client.read_all();
  }
  std::string get(const std::string& target) { return ask("GET " + target + " HTTP/1.1\r\nHost: x\r\n\r\n"); }

  asio::io_context io_;
  asio::executor_work_guard<asio::io_context::executor_type> work_ = asio::make_work_guard(io_);
  Metrics metrics_;
  std::mutex mutex_;
  std::string not_ready_;
  std::unique_ptr<Server> server_;
  std::thread thread_;
};

TEST_F(OpsServer, SaysThatItLives) {
  start();
  const std::string answer = get("/live");
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 200 OK\r\n"));
  EXPECT_THAT(answer, HasSubstr("Content-Type: text/plain; charset=utf-8\r\n"));
  EXPECT_THAT(answer, HasSubstr("Connection: close\r\n"));
  EXPECT_THAT(answer, EndsWith("\r\n\r\nlive\n"));
}

TEST_F(OpsServer, IsReadyOrSaysWhyNot) {
  start();
  EXPECT_THAT(get("/ready"), EndsWith("\r\n\r\nready\n"));
  not_ready("main: the link to the venue is down\nmain: the venue's clock is unknown");
  const std::string answer = get("/ready?verbose");
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 503 "));
  EXPECT_THAT(answer, EndsWith("link to the venue is down\nmain: the venue's clock is unknown\n"));
}

TEST_F(OpsServer, IsNotReadyWhenTheQuestionFails) {
  start();
  not_ready("throw");
  EXPECT_THAT(get("/ready"), StartsWith("HTTP/1.1 503 "));
  EXPECT_THAT(get("/live"), StartsWith("HTTP/1.1 200 "));
}

TEST_F(OpsServer, ShowsMetrics) {
  start();
  metrics_.connection_refused("not_fix");
  const std::string answer = get("/metrics");
  EXPECT_THAT(answer, HasSubstr("Content-Type: text/plain; version=0.0.4; charset=utf-8\r\n"));
  EXPECT_THAT(answer, HasSubstr("fixbridge_connections_refused_total{reason=\"not_fix\"} 1\n"));
}

TEST_F(OpsServer, AnswersHeadWithoutABody) {
  start();
  const std::string answer = ask("HEAD /ready HTTP/1.0\r\n\r\n");
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 200 OK\r\n"));
  EXPECT_THAT(answer, HasSubstr("Content-Length: 6\r\n"));
  EXPECT_THAT(answer, EndsWith("\r\n\r\n"));
}

TEST_F(OpsServer, RefusesOtherPagesAndOtherMethods) {
  start();
  EXPECT_THAT(get("/"), StartsWith("HTTP/1.1 404 "));
  EXPECT_THAT(get("/live/"), StartsWith("HTTP/1.1 404 "));
  EXPECT_THAT(get("/../etc/passwd"), StartsWith("HTTP/1.1 404 "));
  const std::string posted = ask("POST /live HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello");
  EXPECT_THAT(posted, StartsWith("HTTP/1.1 405 "));
  EXPECT_THAT(posted, HasSubstr("Allow: GET, HEAD\r\n"));
}

TEST_F(OpsServer, RefusesWhatIsNoRequest) {
  start();
  EXPECT_THAT(ask("8=FIX.4.4\x01"
                  "9=5\x01"
                  "35=A\x01\r\n\r\n"),
              StartsWith("HTTP/1.1 400 "));
  EXPECT_THAT(ask("GET /live HTTP/9.9\r\n\r\n"), StartsWith("HTTP/1.1 400 "));
  EXPECT_THAT(ask("GET /live HTTP/1.1\r\nbad header\r\n\r\n"), StartsWith("HTTP/1.1 400 "));
  EXPECT_THAT(ask("GET /live HTTP/1.1\r\nX: " + std::string(9'000, 'x') + "\r\n\r\n"),
              StartsWith("HTTP/1.1 431 "));
  EXPECT_THAT(get("/live"), StartsWith("HTTP/1.1 200 "));
}

TEST_F(OpsServer, CutsAClientThatIsSlow) {
  start({.deadline = milliseconds{100}});
  Client silent(server_->port());
  Client slow(server_->port());
  slow.send("GET /live HT");
  EXPECT_EQ(silent.read_all(), "");
  EXPECT_EQ(slow.read_all(), "");
}

TEST_F(OpsServer, TurnsAwayOneTooMany) {
  start({.connections_limit = 2});
  Client first(server_->port());
  Client second(server_->port());
  Client third(server_->port());
  EXPECT_EQ(third.read_all(), "");
  first.send("GET /live HTTP/1.1\r\n\r\n");
  EXPECT_THAT(first.read_all(), EndsWith("live\n"));
}

TEST_F(OpsServer, HasRoomAgainWhenAGuestLeft) {
  start({.connections_limit = 1});
  const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  for (int i = 0; i < 20; ++i) {
    std::string answer = get("/live");
    // The server may notice a moment after us that the one before is gone.
    while (answer.empty() && std::chrono::steady_clock::now() < give_up) answer = get("/live");
    EXPECT_THAT(answer, EndsWith("live\n"));
  }
}

TEST_F(OpsServer, ServesManyAtOnce) {
  start();
  std::vector<std::unique_ptr<Client>> clients;
  for (int i = 0; i < 32; ++i) clients.push_back(std::make_unique<Client>(server_->port()));
  for (const auto& client : clients) client->send("GET /metrics HTTP/1.1\r\n\r\n");
  for (const auto& client : clients) EXPECT_THAT(client->read_all(), StartsWith("HTTP/1.1 200 "));
}

TEST_F(OpsServer, FreesItsPortWhenClosed) {
  start();
  const unsigned short port = server_->port();
  Client waiting(port);
  std::promise<void> closed;
  asio::post(io_, [&] {
    server_->close();
    closed.set_value();
  });
  closed.get_future().get();
  EXPECT_EQ(waiting.read_all(), "");
  asio::io_context io;
  EXPECT_NO_THROW(static_cast<void>(make_server(io, {.port = port}, metrics_, [] { return std::string(); })));
}

TEST_F(OpsServer, SaysWhatItCannotListenOn) {
  start();
  asio::io_context io;
  const auto message = [&](const Settings& settings) -> std::string {
    try {
      static_cast<void>(make_server(io, settings, metrics_, [] { return std::string(); }));
      return "no error";
    } catch (const std::runtime_error& error) {
      return error.what();
    }
  };
  EXPECT_THAT(message({.port = server_->port()}),
              HasSubstr("127.0.0.1 port " + std::to_string(server_->port())));
  EXPECT_THAT(message({.address = "nowhere"}), HasSubstr("cannot listen on nowhere"));
  EXPECT_THAT(message({.port = 0}), Not(HasSubstr("cannot")));
}

}  // namespace
}  // namespace bridge::ops
